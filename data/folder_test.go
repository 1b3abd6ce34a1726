package data_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io/fs"
	"path/filepath"
	"slices"
	"testing"

	"vae/data"
	"vae/internal/raster"
)

func TestFolder_flat(t *testing.T) {
	dir := t.TempDir()
	put(t, picture(2, 3, 30), dir, "c.png")
	put(t, picture(2, 3, 10), dir, "B.PNG")
	put(t, picture(2, 3, 20), dir, "a.png")
	put(t, []byte("hidden"), dir, ".hidden.png")
	put(t, []byte("text"), dir, "readme.txt")
	s := open(t, dir, data.Options{}).All
	if want := []byte{10, 10, 10, 10, 10, 10, 20, 20, 20, 20, 20, 20, 30, 30, 30, 30, 30, 30}; !slices.Equal(pixels(s), want) {
		t.Errorf("pixels %v, want %v (sorted by byte)", pixels(s), want)
	}
	if s.Shape() != raster.Grey(2, 3) || s.Labels() != nil {
		t.Errorf("%v, labels %v", s.Shape(), s.Labels())
	}
	if want := filepath.Join(dir, "a.png"); s.File(1) != want || s.Slice(1, 3).File(0) != want {
		t.Errorf("files %s, %s, want %s", s.File(1), s.Slice(1, 3).File(0), want)
	}
}

func TestFolder_classesAndSplits(t *testing.T) {
	dir := t.TempDir()
	put(t, picture(1, 1, 1), dir, "train", "cat", "1.png")
	put(t, picture(1, 1, 2), dir, "train", "dog", "1.png")
	put(t, picture(1, 1, 3), dir, "test", "dog", "2.png")
	put(t, picture(1, 1, 4), dir, "test", "ant", "2.png")
	s := open(t, dir, data.Options{})
	if !s.HasTest || s.Train.Len() != 2 || s.Test.Len() != 2 {
		t.Fatalf("%d train, %d test images", s.Train.Len(), s.Test.Len())
	}
	if want := []string{"ant", "cat", "dog"}; !slices.Equal(s.Train.ClassNames, want) {
		t.Errorf("classes %v, want %v", s.Train.ClassNames, want)
	}
	if want := []int{1, 2, 0, 2}; !slices.Equal(s.All.Labels(), want) {
		t.Errorf("labels %v, want %v", s.All.Labels(), want)
	}
	if counts := s.All.Counts(); len(counts) != 3 || counts[2] != (data.ClassCount{Label: 2, Name: "dog", Images: 2}) {
		t.Errorf("counts %v", counts)
	}
}

// ITU-R BT.601 gives red the luminance 0.299.
func TestFolder_greyByLuminance(t *testing.T) {
	p := image.NewRGBA(image.Rect(5, 5, 21, 21)) // not at the origin
	for i := range p.Pix {
		p.Pix[i] = []byte{255, 0, 0, 255}[i%4]
	}
	var coded, lossy bytes.Buffer
	if err := errors.Join(png.Encode(&coded, p), jpeg.Encode(&lossy, p, nil)); err != nil {
		t.Fatal(err)
	}
	p.Set(5, 5, color.Transparent)
	for name, file := range map[string][]byte{"a.png": coded.Bytes(), "a.jpeg": lossy.Bytes()} {
		got := pixels(open(t, put(t, file, t.TempDir(), name), data.Options{Colours: data.ColoursToGrey}).All)
		if got[17] < 75 || got[17] > 77 || len(got) != 256 {
			t.Errorf("%s: red is %d of %d pixels, want 76", name, got[17], len(got))
		}
	}
}

func TestFolder_resizes(t *testing.T) {
	dir := t.TempDir()
	put(t, picture(40, 30, 100), dir, "a.png")
	put(t, picture(10, 90, 200), dir, "b.png")
	put(t, picture(8, 6, 50), dir, "c.png")
	s := open(t, dir, data.Options{Size: data.Size{Height: 8, Width: 6}}).All
	if got, last := s.Resized(), s.Slice(2, 3).Resized(); got != 2 || last != 0 {
		t.Errorf("%d pictures were resized, %d of the last", got, last)
	}
	if got := pixels(s); s.Shape() != raster.Grey(8, 6) || got[20] != 100 || got[48+20] != 200 {
		t.Errorf("%v: %v", s.Shape(), got)
	}
	_, err := data.Open(t.Context(), dir, data.Options{})
	wantFormat(t, err, "a size to resize all to, found 1 of 8×6, 1 of 10×90 and 1 more")
}

func TestFolder_badContent(t *testing.T) {
	good := picture(5, 5, 9)
	for _, c := range []struct {
		name  string
		files map[string][]byte
		want  string
	}{
		{"empty", nil, "or IDX files called as MNIST's: train-images-idx3-ubyte, found no file"},
		{"no pictures", map[string][]byte{"a.txt": good, "b.mat": good, "c.mat": good, "README": good}, "b.mat: expected an IDX, .npy, .npz, .csv or picture file, found a MATLAB file"},
		{"not a picture", map[string][]byte{"a.png": []byte("hello")}, "a.png: expected a PNG, JPEG, GIF, BMP, TIFF or WebP picture, found text"},
		{"truncated", map[string][]byte{"a.png": good[:len(good)-20]}, "a whole PNG picture of 5×5, found a file cut short after "},
		{"vast", map[string][]byte{"a.png": vast()}, "a picture of 1 to 67108864 pixels"},
		{"flat and classes", map[string][]byte{"a.png": good, "cat/b.png": good}, "found both"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			for name, content := range c.files {
				put(t, content, dir, filepath.FromSlash(name))
			}
			_, err := data.Open(t.Context(), dir, data.Options{})
			wantFormat(t, err, c.want)
		})
	}
}

// vast returns a PNG file of few bytes whose header claims 2³⁰ pixels.
func vast() []byte {
	header := []byte("IHDR\x00\x00\x80\x00\x00\x00\x80\x00\x08\x00\x00\x00\x00")
	content := append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\r"), header...)
	return binary.BigEndian.AppendUint32(content, crc32.ChecksumIEEE(header))
}

func TestFolder_idxFiles(t *testing.T) {
	dir := t.TempDir()
	put(t, idx(8, []uint32{3, 1, 1}, []byte{10, 20, 30}), dir, "train-images.idx3-ubyte")
	put(t, gz(idx(8, []uint32{3}, []byte{1, 2, 3})), dir, "train-labels-idx1-ubyte.gz")
	put(t, idx(8, []uint32{1, 1, 1}, []byte{40}), dir, "t10k-images-idx3-ubyte")
	s := open(t, dir, data.Options{})
	if !slices.Equal(pixels(s.All), []byte{10, 20, 30, 40}) || !s.HasTest || s.All.Labels() != nil {
		t.Errorf("pixels %v, labels %v", pixels(s.All), s.All.Labels())
	}
	if !slices.Equal(s.Train.Labels(), []int{1, 2, 3}) {
		t.Errorf("labels of train %v", s.Train.Labels())
	}
}

func TestOpen_missingFile(t *testing.T) {
	for _, ref := range []string{"./nothing", "nothing.npy", "/no/such/folder"} {
		if _, err := data.Open(t.Context(), ref, data.Options{}); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: error %v, want fs.ErrNotExist", ref, err)
		}
	}
}
