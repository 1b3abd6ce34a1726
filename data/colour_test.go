package data_test

import (
	"errors"
	"image"
	"image/color"
	"slices"
	"strings"
	"testing"

	"vae/data"
	"vae/internal/raster"
)

// rgb returns an opaque picture of that width.
func rgb(width int, pixels ...color.NRGBA) *image.NRGBA {
	p := image.NewNRGBA(image.Rect(0, 0, width, len(pixels)/width))
	for i, c := range pixels {
		p.SetNRGBA(i%width, i/width, c)
	}
	return p
}

// Every form of an array keeps its colours, channels last.
func TestColour_ofArrays(t *testing.T) {
	want := []byte{255, 0, 1, 4, 5, 6, 7, 7, 7, 8, 8, 9}
	last := []float64{255, 0, 1, 4, 5, 6, 7, 7, 7, 8, 8, 9}
	planes := []float64{255, 4, 7, 8, 0, 5, 7, 8, 1, 6, 7, 9}
	for shape, values := range map[string][]float64{"(1, 1, 4, 3)": last, "(1, 3, 2, 2)": planes, "(1, 12)": last} {
		for _, descr := range []string{"|u1", "<i4", "<f4"} {
			o := data.Options{}
			if shape == "(1, 12)" {
				o.Size = data.Size{Height: 2, Width: 2}
			}
			s := open(t, put(t, array(descr, shape, values...), t.TempDir(), "a.npy"), o)
			if got := pixels(s.All); !slices.Equal(got, want) || s.All.Shape().C != 3 {
				t.Errorf("%s %s: %v, want %v", descr, shape, got, want)
			}
			if rows := strings.Contains(told(s), "taken for red, green and blue of the first pixel"); rows != (shape == "(1, 12)") {
				t.Errorf("%s: said %q", shape, told(s))
			}
		}
	}
}

// An array whose colours are all grey gives the images of a grey one.
func TestColour_greyArraysAreGrey(t *testing.T) {
	s := open(t, put(t, array("|u1", "(1, 1, 2, 3)", 9, 9, 9, 255, 255, 255), t.TempDir(), "a.npy"), data.Options{})
	if got := pixels(s.All); !slices.Equal(got, []byte{9, 255}) || !strings.Contains(told(s), "red, green and blue are equal") {
		t.Errorf("%v; said %q", got, told(s))
	}
	o := data.Options{Colours: data.ColoursAlways}
	s = open(t, put(t, array("|u1", "(1, 1, 2)", 9, 255), t.TempDir(), "a.npy"), o)
	if got := pixels(s.All); !slices.Equal(got, []byte{9, 9, 9, 255, 255, 255}) || !strings.Contains(told(s), "grey taken for red") {
		t.Errorf("%v; said %q", got, told(s))
	}
}

// A folder is in colour if one picture is, and says how many are not.
func TestColour_ofFolders(t *testing.T) {
	dir := t.TempDir()
	put(t, encodedPNG(t, rgb(2, color.NRGBA{9, 9, 9, 255}, color.NRGBA{200, 200, 200, 255})), dir, "a.png")
	s := open(t, dir, data.Options{})
	if s.All.Shape() != raster.Grey(1, 2) || !slices.Equal(pixels(s.All), []byte{9, 200}) || told(s) != "" {
		t.Errorf("greys are %v %v; said %q", s.All.Shape(), pixels(s.All), told(s))
	}
	put(t, encodedPNG(t, rgb(2, color.NRGBA{1, 2, 3, 255}, color.NRGBA{4, 5, 6, 255})), dir, "b.png")
	s = open(t, dir, data.Options{})
	if want := []byte{9, 9, 9, 200, 200, 200, 1, 2, 3, 4, 5, 6}; !slices.Equal(pixels(s.All), want) {
		t.Errorf("%v, want %v", pixels(s.All), want)
	}
	if !strings.Contains(told(s), "1 of 2 pictures are grey and taken for red, green and blue in equal parts") {
		t.Errorf("said %q", told(s))
	}
	s = open(t, dir, data.Options{Colours: data.ColoursToGrey})
	if s.All.Shape().C != 1 || !strings.Contains(told(s), "1 of 2 pictures are in colour and taken for their luminance") {
		t.Errorf("%v; said %q", s.All.Shape(), told(s))
	}
	s = open(t, dir, data.Options{Invert: true, Transpose: true})
	if want := []byte{246, 246, 246, 55, 55, 55, 254, 253, 252, 251, 250, 249}; !slices.Equal(pixels(s.All), want) || s.All.Shape().H != 2 {
		t.Errorf("inverted and transposed %v %v", s.All.Shape(), pixels(s.All))
	}
}

