package data_test

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"

	"vae/data"
)

// The order of the images is that of the files' names, in an archive too, whose own order is any;
// of two members with one name the last counts.
func TestCIFAR_orderIsThatOfNames(t *testing.T) {
	first, second := string(records(0, 3)), string(records(0, 1, 2))
	path := put(t, tarred(t, "data_batch_2.bin", second, "data_batch_1.bin", second, "data_batch_1.bin", first), t.TempDir(), "c.tar.gz")
	if s := open(t, path, data.Options{}); !slices.Equal(s.All.Labels(), []int{3, 1, 2}) {
		t.Errorf("labels %v", s.All.Labels())
	}
}

// Files may be compressed one by one.
func TestCIFAR_gzip(t *testing.T) {
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	if _, err := z.Write(records(0, 2, 0)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	file := put(t, packed.Bytes(), dir, "data_batch_1.bin.gz")
	put(t, []byte(cifarNames), dir, "batches.meta.txt")
	for _, path := range []string{file, dir} {
		if s := open(t, path, data.Options{}); s.All.Len() != 2 || s.All.ClassName(s.All.Labels()[0]) != "cow" {
			t.Errorf("%s: %d images, the first a %s", path, s.All.Len(), s.All.ClassName(s.All.Labels()[0]))
		}
	}
	damaged := put(t, append(packed.Bytes()[:packed.Len()-8], 1, 2, 3, 4, 5, 6, 7, 8), t.TempDir(), "data_batch_1.bin.gz")
	_, err := data.Open(t.Context(), damaged, data.Options{})
	wantFormat(t, err, "checksum")
}

// What is no label of the set, or of another set, is refused.
func TestCIFAR_damagedLabels(t *testing.T) {
	dir := t.TempDir()
	put(t, records(0, 1, 10), dir, "data_batch_1.bin")
	_, err := data.Open(t.Context(), dir, data.Options{})
	wantFormat(t, err, "data_batch_1.bin of labels from 0 to 9, found 10 in record 1")

	put(t, records(0, 1), dir, "data_batch_1.bin")
	put(t, records(1, 99, 3), dir, "train.bin")
	put(t, []byte(strings.Repeat("name\n", 99)+"last\n"), dir, "fine_label_names.txt")
	put(t, []byte(cifarNames), dir, "batches.meta.txt")
	_, err = data.Open(t.Context(), dir, data.Options{})
	wantFormat(t, err, "found those of CIFAR-10 and of CIFAR-100")
	s := open(t, dir+"/train.bin", data.Options{})
	if name := s.All.ClassName(s.All.Labels()[0]); name != "last" || !strings.Contains(told(s), "coarse labels passed over") {
		t.Errorf("the class is %q; said %q", name, told(s))
	}
	put(t, records(1, 100), dir, "train.bin")
	_, err = data.Open(t.Context(), dir+"/train.bin", data.Options{})
	wantFormat(t, err, "labels from 0 to 99, found 100")
}

// Names that are too few for one part are used for none.
func TestCIFAR_tooFewNames(t *testing.T) {
	dir := t.TempDir()
	put(t, records(0, 1, 0), dir, "data_batch_1.bin")
	put(t, records(0, 5), dir, "test_batch.bin")
	put(t, []byte(cifarNames), dir, "batches.meta.txt")
	s := open(t, dir, data.Options{})
	if !slices.Equal(s.All.Labels(), []int{1, 0, 5}) || s.All.ClassNames != nil {
		t.Errorf("labels %v of %q; said %q", s.All.Labels(), s.All.ClassNames, told(s))
	}
}

// Other files are counted.
func TestCIFAR_otherFiles(t *testing.T) {
	dir := t.TempDir()
	put(t, records(0, 1, 0), dir, "data_batch_1.bin")
	put(t, []byte("<html>"), dir, "readme.html")
	put(t, []byte("hidden"), dir, "._data_batch_1.bin")
	put(t, []byte("no picture"), dir, "mine.png")
	packed := put(t, tarred(t, "data_batch_1.bin", string(records(0, 1, 0)), "readme.html", "", "mine.png", ""), t.TempDir(), "c.tar.gz")
	for _, path := range []string{dir, packed} {
		if s := open(t, path, data.Options{}); !strings.Contains(told(s), "2 files passed over: 1 .html, 1 .png") {
			t.Errorf("%s: said %q", path, told(s))
		}
	}
	empty := put(t, nil, t.TempDir(), "data_batch_1.bin")
	_, err := data.Open(t.Context(), empty, data.Options{})
	wantFormat(t, err, "found no record")
}

// Arrays that are called like files of CIFAR-100 are read as what they are.
func TestCIFAR_namesOfOthers(t *testing.T) {
	path := put(t, idx(0x08, []uint32{1, 2, 2}, four), t.TempDir(), "train.bin")
	if s := open(t, path, data.Options{}); !slices.Equal(pixels(s.All), four) {
		t.Errorf("pixels %v", pixels(s.All))
	}
}

// The error of the limit says what to do, without another around it.
func TestCIFAR_limit(t *testing.T) {
	path := put(t, tarred(t, "data_batch_1.bin", string(records(0, 1, 2))), t.TempDir(), "a.tar.gz")
	_, err := data.Open(t.Context(), path, data.Options{Limit: 5000})
	wantFormat(t, err, "a.tar.gz: expected images of at most")
	if strings.Contains(err.Error(), "whole archive") {
		t.Error(err)
	}
}

// A sparse member has more bytes than the archive: what such a file says of itself is not believed.
func TestCIFAR_sparseMember(t *testing.T) {
	const size = 3073 << 14
	header := map[string]string{"GNU.sparse.major": "0", "GNU.sparse.minor": "1", "GNU.sparse.name": "data_batch_1.bin",
		"GNU.sparse.size": fmt.Sprint(size), "GNU.sparse.numblocks": "1", "GNU.sparse.map": fmt.Sprintf("%d,0", size)}
	packed := unpacked(t, tarred(t, "data_batch_1.bin", ""))
	var extended strings.Builder
	for _, key := range slices.Sorted(maps.Keys(header)) {
		record := fmt.Sprintf(" %s=%s\n", key, header[key])
		n := len(record) + 2
		fmt.Fprintf(&extended, "%d%s", n, record)
	}
	var before bytes.Buffer
	w := tar.NewWriter(&before)
	h := &tar.Header{Name: "x", Mode: 0o644, Size: int64(extended.Len())}
	if err := w.WriteHeader(h); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write([]byte(extended.String())); err != nil {
		t.Fatal(err)
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	content := before.Bytes()
	content[156] = 'x' // an extended header, whose sum grows as much
	sum := 0
	copy(content[148:156], "        ")
	for _, b := range content[:512] {
		sum += int(b)
	}
	copy(content[148:], fmt.Sprintf("%06o\x00 ", sum))
	whole := unpacked(t, tarred(t, "test_batch.bin", string(records(0, 1))))
	whole = whole[:len(whole)-1024] // without the end
	_, err := data.Open(t.Context(), put(t, slices.Concat(whole, content, packed), t.TempDir(), "a.tar"), data.Options{})
	wantFormat(t, err, "data_batch_1.bin, which is sparse")
}

// unpacked returns the content of a .gz file.
func unpacked(t testing.TB, packed []byte) []byte {
	t.Helper()
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	content, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func FuzzCIFAR(f *testing.F) {
	batch := string(records(0, 2, 0))
	f.Add(tarred(f, "test_batch.bin", batch, "data_batch_1.bin", batch, "batches.meta.txt", cifarNames))
	f.Add(unpacked(f, tarred(f, "data_batch_1.bin", batch)))
	f.Add(tarred(f, "train.bin", string(records(1, 7)), "readme.html", ""))
	f.Add(tarred(f, "data_batch_1.bin", batch[:4000]))
	f.Add(tarred(f, "data_batch_1.bin", "", "train.bin", ""))
	fuzz(f, "a.tar.gz", readImages)
}
