package data_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"vae/data"
)

// sameOnDisk fails unless a source is the same where its pixels do not stay in memory. Sources that
// cannot be read image by image are refused then.
func sameOnDisk(t testing.TB, path string, opts data.Options, want *data.Splits) {
	t.Helper()
	if opts.Limit != 0 {
		return
	}
	opts.Limit = 1
	got, err := data.Open(t.Context(), path, opts)
	if err != nil && strings.Contains(err.Error(), "of at most 1KiB") {
		return
	}
	if err != nil {
		t.Fatalf("on disk: %v", err)
	}
	if fmt.Sprint(got.Notices) != fmt.Sprint(want.Notices) || got.HeldOut != want.HeldOut || got.HasTest != want.HasTest {
		t.Errorf("on disk: said %v, want %v", got.Notices, want.Notices)
	}
	for name, sets := range map[string][2]*data.Set{
		"train": {got.Train, want.Train}, "validation": {got.Validation, want.Validation},
		"test": {got.Test, want.Test}, "all": {got.All, want.All},
	} {
		sameSet(t, name+" on disk", sets[0], sets[1])
	}
}

// sameSet fails unless two sets are served and described alike.
func sameSet(t testing.TB, name string, got, want *data.Set) {
	t.Helper()
	if got.Len() != want.Len() || got.Shape() != want.Shape() || got.Resized() != want.Resized() ||
		!slices.Equal(got.Labels(), want.Labels()) || !slices.Equal(got.ClassNames, want.ClassNames) {
		t.Fatalf("%s: %d images of %v with labels %v of %q; want %d of %v with %v of %q", name,
			got.Len(), got.Shape(), got.Labels(), got.ClassNames, want.Len(), want.Shape(), want.Labels(), want.ClassNames)
	}
	if a, b := fingerprint(t, got), fingerprint(t, want); a != b {
		t.Errorf("%s: fingerprint %s, want %s", name, a, b)
	}
	if got.Len() == 0 || got.Len() > 300 {
		return
	}
	if isGrey(t, got) != isGrey(t, want) || fmt.Sprint(statistics(t, got)) != fmt.Sprint(statistics(t, want)) {
		t.Errorf("%s: other statistics", name)
	}
	for i := range got.Len() {
		if got.File(i) != want.File(i) || got.Index(i) != want.Index(i) || got.Part(i) != want.Part(i) {
			t.Errorf("%s: image %d is another", name, i)
		}
	}
	for _, c := range []data.LoaderConfig{
		{BatchSize: 7}, {BatchSize: 40, Binarize: data.BinarizeOnce}, {BatchSize: min(3, got.Len()), Training: true, Seed: 2},
	} {
		n := got.Len() + 1 // more than one epoch
		if a, b := digests(t, newLoader(t, got, c), 0, n), digests(t, newLoader(t, want, c), 0, n); !slices.Equal(a, b) {
			t.Errorf("%s: %+v serves other batches", name, c)
		}
	}
}

// Every layout of an array is served from its file as from memory.
func TestOnDisk_layouts(t *testing.T) {
	ramp := func(n int, of func(i int) float64) []float64 {
		all := make([]float64, n)
		for i := range all {
			all[i] = of(i)
		}
		return all
	}
	grey := func(i int) float64 { return float64(i * 37 % 256) }
	for name, file := range map[string][]byte{
		"bytes":       array("|u1", "(50, 6, 5)", ramp(1500, grey)...),
		"black/white": array("|u1", "(50, 6, 5)", ramp(1500, func(i int) float64 { return float64(i % 2) })...),
		"booleans":    array("|b1", "(50, 6, 5)", ramp(1500, func(i int) float64 { return float64(i % 3 % 2) })...),
		"sixteenths":  array("<i8", "(50, 6, 5)", ramp(1500, func(i int) float64 { return float64(i % 17) })...),
		"words":       array(">u2", "(50, 6, 5)", ramp(1500, func(i int) float64 { return float64(i * 9973 % 65536) })...),
		"signs":       array("<i4", "(50, 6, 5)", ramp(1500, func(i int) float64 { return float64(i%3 - 1) })...),
		"floats":      array("<f4", "(50, 6, 5)", ramp(1500, func(i int) float64 { return float64(i) / 1499 })...),
		"clipped":     array("<f8", "(50, 6, 5)", ramp(1500, func(i int) float64 { return float64(i)*1.0004/1499 - 0.0002 })...),
		"whole":       array("<f4", "(50, 6, 5)", ramp(1500, grey)...),
		"rows":        array("|u1", "(50, 36)", ramp(1800, grey)...),
		"colours":     array("|u1", "(20, 6, 5, 3)", ramp(1800, grey)...),
		"planes":      array("|u1", "(20, 3, 6, 5)", ramp(1800, grey)...),
		"transparent": array("|u1", "(15, 6, 5, 4)", ramp(1800, grey)...),
		"opaque":      array("|u1", "(15, 6, 5, 4)", ramp(1800, func(i int) float64 { return float64(max(i%9, i%4/3*255)) })...),
		"equal":       array("<u2", "(15, 6, 5, 3)", ramp(1350, func(i int) float64 { return float64(i / 3 * 77 % 65536) })...),
	} {
		t.Run(name, func(t *testing.T) {
			path := put(t, file, t.TempDir(), "a.npy")
			npz := put(t, plainZip(t, "x.npy", file), t.TempDir(), "a.npz")
			for _, opts := range []data.Options{
				{Validation: 5}, {Transpose: true, Invert: true}, {Colours: data.ColoursToGrey}, {Colours: data.ColoursAlways, Transpose: true},
				{Background: data.Background{R: 65535}},
			} {
				open(t, path, opts)
				open(t, npz, opts)
			}
		})
	}
}

