package pictures_test

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/gif"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"vae/data/internal/pictures"
)

// All files in testdata hold one picture of 8×16 pixels, of which the quarters are black and white
// above, 128 and 64 below. They were written by Pillow and tifffile; the names say how.
func TestFormats_read(t *testing.T) {
	files, err := filepath.Glob("testdata/*.*")
	if err != nil || len(files) < 30 {
		t.Fatalf("%d files: %v", len(files), err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			content, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			h, g := decode(t, content)
			if h.Height != 8 || h.Width != 16 || g.Height != 8 || g.Width != 16 {
				t.Fatalf("%d×%d, then %d×%d", h.Height, h.Width, g.Height, g.Width)
			}
			pixels, words := g.Pixels()
			if words != nil {
				t.Fatal("16 bits where 8 would do")
			}
			want := []byte{0, 255, 128, 64}
			if strings.Contains(file, "fax") {
				want = []byte{0, 255, 0, 0}
			}
			for i, at := range []int{1*16 + 4, 1*16 + 12, 6*16 + 4, 6*16 + 12} {
				if off := int(pixels[at]) - int(want[i]); off < -9 || off > 9 {
					t.Errorf("quarter %d is %d, want %d", i, pixels[at], want[i])
				}
			}
			if many := strings.Contains(file, "animated") || strings.Contains(file, "pages"); h.More != many {
				t.Errorf("further frames: %v", h.More)
			}
			if alpha := strings.Contains(filepath.Base(file), "alpha."); alpha != g.Transparent && !strings.Contains(file, "grey") {
				t.Errorf("transparent: %v", g.Transparent)
			}
		})
	}
}

// All files in testdata/colours hold one picture of 8×16 pixels, of which the quarters are red and
// green above, blue and orange below. They were written by Pillow. Those of testdata are grey,
// however they are stored.
func TestFormats_colours(t *testing.T) {
	grey, _ := filepath.Glob("testdata/*.*")
	coloured, _ := filepath.Glob("testdata/colours/*")
	if len(coloured) < 15 {
		t.Fatalf("%d files", len(coloured))
	}
	want := [][3]int{{255, 0, 0}, {0, 255, 0}, {0, 0, 255}, {255, 200, 0}}
	for _, file := range append(grey, coloured...) {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		_, p := decodeAs(t, content, false)
		if isColoured := strings.Contains(file, "colours/"); p.Coloured != isColoured || !isColoured {
			if p.Coloured != isColoured {
				t.Errorf("%s: coloured %v", file, p.Coloured)
			}
			continue
		}
		pixels, _ := p.Pixels()
		for i, at := range []int{1*16 + 4, 1*16 + 12, 6*16 + 4, 6*16 + 12} {
			for k, v := range want[i] {
				if off := int(pixels[3*at+k]) - v; off < -9 || off > 9 {
					t.Errorf("%s: quarter %d is %v, want %v", file, i, pixels[3*at:3*at+3], want[i])
				}
			}
		}
	}
}

// decode reads a picture that must be one, by its luminance.
func decode(t *testing.T, content []byte) (*pictures.Header, *pictures.Picture) {
	t.Helper()
	return decodeAs(t, content, true)
}