// Whatever a part of a source becomes is said, whichever part it is.
func TestColour_everyPartIsTold(t *testing.T) {
	colour := array("|u1", "(1, 1, 2, 3)", 255, 0, 1, 4, 5, 6)
	grey := array("|u1", "(1, 1, 2)", 9, 255)
	opaque := array("|u1", "(1, 1, 2, 4)", 255, 0, 1, 255, 4, 5, 6, 255)
	clear := array("|u1", "(1, 1, 2, 4)", 255, 0, 1, 255, 4, 5, 6, 9)
	for name, c := range map[string]struct {
		train, test []byte
		colours     data.Colours
		want        string
	}{
		"grey test part":   {colour, grey, data.ColoursAsFound, "a.npz: grey taken for red, green and blue in equal parts (1×1×2)\n"},
		"grey train part":  {grey, colour, data.ColoursAsFound, "a.npz: grey taken for red, green and blue in equal parts (1×1×2)\n"},
		"luminance":        {grey, colour, data.ColoursToGrey, "a.npz: colours taken for their luminance (1×1×2×3)\n"},
		"two of one shape": {colour, colour, data.ColoursToGrey, "a.npz: colours taken for their luminance (1×1×2×3)\n"},
		"colour":           {colour, opaque, data.ColoursAsFound, ""},
		"transparent":      {colour, clear, data.ColoursAsFound, "a.npz: transparent in parts, with black behind (1×1×2×4)\n"},
	} {
		content := zipped(t, map[string][]byte{"x_train.npy": c.train, "x_test.npy": c.test})
		s := open(t, put(t, content, t.TempDir(), "a.npz"), data.Options{Colours: c.colours})
		if told(s) != c.want {
			t.Errorf("%s: said %q, want %q", name, told(s), c.want)
		}
	}
}

// Grey images that become colours take three times the memory.
func TestColour_limitOfGreyOnes(t *testing.T) {
	grey := array("|u1", "(2, 64, 64)", make([]float64, 2*64*64)...)
	path := put(t, grey, t.TempDir(), "a.npy")
	o := data.Options{Limit: 6*64*64 + 1000, Colours: data.ColoursAlways}
	if _, err := data.Open(t.Context(), path, o); err != nil {
		t.Error(err)
	}
	o.Limit = 6 * 64 * 64
	_, err := data.Open(t.Context(), path, o)
	wantFormat(t, err, "expected images of at most")
}

// Rows that would make square pictures in colour are not read as such unless a size says so, and the
// error has that size, also beside a column of labels.
func TestColour_rowsWithoutSize(t *testing.T) {
	row := func(n int) []byte { return []byte(strings.Repeat("7,", n-1) + "255\n") }
	for columns, want := range map[int]string{
		12: "--size 2x2 if they are red, green and blue of the first pixel, then of the next",
		13: "--size 2x2 if they are labels and red, green and blue of the first pixel, then of the next",
		14: "--size 2x7 or 7x2 if all are pixels",
	} {
		_, err := data.Open(t.Context(), put(t, row(columns), t.TempDir(), "a.csv"), data.Options{})
		var fault *data.FormatError
		if !errors.As(err, &fault) || !strings.HasPrefix(fault.Hint, want) {
			t.Errorf("%d columns: error %v, hint %q, want %q", columns, err, fault.Hint, want)
		}
	}
	path := put(t, row(13), t.TempDir(), "a.csv")
	if s := open(t, path, data.Options{Size: data.Size{Height: 2, Width: 2}}); s.All.Shape() != (data.Shape{C: 3, H: 2, W: 2}) {
		t.Errorf("images of %v", s.All.Shape())
	}
}