// plainZip returns a zip archive of one member that is not compressed.
func plainZip(t testing.TB, name string, content []byte) []byte {
	t.Helper()
	var file bytes.Buffer
	archive := zip.NewWriter(&file)
	member, err := archive.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
	if err == nil {
		_, err = member.Write(content)
	}
	if err := errors.Join(err, archive.Close()); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// Pictures of several depths, sizes and colours are decoded again as they were at first.
func TestOnDisk_pictures(t *testing.T) {
	dir := t.TempDir()
	for i := range 70 {
		shade := uint16(i * 900)
		for name, img := range map[string]image.Image{
			"grey/%03d.png":   one(image.NewGray(image.Rect(0, 0, 8, 6)), color.Gray16{Y: shade}),
			"deep/%03d.png":   one(image.NewGray16(image.Rect(0, 0, 8, 6)), color.Gray16{Y: shade | 1}),
			"colour/%03d.png": one(image.NewNRGBA(image.Rect(0, 0, 8, 6)), color.NRGBA64{R: shade, G: 5000, A: shade | 0xff}),
		} {
			put(t, encodedPNG(t, img), dir, fmt.Sprintf(name, i))
		}
	}
	put(t, []byte("no picture"), dir, "grey/bad.png")
	for _, opts := range []data.Options{
		{SkipBad: true}, {SkipBad: true, Colours: data.ColoursToGrey, Transpose: true},
		{SkipBad: true, Size: data.Size{Height: 4, Width: 4}, Invert: true},
	} {
		s := open(t, dir, opts)
		if s.All.Len() != 210 || len(s.All.ClassNames) != 3 {
			t.Errorf("%d images of %q", s.All.Len(), s.All.ClassNames)
		}
	}
}

// one sets a pixel of a picture.
func one[P interface {
	image.Image
	Set(x, y int, c color.Color)
}](img P, c color.Color) image.Image {
	img.Set(3, 2, c)
	return img
}

// A file that becomes another one while it is read is an error of one line, whoever reads it.
func TestOnDisk_changed(t *testing.T) {
	content := array("|u1", "(100, 6, 5)", slices.Repeat([]float64{0, 9, 255}, 1000)...)
	for name, c := range map[string]struct {
		content []byte
		file    string
		change  func(path string) error
	}{
		"shorter": {content, "a.npy", func(path string) error { return os.Truncate(path, 500) }},
		"empty":   {content, "a.npy", func(path string) error { return os.Truncate(path, 0) }},
		"later":   {content, "a.npy", func(path string) error { return os.Chtimes(path, time.Time{}, time.Now().Add(time.Hour)) }},
		"archive": {plainZip(t, "x.npy", content), "a.npz", func(path string) error { return os.Truncate(path, 500) }},
		"picture": {picture(6, 5, 9), "a.png", func(path string) error { return os.WriteFile(path, picture(5, 6, 9), 0o644) }},
		"none":    {picture(6, 5, 9), "a.png", func(path string) error { return os.WriteFile(path, []byte("text"), 0o644) }},
	} {
		t.Run(name, func(t *testing.T) {
			file := put(t, c.content, t.TempDir(), "set", c.file)
			path := file
			if c.file == "a.png" {
				path = filepath.Dir(file)
			}
			s, err := data.Open(t.Context(), path, data.Options{Limit: 1})
			if err != nil {
				t.Fatal(err)
			}
			if err := c.change(file); err != nil {
				t.Fatal(err)
			}
			want := "a file that stays as it is while it is read, found one that has changed"
			if name == "none" {
				want = "a.png: expected "
			}
			row := make([]float32, s.All.Pixels())
			wantFormat(t, s.All.Read(row, s.All.Len()-1), want)
			_, err = s.All.Statistics()
			wantFormat(t, err, want)
			_, err = s.All.Slice(0, s.All.Len()).Fingerprint()
			wantFormat(t, err, want)
			_, err = s.All.Grey()
			wantFormat(t, err, want)
			for _, err = range newLoader(t, s.All, data.LoaderConfig{BatchSize: 7}).From(t.Context(), 0) {
			}
			wantFormat(t, err, want)
		})
	}
}