// decodeAs reads a picture that must be one.
func decodeAs(t *testing.T, content []byte, grey bool) (*pictures.Header, *pictures.Picture) {
	t.Helper()
	h, err := pictures.Inspect(content, int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	g, err := h.Decode(pictures.Color{}, grey)
	if err != nil {
		t.Fatal(err)
	}
	return h, g
}

// fault returns the fault of content.
func fault(t *testing.T, content []byte) *pictures.Fault {
	t.Helper()
	h, err := pictures.Inspect(content, int64(len(content)))
	if err == nil {
		_, err = h.Decode(pictures.Color{}, true)
	}
	var f *pictures.Fault
	if !errors.As(err, &f) {
		t.Fatalf("error %v, want a fault", err)
	}
	return f
}

func TestFormats_ofOthersAreNamed(t *testing.T) {
	for content, want := range map[string]string{
		"":                                     "an empty file",
		"hello":                                "text",
		"na\u00efve":                           "text",
		"\x01\x02\x03\x04":                     "the bytes 01 02 03 04",
		"<?xml version='1.0'?>\n<svg x='1'/>":  "an SVG drawing",
		"\n<!DOCTYPE HTML><title>404</title>":  "a web page",
		"\x00\x00\x00\x18ftypheic\x00":         "a HEIC picture",
		"\x00\x00\x00\x18ftypmif1\x00":         "a HEIC picture",
		"\x00\x00\x00\x1cftypavif\x00":         "an AVIF picture",
		"\x00\x00\x00\x1cftypisom\x00":         "a film",
		"%PDF-1.7":                             "a PDF document",
		"II+\x00\x08\x00\x00\x00":              "a BigTIFF picture",
		"version https://git-lfs.github.com/s": "the pointer that Git LFS leaves in place of a file",
		strings.Repeat("\x00", 128) + "DICM\x02\x00\x00\x00UL": "a DICOM file",
	} {
		f := fault(t, []byte(content))
		if f.Found != want || f.Expected != "a PNG, JPEG, GIF, BMP, TIFF or WebP picture" {
			t.Errorf("%q: %v, want found %s", content, f, want)
		}
	}
}

// Every file is cut at every byte: each piece is a picture or gives a fault, and the shorter half
// gives one.
func TestFormats_cutShort(t *testing.T) {
	files, err := filepath.Glob("testdata/*.*")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for n := range content {
			h, err := pictures.Inspect(content[:n], int64(n))
			if err == nil {
				_, err = h.Decode(pictures.Color{}, true)
			}
			if err != nil && !errors.As(err, new(*pictures.Fault)) || err == nil && n < len(content)/4 {
				t.Errorf("%s cut at %d: %v", file, n, err)
			}
		}
		if f := fault(t, content[:min(len(content)-1, 40)]); strings.Contains(f.Found, "\n") {
			t.Errorf("%s: %v", file, f)
		}
	}
}

func TestGrey_keeps16Bits(t *testing.T) {
	p := image.NewGray16(image.Rect(0, 0, 2, 1))
	p.SetGray16(0, 0, color.Gray16{Y: 4095})
	p.SetGray16(1, 0, color.Gray16{Y: 3})
	_, g := decode(t, encode(t, p))
	if bytes, words := g.Pixels(); bytes != nil || words[0] != 4095 || words[1] != 3 {
		t.Errorf("bytes %v, words %v, want 4095 and 3", bytes, words)
	}
	rgb := image.NewRGBA64(image.Rect(0, 0, 1, 1)) // ITU-R BT.601 gives green the luminance 0.587
	rgb.SetRGBA64(0, 0, color.RGBA64{G: 10000, A: 0xffff})
	_, g = decode(t, encode(t, rgb))
	if _, words := g.Pixels(); len(words) != 1 || words[0] != 5870 {
		t.Errorf("words %v, want 5870", words)
	}
	p.SetGray16(0, 0, color.Gray16{Y: 7 * 257})
	p.SetGray16(1, 0, color.Gray16{Y: 255 * 257})
	_, g = decode(t, encode(t, p))
	if got, _ := g.Pixels(); !bytes.Equal(got, []byte{7, 255}) {
		t.Errorf("bytes %v, want 7 and 255, which are all that is there", got)
	}
}

// white is a ground.
var white = pictures.Color{R: 0xffff, G: 0xffff, B: 0xffff}

func TestGrey_putsTransparencyOnAGround(t *testing.T) {
	p := image.NewNRGBA(image.Rect(0, 0, 3, 1))
	p.SetNRGBA(0, 0, color.NRGBA{A: 0})
	p.SetNRGBA(1, 0, color.NRGBA{R: 100, G: 100, B: 100, A: 255})
	p.SetNRGBA(2, 0, color.NRGBA{R: 200, G: 200, B: 200, A: 51}) // a fifth
	h, g := decode(t, encode(t, p))
	if got, _ := g.Pixels(); !g.Transparent || !bytes.Equal(got, []byte{0, 100, 40}) {
		t.Errorf("on black %v", got)
	}
	if want := (100. + 40) / (255 + 51); g.Drawn < want-0.01 || g.Drawn > want+0.01 {
		t.Errorf("what is drawn has the luminance %.3f, want %.3f", g.Drawn, want)
	}
	g, err := h.Decode(white, true)
	if err != nil {
		t.Fatal(err)
	}
	if got, _ := g.Pixels(); !bytes.Equal(got, []byte{255, 100, 244}) {
		t.Errorf("on white %v", got)
	}
}

