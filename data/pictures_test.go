package data_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/gif"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"

	"vae/data"
)

// coded returns a picture in the format of that name.
func coded(t *testing.T, format string, p image.Image) []byte {
	t.Helper()
	var content bytes.Buffer
	var err error
	switch format {
	case "bmp":
		err = bmp.Encode(&content, p)
	case "tiff":
		err = tiff.Encode(&content, p, nil)
	case "gif":
		greys := make(color.Palette, 256)
		for v := range greys {
			greys[v] = color.Gray{Y: byte(v)}
		}
		exact := image.NewPaletted(p.Bounds(), greys)
		draw.Draw(exact, exact.Rect, p, image.Point{}, draw.Src)
		err = gif.Encode(&content, exact, nil)
	default:
		err = png.Encode(&content, p)
	}
	if err != nil {
		t.Fatal(err)
	}
	return content.Bytes()
}

// grey returns a picture of the pixels.
func grey(width int, pixels ...byte) *image.Gray {
	return &image.Gray{Pix: pixels, Stride: width, Rect: image.Rect(0, 0, width, len(pixels)/width)}
}

func TestPictures_areToldByContent(t *testing.T) {
	dir := t.TempDir()
	p := grey(2, 10, 20, 30, 40)
	for i, format := range []string{"png", "bmp", "tiff", "gif"} {
		put(t, coded(t, format, p), dir, fmt.Sprintf("%d.jpg", i))
	}
	if got := pixels(open(t, dir, data.Options{}).All); !bytes.Equal(got, bytes.Repeat([]byte{10, 20, 30, 40}, 4)) {
		t.Errorf("pixels %v", got)
	}
	file := put(t, coded(t, "bmp", p), dir, "one")
	if s := open(t, file, data.Options{}); s.All.Len() != 1 || s.All.File(0) != file {
		t.Errorf("%d pictures, the first of %s", s.All.Len(), s.All.File(0))
	}
}

func TestPictures_of8And16BitsAreMixed(t *testing.T) {
	dir := t.TempDir()
	put(t, coded(t, "png", grey(2, 0, 102)), dir, "0.png")
	deep := image.NewGray16(image.Rect(0, 0, 2, 1))
	deep.SetGray16(0, 0, color.Gray16{Y: 4095})
	deep.SetGray16(1, 0, color.Gray16{Y: 102 * 257})
	put(t, coded(t, "png", deep), dir, "1.png")
	s := open(t, dir, data.Options{}).All
	first, second := make([]float32, 2), make([]float32, 2)
	s.Read(first, 0)
	s.Read(second, 1)
	if second[0] != float32(4095./65535) || second[1] != first[1] {
		t.Errorf("%v and %v, want 4095/65535 and equal greys", first, second)
	}
}

// Pictures with 8 bits in 16 are the same set as those with 8.
func TestPictures_of8BitsIn16(t *testing.T) {
	narrow, wide := t.TempDir(), t.TempDir()
	for i := range 12 {
		p := grey(3, byte(i), 100, 255)
		deep := image.NewGray16(p.Rect)
		for x, v := range p.Pix {
			deep.SetGray16(x, 0, color.Gray16{Y: 257 * uint16(v)})
		}
		put(t, coded(t, "png", p), narrow, fmt.Sprintf("%02d.png", i))
		put(t, coded(t, "png", deep), wide, fmt.Sprintf("%02d.png", i))
	}
	opts := data.Options{Size: data.Size{Height: 2, Width: 2}, Fit: data.FitStretch}
	for _, o := range []data.Options{{}, opts} {
		if a, b := open(t, narrow, o).All.Fingerprint(), open(t, wide, o).All.Fingerprint(); a != b {
			t.Errorf("fingerprints %s and %s", a, b)
		}
	}
}

