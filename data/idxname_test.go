package data_test

import (
	"bytes"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"vae/data"
	"vae/internal/raster"
)

// idxFolder writes IDX files into a folder: of images 1×2 whose first pixels are those given, or of
// labels, compressed if the name ends in .gz.
func idxFolder(t *testing.T, files map[string][]byte) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "root")
	for name, values := range files {
		content := idx(8, []uint32{uint32(len(values))}, values)
		if strings.Contains(strings.ToLower(filepath.Base(name)), "image") {
			var pixels []byte
			for _, v := range values {
				pixels = append(pixels, v, 0)
			}
			content = idx(8, []uint32{uint32(len(values)), 1, 2}, pixels)
		}
		if strings.HasSuffix(name, ".gz") {
			content = gz(content)
		}
		put(t, content, dir, filepath.FromSlash(name))
	}
	return dir
}

func TestIDX_names(t *testing.T) {
	x, y, z := []byte{10, 20}, []byte{3, 7}, []byte{30}
	for _, c := range []struct {
		name  string
		files map[string][]byte
		want  string
	}{
		{"MNIST", map[string][]byte{"train-images-idx3-ubyte": x, "train-labels-idx1-ubyte.gz": y, "t10k-images-idx3-ubyte.gz": z, "t10k-labels-idx1-ubyte": {1}},
			"train: 3 7; test: 1"},
		{"dots", map[string][]byte{"train-images.idx3-ubyte": x, "train-labels.idx1-ubyte": y}, "train: 3 7"},
		{"underscores", map[string][]byte{"Train_Images.idx": x, "Train_Labels.idx": y}, "train: 3 7"},
		{"prefix", map[string][]byte{"qmnist-train-images-idx3-ubyte.gz": x, "qmnist-train-labels-idx1-ubyte": y, "qmnist-test-images-idx3-ubyte": z, "qmnist-test-labels-idx1-ubyte": {1}},
			"train: 3 7; test: 1"},
		{"in folders", map[string][]byte{"MNIST/raw/train-images-idx3-ubyte": x, "MNIST/raw/train-labels-idx1-ubyte": y}, "train: 3 7"},
		{"a folder for each", map[string][]byte{"train-images-idx3-ubyte/train-images-idx3-ubyte": x, "train-labels-idx1-ubyte/train-labels-idx1-ubyte": y}, "train: 3 7"},
		{"unpacked beside", map[string][]byte{"train-images-idx3-ubyte": x, "train-images-idx3-ubyte.gz": z, "train-labels-idx1-ubyte": y}, "train: 3 7"},
		{"outer before inner", map[string][]byte{"images-idx3-ubyte": x, "raw/train-images-idx3-ubyte": z}, "train: - -"},
		{"undivided", map[string][]byte{"x-images-idx3-ubyte": x, "x-labels-idx1-ubyte": y}, "train: 3 7"},
		{"validation", map[string][]byte{"train-images-idx3-ubyte": x, "valid-images-idx3-ubyte": z}, "train: - -; validation: -"},
		{"test alone", map[string][]byte{"t10k-images-idx3-ubyte": x, "t10k-labels-idx1-ubyte": y}, "test: 3 7"},
		{"too many labels", map[string][]byte{"train-images-idx3-ubyte": x, "train-labels-idx1-ubyte": {1, 2, 3}}, "train: - -; labels passed over: "},
		{"MNIST before others", map[string][]byte{"train-images-idx3-ubyte": x, "k-train-images-idx3-ubyte": z, "notes.md": nil},
			"train: - -; passed over: k; to read one, name a file of it; 1 file passed over: 1 .md"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := shape(open(t, idxFolder(t, c.files), data.Options{})); !strings.HasPrefix(got, c.want) {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestIDX_severalSets(t *testing.T) {
	x := []byte{1}
	for _, c := range []struct {
		files map[string][]byte
		want  string
	}{
		{map[string][]byte{"emnist-digits-train-images-idx3-ubyte": x, "emnist-letters-test-images-idx3-ubyte.gz": x},
			"one data set: name a file of one of them, found emnist-digits, emnist-letters"},
		{map[string][]byte{"A/train-images-idx3-ubyte": x, "B/train-images-idx3-ubyte": x},
			"one data set: name one of its folders, found both A/train-images-idx3-ubyte and B/train-images-idx3-ubyte"},
		{map[string][]byte{"train-labels-idx1-ubyte": x}, "or IDX files called as MNIST's: train-images-idx3-ubyte, found 1 IDX label file"},
	} {
		_, err := data.Open(t.Context(), idxFolder(t, c.files), data.Options{})
		wantFormat(t, err, c.want)
	}
}

func TestIDX_fileWithItsLabels(t *testing.T) {
	dir := idxFolder(t, map[string][]byte{
		"k-train-images-idx3-ubyte": {10, 20}, "k-train-labels-idx1-ubyte": {3, 7}, "k-test-labels-idx1-ubyte": {1}, "train-labels-idx1-ubyte": {0, 0},
	})
	s := open(t, filepath.Join(dir, "k-train-images-idx3-ubyte"), data.Options{})
	if got, want := shape(s), "train: 3 7; k-train-images-idx3-ubyte: labels from k-train-labels-idx1-ubyte beside it"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// QMNIST has a row of eight numbers for each image, of which the first is the class.
func TestIDX_tableOfLabels(t *testing.T) {
	dir := idxFolder(t, map[string][]byte{"qmnist-train-images-idx3-ubyte": {10, 20}})
	rows := make([]byte, 2*8*4)
	rows[3], rows[35], rows[7] = 5, 9, 1
	put(t, idx(0x0C, []uint32{2, 8}, rows), dir, "qmnist-train-labels-idx2-int")
	if s := open(t, dir, data.Options{}); !slices.Equal(s.All.Labels(), []int{5, 9}) {
		t.Errorf("labels %v, want 5 and 9", s.All.Labels())
	}
}

func TestOpen_invertsAndTransposes(t *testing.T) {
	dir := idxFolder(t, nil)
	pixel := []byte{1, 2, 3, 4, 5, 6}
	bytesFile := put(t, idx(8, []uint32{1, 2, 3}, pixel), dir, "bytes.idx")
	floats := put(t, idx(0x0D, []uint32{1, 2, 3}, floatBytes(0, 0.25, 0.5, 0.75, 1, 1)), dir, "floats.idx")
	s := open(t, bytesFile, data.Options{Transpose: true}).All
	if got := pixels(s); s.Shape() != raster.Grey(3, 2) || !bytes.Equal(got, []byte{1, 4, 2, 5, 3, 6}) {
		t.Errorf("%v: %v", s.Shape(), got)
	}
	if got := pixels(open(t, bytesFile, data.Options{Invert: true}).All); !bytes.Equal(got, []byte{254, 253, 252, 251, 250, 249}) {
		t.Errorf("inverted %v", got)
	}
	row := make([]float32, 6)
	open(t, floats, data.Options{Transpose: true, Invert: true, Size: data.Size{Height: 3, Width: 2}}).All.Read(row, 0)
	if want := []float32{1, 0.25, 0.75, 0, 0.5, 0}; !slices.Equal(row, want) {
		t.Errorf("pixels %v, want %v", row, want)
	}
	flat := put(t, idx(8, []uint32{1, 6}, pixel), dir, "flat.idx")
	if s := open(t, flat, data.Options{Transpose: true, Size: data.Size{Height: 3, Width: 2}}).All; s.Shape().H != 3 || !bytes.Equal(pixels(s), []byte{1, 4, 2, 5, 3, 6}) {
		t.Errorf("%v: %v", s.Shape(), pixels(s))
	}
}

// EMNIST's files hold columns where others hold rows.
func TestIDX_uprightEMNIST(t *testing.T) {
	for _, transpose := range []bool{false, true} {
		dir := idxFolder(t, nil)
		put(t, idx(8, []uint32{1, 2, 2}, []byte{1, 2, 3, 4}), dir, "emnist-letters-train-images-idx3-ubyte")
		for _, ref := range []string{dir, filepath.Join(dir, "emnist-letters-train-images-idx3-ubyte")} {
			s := open(t, ref, data.Options{Transpose: transpose})
			if got := pixels(s.All); !bytes.Equal(got, []byte{1, 3, 2, 4}) {
				t.Errorf("%s: %v", ref, got)
			}
			if said := fmt.Sprint(s.Notices); strings.Contains(said, "rows taken for columns") == transpose {
				t.Errorf("%s", said)
			}
		}
	}
}
