package data_test

import (
	"image"
	"image/color"
	"slices"
	"strings"
	"testing"

	"vae/data"
)

// colours are pixels of every kind: grey, pure, mixed, transparent in part and in whole.
var colours = []color.NRGBA{
	{0, 0, 0, 255}, {255, 255, 255, 255}, {255, 0, 0, 255}, {0, 255, 0, 255}, {0, 0, 255, 255},
	{200, 100, 50, 255}, {77, 77, 77, 255}, {200, 100, 50, 128}, {255, 255, 255, 1}, {9, 8, 7, 0},
}

// greys returns their luminance by image/color, the oracle.
func greys(opaque bool) []byte {
	var all []byte
	for _, c := range colours {
		if opaque {
			c.A = 255
		}
		all = append(all, color.GrayModel.Convert(c).(color.Gray).Y)
	}
	return all
}

func TestLayout_coloursBecomeLuminance(t *testing.T) {
	n := len(colours)
	var last, lastAlpha []float64
	planes := make([]float64, 3*n)
	for i, c := range colours {
		last = append(last, float64(c.R), float64(c.G), float64(c.B))
		lastAlpha = append(lastAlpha, float64(c.R), float64(c.G), float64(c.B), float64(c.A))
		planes[i], planes[n+i], planes[2*n+i] = float64(c.R), float64(c.G), float64(c.B)
	}
	for _, c := range []struct {
		shape  string
		values []float64
		opaque bool
	}{
		{"(1, 1, 10, 3)", last, true}, {"(10, 1, 1, 3)", last, true}, {"(1, 3, 2, 5)", planes, true}, {"(1, 2, 5, 4)", lastAlpha, false},
	} {
		for _, descr := range []string{"|u1", "<i4", "<f4"} {
			s := open(t, put(t, array(descr, c.shape, c.values...), t.TempDir(), "a.npy"), data.Options{Colours: data.ColoursToGrey})
			if got, want := pixels(s.All), greys(c.opaque); !slices.Equal(got, want) {
				t.Errorf("%s %s: %v, want %v", descr, c.shape, got, want)
			}
			if !strings.Contains(told(s), "colours taken for their luminance") {
				t.Errorf("%s: said %q", c.shape, told(s))
			}
		}
	}
}

// Words and floats keep their precision when colours become grey.
func TestLayout_coloursKeepTheirPrecision(t *testing.T) {
	c := color.NRGBA64{12345, 54321, 40001, 65535}
	want := float32(color.Gray16Model.Convert(c).(color.Gray16).Y) / 65535
	for _, file := range [][]byte{
		array("<u2", "(1, 1, 1, 3)", 12345, 54321, 40001),
		array("<f4", "(1, 1, 1, 3)", 12345.0/65535, 54321.0/65535, 40001.0/65535),
	} {
		var got [1]float32
		open(t, put(t, file, t.TempDir(), "a.npy"), data.Options{Colours: data.ColoursToGrey}).All.Read(got[:], 0)
		if d := got[0] - want; d > 1.0/65535 || d < -1.0/65535 { // one step of Gray16, which is rounded
			t.Errorf("%g, want %g", got[0], want)
		}
	}
}

func TestLayout_ofAPictureIsThatOfTheSamePicture(t *testing.T) {
	p := image.NewNRGBA(image.Rect(0, 0, 5, 2))
	for i, c := range colours {
		p.Set(i%5, i/5, c)
	}
	dir := t.TempDir()
	put(t, encodedPNG(t, p), dir, "a.png")
	var values []float64
	for _, v := range p.Pix {
		values = append(values, float64(v))
	}
	path := put(t, array("|u1", "(1, 2, 5, 4)", values...), t.TempDir(), "a.npy")
	for _, o := range []data.Options{
		{}, {Colours: data.ColoursToGrey}, {Background: data.Background{R: 65535, G: 65535, B: 65535}}, {Background: data.Background{G: 65535}},
	} {
		a, b := pixels(open(t, path, o).All), pixels(open(t, dir, o).All)
		for i := range a {
			if d := int(a[i]) - int(b[i]); len(a) != len(b) || d < -1 || d > 1 { // transparent ones are rounded twice in arrays
				t.Fatalf("%+v: the array is %v, the picture %v", o, a, b)
			}
		}
	}
}

func TestLayout_asksWhereAShapeMeansTwoThings(t *testing.T) {
	for _, c := range []struct{ shape, hint string }{
		{"(28, 28)", "x[None], which is 1×28×28, if this is one picture; --size 4x7 or 7x4 if its rows are images"},
		{"(64, 64)", "--size 8x8 if its rows are images"},
		{"(2, 6)", "--size 2x3 or 3x2"},
		{"(2, 7)", "x[None], which is 1×2×7, if this is one picture"},
		{"(2, 3072)", "x.reshape(-1, 3, 32, 32) if its rows are pictures in colour"},
		{"(28, 28, 3)", "x[None] makes one picture of it; --size 28x3 says that these are 28 grey images"},
		{"(5, 1)", "x[None], which is 1×5×1"},
		{"(5,)", ""}, {"(1, 2, 2, 2)", ""}, {"(1, 1, 1, 2, 2)", ""},
	} {
		_, err := data.Open(t.Context(), put(t, npy(1, npyDict("|u1", c.shape), make([]byte, 6144)), t.TempDir(), "a.npy"), data.Options{})
		wantHint(t, err, c.hint)
	}
	path := put(t, npy(1, npyDict("|u1", "(28, 28, 3)"), make([]byte, 28*28*3)), t.TempDir(), "a.npy")
	if s := open(t, path, data.Options{Size: data.Size{Height: 28, Width: 3}}).All; s.Len() != 28 {
		t.Errorf("%d images, want 28", s.Len())
	}
	s := open(t, put(t, npy(1, npyDict("|u1", "(3, 16, 16)"), make([]byte, 768)), t.TempDir(), "a.npy"), data.Options{})
	if s.All.Len() != 3 || !strings.Contains(told(s), "taken for 3 grey images, not for one in colour") {
		t.Errorf("%d images; said %q", s.All.Len(), told(s))
	}
}

func TestLayout_elementsThatAreNotReadAreNamed(t *testing.T) {
	for descr, name := range map[string]string{
		"<f16": "float128", "<c8": "complex64", "<c16": "complex128", "|O": "object (pickled)", "|V8": "void",
		"<M8[ns]": "datetime64", "<U5": "text", "|S5": "text",
	} {
		_, err := data.Open(t.Context(), put(t, npy(1, npyDict(descr, "(1, 2, 2)"), make([]byte, 128)), t.TempDir(), "a.npy"), data.Options{})
		wantFormat(t, err, "found "+name)
		wantHint(t, err, `x.astype("float32")`)
	}
}