func TestPictures_badOnesAreNamedAtOnce(t *testing.T) {
	dir := t.TempDir()
	good := picture(5, 5, 9)
	for i := range 20 {
		put(t, good, dir, "abcde"[i/4:i/4+1], fmt.Sprintf("%d.png", i))
	}
	bad := []string{
		put(t, nil, dir, "a", "0.png"), put(t, good[:40], dir, "b", "x.png"),
		put(t, []byte("hello"), dir, "e", "y.jpg"), put(t, vast(), dir, "e", "z.png"),
	}
	_, err := data.Open(t.Context(), dir, data.Options{})
	var unread *data.PicturesError
	if !errors.As(err, &unread) || unread.Of != 23 || len(unread.Faults) != len(bad) {
		t.Fatalf("error %v, want one that names 4 of 23 pictures", err)
	}
	for i, want := range []string{"an empty file", "a file cut short after 40 bytes", "found text", "1 to 67108864 pixels"} {
		if fault := unread.Faults[i].Error(); !strings.Contains(fault, bad[i]+": expected") || !strings.Contains(fault, want) {
			t.Errorf("fault %d: %s", i, fault)
		}
	}
	wantFormat(t, err, "4 of 23 pictures of ")

	s := open(t, dir, data.Options{SkipBad: true})
	if s.All.Len() != 19 || !strings.Contains(messages(s), "4 of 23 pictures cannot be read and are passed over: "+bad[0]+", "+bad[1]) {
		t.Errorf("%d pictures: %s", s.All.Len(), messages(s))
	}
	for i := range s.All.Len() {
		if name := filepath.Base(filepath.Dir(s.All.File(i))); name != s.All.ClassName(s.All.Labels[i]) {
			t.Errorf("%s is labelled %s", s.All.File(i), s.All.ClassName(s.All.Labels[i]))
		}
	}
}

func TestPictures_noneThatCanBeRead(t *testing.T) {
	dir := t.TempDir()
	put(t, nil, dir, "0.png")
	put(t, nil, dir, "1.png")
	_, err := data.Open(t.Context(), dir, data.Options{SkipBad: true})
	wantFormat(t, err, "2 of 2 pictures of ")
}

func messages(s *data.Splits) string {
	var all []string
	for _, n := range s.Notices {
		all = append(all, fmt.Sprintf("%v %s (%s)", n.Warning, n.Message, n.Hint))
	}
	return strings.Join(all, "\n")
}

func TestPictures_pipesAndDevices(t *testing.T) {
	dir := t.TempDir()
	pipe, device := filepath.Join(dir, "pipe.png"), filepath.Join(dir, "zero.png")
	if err := errors.Join(syscall.Mkfifo(pipe, 0o600), os.Symlink("/dev/zero", device)); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{pipe, device, dir} {
		wantFormat(t, data.ReadPicture(path), path+": expected a file, found a folder, a pipe or a device")
	}
}

// A picture with a column of each grey, wider than the images by half.
func TestFit_ways(t *testing.T) {
	dir := t.TempDir()
	wide := grey(6, 40, 80, 120, 160, 200, 240, 40, 80, 120, 160, 200, 240, 40, 80, 120, 160, 200, 240, 40, 80, 120, 160, 200, 240)
	put(t, coded(t, "png", wide), dir, "0.png")
	put(t, picture(4, 4, 77), dir, "1.png")
	for _, c := range []struct {
		fit  data.Fit
		opts data.Options
		want []byte // the first column, then row 0
		says string
	}{
		{data.FitCrop, data.Options{}, []byte{80, 80, 80, 80, 80, 120, 160, 200}, "1 of 2 pictures are cut to the shape of 4×4 (--fit pad keeps the whole of each picture)"},
		{data.FitPad, data.Options{}, []byte{51, 51, 51, 0, 51, 109, 171, 229}, "1 of 2 pictures are padded to the shape of 4×4 ()"},
		{data.FitPad, data.Options{Invert: true}, []byte{51, 51, 51, 255, 51, 109, 171, 229}, "padded"},
		{data.FitStretch, data.Options{}, []byte{51, 51, 51, 51, 51, 109, 171, 229}, "1 of 2 pictures are stretched to the shape of 4×4 ()"},
	} {
		c.opts.Size, c.opts.Fit = data.Size{Height: 4, Width: 4}, c.fit
		s := open(t, dir, c.opts)
		p := pixels(s.All)
		got := []byte{p[0], p[4], p[8], p[12], p[0], p[1], p[2], p[3]}
		for i := range got {
			if off := int(got[i]) - int(c.want[i]); off < -2 || off > 2 {
				t.Errorf("%v: %v, want %v", c.fit, got, c.want)
				break
			}
		}
		if p[16] != 77 || p[31] != 77 || s.All.Resized() != 1 || !strings.Contains(messages(s), c.says) {
			t.Errorf("%v: %d resized, the other picture is %v; %s", c.fit, s.All.Resized(), p[16:], messages(s))
		}
	}
}