// A picture keeps its colours, on a ground of its own colour, unless it has none.
func TestPicture_colours(t *testing.T) {
	p := image.NewNRGBA(image.Rect(0, 0, 2, 2))
	p.SetNRGBA(0, 0, color.NRGBA{R: 1, G: 2, B: 3, A: 255})
	p.SetNRGBA(1, 0, color.NRGBA{R: 255, G: 100, B: 0, A: 51}) // a fifth
	p.SetNRGBA(1, 1, color.NRGBA{R: 9, G: 9, B: 9, A: 255})
	h, err := pictures.Inspect(encode(t, p), 1<<10)
	if err != nil {
		t.Fatal(err)
	}
	g, err := h.Decode(pictures.Color{G: 50 * 257}, false)
	if err != nil {
		t.Fatal(err)
	}
	if got, _ := g.Pixels(); g.Channels != 3 || !g.Coloured || !bytes.Equal(got, []byte{1, 2, 3, 51, 60, 0, 0, 50, 0, 9, 9, 9}) {
		t.Errorf("%d channels, coloured %v, %v", g.Channels, g.Coloured, got)
	}
	half := g.Scaled(1, 1, image.Rect(0, 0, 1, 1), image.Rect(0, 0, 2, 2), 0)
	if got, _ := half.Pixels(); !bytes.Equal(got, []byte{15, 30, 3}) {
		t.Errorf("the mean is %v", got)
	}
	if g, err = h.Decode(pictures.Color{}, true); err != nil || g.Channels != 1 || !g.Coloured {
		t.Errorf("made grey it has %d channels, coloured %v, error %v", g.Channels, g.Coloured, err)
	}
	deep := image.NewRGBA64(image.Rect(0, 0, 1, 1))
	deep.SetRGBA64(0, 0, color.RGBA64{R: 1, G: 2, B: 3, A: 0xffff})
	if _, g = decodeAs(t, encode(t, deep), false); g.Channels != 3 {
		t.Error("16 bits lose their colours")
	}
	if _, words := g.Pixels(); len(words) != 3 || words[2] != 3 {
		t.Errorf("16 bits are %v", words)
	}
	p.SetNRGBA(0, 0, color.NRGBA{R: 7, G: 7, B: 7, A: 255})
	p.SetNRGBA(1, 0, color.NRGBA{R: 8, G: 8, B: 8, A: 255})
	if _, g = decodeAs(t, encode(t, p), false); g.Channels != 1 || g.Coloured {
		t.Errorf("greys have %d channels, coloured %v", g.Channels, g.Coloured)
	}
}

// The first frame of an animation need not cover its canvas, nor need other frames be there.
func TestGIF_firstFrameOnItsCanvas(t *testing.T) {
	greys := color.Palette{color.Gray{Y: 50}, color.Gray{Y: 200}}
	frame := func(r image.Rectangle, v byte) *image.Paletted {
		p := image.NewPaletted(r, greys)
		for i := range p.Pix {
			p.Pix[i] = v
		}
		return p
	}
	for n := 1; n <= 3; n++ {
		g := &gif.GIF{Config: image.Config{Width: 6, Height: 5, ColorModel: greys}}
		for i := range n {
			g.Image = append(g.Image, frame(image.Rect(2, 1, 5, 4), byte((i+1)%2)))
			g.Delay = append(g.Delay, 1)
		}
		var coded bytes.Buffer
		if err := gif.EncodeAll(&coded, g); err != nil {
			t.Fatal(err)
		}
		h, p := decode(t, coded.Bytes())
		pixels, _ := p.Pixels()
		if h.Height != 5 || h.Width != 6 || !p.Transparent || pixels[0] != 0 || pixels[1*6+2] != 200 || pixels[4*6+5] != 0 || h.More != (n > 1) {
			t.Errorf("%d frames: %d×%d, transparent %v, more %v: %v", n, h.Height, h.Width, p.Transparent, h.More, pixels)
		}
	}
}

func encode(t *testing.T, p image.Image) []byte {
	t.Helper()
	var coded bytes.Buffer
	if err := png.Encode(&coded, p); err != nil {
		t.Fatal(err)
	}
	return coded.Bytes()
}
