package data_test

import (
	"fmt"
	"image"
	"image/color"
	"slices"
	"strings"
	"testing"

	"vae/data"
)

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
		{data.FitPad, data.Options{Invert: true}, []byte{204, 204, 204, 0, 204, 146, 84, 26}, "padded"},
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
		square := byte(77)
		if c.opts.Invert {
			square = 255 - square
		}
		if p[16] != square || p[31] != square || s.All.Resized() != 1 || !strings.Contains(messages(s), c.says) {
			t.Errorf("%v: %d resized, the other picture is %v; %s", c.fit, s.All.Resized(), p[16:], messages(s))
		}
	}
}

// Scaling down averages: a chequer of black and white becomes grey, for every way to fit.
func TestFit_averages(t *testing.T) {
	p := image.NewGray(image.Rect(0, 0, 90, 120))
	for i := range p.Pix {
		p.Pix[i] = byte(255 * ((i%90 + i/90) % 2))
	}
	file := put(t, coded(t, "png", p), t.TempDir(), "a.png")
	for _, name := range data.Fits().Names {
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

// Extreme sizes leave at least one pixel for every way to fit.
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
	for name, want := range map[string]data.Background{"black": {}, "white": {R: 65535, G: 65535, B: 65535}, "#000000": {},
		"#ffffff": {R: 65535, G: 65535, B: 65535}, "#8040ff": {R: 0x8080, G: 0x4040, B: 0xffff}} {
		if got, err := data.ParseBackground(name); got != want || err != nil {
			t.Errorf("%s: %d, %v, want %d", name, got, err, want)
		}
	}
	for _, name := range []string{"", "red", "#fff", "808080", "#80808g", "#8080808"} {
		_, err := data.ParseBackground(name)
		wantOption(t, err, "is not black, white or a colour such as #8080ff")
	}
}
