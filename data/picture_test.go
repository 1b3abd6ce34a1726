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
	"runtime"
	"slices"
	"strings"
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

// TestReadImages_areThoseOfAFile reads arrays from memory and from disk.
func TestReadImages_areThoseOfAFile(t *testing.T) {
	pixels := make([]byte, 5*48)
	for i := range pixels {
		pixels[i] = byte(7 * i)
	}
	for _, header := range []string{"(5, 6, 8)", "(5, 48)", "(5, 6, 8, 1)"} {
		file := npy(1, npyDict("|u1", header), pixels)
		path := put(t, file, t.TempDir(), "a.npy")
		for _, opts := range []data.Options{
			{Size: data.Size{Height: 6, Width: 8}},
			{Size: data.Size{Height: 6, Width: 8}, Colours: data.ColoursAlways, Invert: true},
		} {
			want, err := data.Open(t.Context(), path, opts)
			if err != nil {
				t.Fatal(err)
			}
			got, notices, err := data.ReadImages(t.Context(), "a.npy", file, opts)
			if err != nil {
				t.Fatal(err)
			}
			if len(notices) != len(want.Notices) || fingerprint(t, got) != fingerprint(t, want.All) || got.Shape() != want.All.Shape() {
				t.Errorf("%s %+v: %d images of %v, other than those of the file; %v", header, opts, got.Len(), got.Shape(), notices)
			}
		}
	}
}

// TestReadImages_errors also reads what Open takes for tables, IDX files and archives.
func TestReadImages_errors(t *testing.T) {
	size := data.Size{Height: 6, Width: 8}
	for _, content := range [][]byte{nil, []byte("text"), []byte("1,2,3\n"), {0, 0, 8, 3}, []byte("PK\x03\x04"), []byte("\x93NUMPY"),
		npy(1, npyDict("|u1", "(1, 6, 8)"), make([]byte, 47)), npy(1, npyDict("|u1", "(99999999, 6, 8)"), make([]byte, 48)), npy(1, npyDict("|O", "(1, 6, 8)"), make([]byte, 48)),
		npy(1, npyDict("<f4", "(1, 6, 8)"), bytes.Repeat([]byte{0, 0, 0x80, 0x7f}, 48)), npy(1, npyDict("<f8", "(2,)"), make([]byte, 16)), npy(1, npyDict("|u1", "(0, 6, 8)"), nil)} {
		_, _, err := data.ReadImages(t.Context(), "body", content, data.Options{Size: size, Limit: 1 << 20})
		var format *data.FormatError
		if !errors.As(err, &format) || !strings.Contains(err.Error(), "body: expected ") {
			t.Errorf("%.20q: %v", content, err)
		}
	}
	var option *data.OptionError
	if _, _, err := data.ReadImages(t.Context(), "body", npy(1, npyDict("|u1", "(1, 6, 9)"), make([]byte, 54)), data.Options{Size: size}); !errors.As(err, &option) {
		t.Error(err)
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

// TestReadImages_takesLittleRoom bounds the memory that a small image costs, which a service reads by
// the thousand.
func TestReadImages_takesLittleRoom(t *testing.T) {
	if raceDetector {
		t.Skip("the race detector allocates too")
	}
	file := npy(1, npyDict("|u1", "(1, 28, 28)"), make([]byte, 784))
	const times = 100
	read := func() {
		for range times {
			if _, _, err := data.ReadImages(t.Context(), "a.npy", file, data.Options{Size: data.Size{Height: 28, Width: 28}}); err != nil {
				t.Fatal(err)
			}
		}
	}
	read()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	read()
	runtime.ReadMemStats(&after)
	if each := (after.TotalAlloc - before.TotalAlloc) / times; each > 16<<10 {
		t.Errorf("an image of 784 bytes took %d bytes to read, want at most 16 KiB", each)
	}
}
