package data_test

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"vae/data"
)

// TestReadPicture_isThatOfAFile reads pictures from memory and from disk, grey and in colour, of the
// right size and another.
func TestReadPicture_isThatOfAFile(t *testing.T) {
	for _, size := range []image.Point{{8, 6}, {30, 11}} {
		picture := image.NewNRGBA(image.Rectangle{Max: size})
		for y := range size.Y {
			for x := range size.X {
				picture.Set(x, y, color.NRGBA{uint8(9 * x), uint8(20 * y), uint8(x * y), 255})
			}
		}
		var file bytes.Buffer
		if err := png.Encode(&file, picture); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(t.TempDir(), "a.png")
		if err := os.WriteFile(path, file.Bytes(), 0o666); err != nil {
			t.Fatal(err)
		}
		for _, opts := range []data.Options{
			{Size: data.Size{Height: 6, Width: 8}, Colours: data.ColoursToGrey},
			{Size: data.Size{Height: 8, Width: 6}, Colours: data.ColoursAlways, Transpose: true, Invert: true},
			{Size: data.Size{Height: 6, Width: 8}, Fit: data.FitPad, Colours: data.ColoursAlways},
		} {
			want, err := data.Open(t.Context(), path, opts)
			if err != nil {
				t.Fatal(err)
			}
			got, err := data.ReadPicture(t.Context(), "a.png", file.Bytes(), opts)
			if err != nil {
				t.Fatal(err)
			}
			a, b := make([]float32, want.All.Pixels()), make([]float32, got.Pixels())
			want.All.Read(a, 0)
			if got.Read(b, 0); got.Len() != 1 || got.Shape() != want.All.Shape() || !slices.Equal(a, b) {
				t.Errorf("%+v: other pixels of %v", opts, got.Shape())
			}
		}
	}
}

func TestReadPicture_errors(t *testing.T) {
	for _, content := range [][]byte{nil, []byte("text"), []byte("PK\x03\x04"), []byte("\x89PNG\r\n\x1a\n")} {
		_, err := data.ReadPicture(t.Context(), "a.png", content, data.Options{})
		var format *data.FormatError
		if !errors.As(err, &format) {
			t.Errorf("%q: %v", content, err)
		}
	}
	stopped, stop := context.WithCancel(t.Context())
	stop()
	if _, err := data.ReadPicture(stopped, "a.png", nil, data.Options{}); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}
