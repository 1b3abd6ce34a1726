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
	"path/filepath"
	"strings"
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
		if a, b := fingerprint(t, open(t, narrow, o).All), fingerprint(t, open(t, wide, o).All); a != b {
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
		if name := filepath.Base(filepath.Dir(s.All.File(i))); name != s.All.ClassName(s.All.Labels()[i]) {
			t.Errorf("%s is labelled %s", s.All.File(i), s.All.ClassName(s.All.Labels()[i]))
		}
	}
}

// A picture that cannot be read does not decide on the size of the others, though its header is
// whole.
func TestPictures_sizeIsThatOfTheFirstThatCanBeRead(t *testing.T) {
	dir := t.TempDir()
	cut := picture(9, 9, 1)
	put(t, cut[:len(cut)-20], dir, "0.png")
	put(t, picture(5, 5, 9), dir, "1.png")
	put(t, picture(5, 5, 9), dir, "2.png")
	if s := open(t, dir, data.Options{SkipBad: true}).All; s.Len() != 2 || s.Shape().H != 5 {
		t.Errorf("%d pictures of height %d", s.Len(), s.Shape().H)
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

func TestPictures_canceled(t *testing.T) {
	dir := t.TempDir()
	put(t, picture(1, 1, 1), dir, "0.png")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := data.Open(ctx, dir, data.Options{SkipBad: true}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}