// Scaling down averages: a chequer of black and white becomes grey, whatever the way to fit.
func TestFit_averages(t *testing.T) {
	p := image.NewGray(image.Rect(0, 0, 90, 120))
	for i := range p.Pix {
		p.Pix[i] = byte(255 * ((i%90 + i/90) % 2))
	}
	file := put(t, coded(t, "png", p), t.TempDir(), "a.png")
	for _, name := range data.Fits() {
		fit, err := data.ParseFit(name)
		if err != nil {
			t.Fatal(err)
		}
		s := open(t, file, data.Options{Size: data.Size{Height: 8, Width: 8}, Fit: fit}).All
		if got := pixels(s)[3*8+3]; got < 125 || got > 130 {
			t.Errorf("%s: the middle is %d, want 128", name, got)
		}
	}
}

// Sizes that no fit may bring to nothing.
func TestFit_extremes(t *testing.T) {
	dir := t.TempDir()
	put(t, picture(1, 3000, 50), dir, "0.png")
	put(t, picture(3000, 1, 50), dir, "1.png")
	put(t, picture(1, 1, 50), dir, "2.png")
	for fit := range data.FitStretch + 1 {
		s := open(t, dir, data.Options{Size: data.Size{Height: 3, Width: 5}, Fit: fit}).All
		for i := range s.Len() {
			if row := pixels(s.Slice(i, i+1)); !slices.Contains(row, 50) {
				t.Errorf("%v: picture %d is lost: %v", fit, i, row)
			}
		}
	}
}

func TestBackground_ofDarkDrawings(t *testing.T) {
	dir := t.TempDir()
	for i := range 3 {
		p := image.NewNRGBA(image.Rect(0, 0, 8, 8))
		for x := range 4 {
			p.SetNRGBA(x+i, 4, color.NRGBA{R: 20, A: 255})
		}
		put(t, coded(t, "png", p), dir, fmt.Sprintf("%d.png", i))
	}
	s := open(t, dir, data.Options{})
	want := "3 of 3 pictures are transparent in parts, with black behind: what is drawn is dark, too, and can hardly be seen (--background white puts white behind them)"
	if got := messages(s); !strings.HasPrefix(got, "true ") || !strings.Contains(got, want) {
		t.Errorf("notices: %s", got)
	}
	white, err := data.ParseBackground("white")
	if err != nil {
		t.Fatal(err)
	}
	s = open(t, dir, data.Options{Background: white})
	if got := messages(s); pixels(s.All)[0] != 255 || !strings.HasPrefix(got, "false ") || !strings.Contains(got, "with white behind ()") {
		t.Errorf("the ground is %d; notices: %s", pixels(s.All)[0], got)
	}
}

func TestBackground_parse(t *testing.T) {
	for name, want := range map[string]data.Background{"black": 0, "white": 65535, "#000000": 0, "#ffffff": 65535, "#808080": 0x8080} {
		if got, err := data.ParseBackground(name); got != want || err != nil {
			t.Errorf("%s: %d, %v, want %d", name, got, err, want)
		}
	}
	for _, name := range []string{"", "red", "#fff", "808080", "#80808g", "#8080808"} {
		_, err := data.ParseBackground(name)
		wantOption(t, err, "is not black, white or a colour such as #8080ff")
	}
}

func TestPictures_tooManyForMemory(t *testing.T) {
	dir := t.TempDir()
	for i := range 5 {
		put(t, picture(10, 10, 1), dir, fmt.Sprintf("%d.png", i))
	}
	_, err := data.Open(t.Context(), dir, data.Options{Limit: 499})
	wantFormat(t, err, "a smaller size to resize all to, found 5 of 10×10")
	open(t, dir, data.Options{Limit: 500})
}

func TestPictures_canceled(t *testing.T) {
	dir := t.TempDir()
	put(t, picture(1, 1, 1), dir, "0.png")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := data.Open(ctx, dir, data.Options{SkipBad: true}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}
