package data_test

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"slices"
	"strings"
	"testing"

	"vae/data"
)

// records returns CIFAR's records of images of one colour each, with these labels and bytes before
// each label.
func records(before int, labels ...byte) []byte {
	var all []byte
	for i, label := range labels {
		all = append(append(all, make([]byte, before)...), label)
		for channel := range 3 {
			all = append(all, bytes.Repeat([]byte{byte(100*channel + i)}, 1024)...)
		}
	}
	return all
}

// tarred returns a .tar.gz of these files: name, content, name, content, …
func tarred(t testing.TB, files ...string) []byte {
	t.Helper()
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	w := tar.NewWriter(z)
	for i := 0; i < len(files); i += 2 {
		header := &tar.Header{Name: "cifar-10-batches-bin/" + files[i], Mode: 0o644, Size: int64(len(files[i+1]))}
		if err := w.WriteHeader(header); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(files[i+1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return packed.Bytes()
}

var cifarNames = "ant\nbee\n\ncow\n"

// The archive, a folder of its files and one of them are read, with the names of the classes.
func TestCIFAR_forms(t *testing.T) {
	train, test := string(records(0, 2, 0)), string(records(0, 1))
	files := []string{"readme.html", "<html>", "data_batch_1.bin", train, "data_batch_2.bin", test, "test_batch.bin", test, "batches.meta.txt", cifarNames}
	dir := t.TempDir()
	for i := 0; i < len(files); i += 2 {
		put(t, []byte(files[i+1]), dir, files[i])
	}
	for _, path := range []string{put(t, tarred(t, files...), t.TempDir(), "c.tar.gz"), dir} {
		s := open(t, path, data.Options{})
		if s.All.Len() != 4 || s.Test.Len() != 1 || s.All.Shape() != (data.Shape{C: 3, H: 32, W: 32}) {
			t.Fatalf("%s: %d images, %d to test, of %v", path, s.All.Len(), s.Test.Len(), s.All.Shape())
		}
		if got := pixels(s.All)[3072:3078]; !slices.Equal(got, []byte{1, 101, 201, 1, 101, 201}) {
			t.Errorf("the second image begins %v", got)
		}
		if !slices.Equal(s.All.Labels(), []int{2, 0, 1, 1}) || !slices.Equal(s.All.ClassNames, []string{"ant", "bee", "cow"}) {
			t.Errorf("labels %v of %q", s.All.Labels(), s.All.ClassNames)
		}
	}
	s := open(t, dir+"/data_batch_1.bin", data.Options{Colours: data.ColoursToGrey})
	if s.All.Len() != 2 || s.All.Shape().C != 1 || s.All.ClassName(s.All.Labels()[0]) != "cow" {
		t.Errorf("one file has %d images of %v, the first a %s", s.All.Len(), s.All.Shape(), s.All.ClassName(s.All.Labels()[0]))
	}
	hundred := t.TempDir()
	put(t, records(1, 7, 3), hundred, "train.bin")
	put(t, []byte(strings.Repeat("name\n", 7)+"last\n"), hundred, "fine_label_names.txt")
	if s = open(t, hundred, data.Options{}); s.All.Len() != 2 || s.All.ClassName(s.All.Labels()[0]) != "last" {
		t.Errorf("CIFAR-100: %d images, labels %v", s.All.Len(), s.All.Labels())
	}
}

// Damaged files are refused.
func TestCIFAR_damage(t *testing.T) {
	whole := tarred(t, "data_batch_1.bin", string(records(0, 1, 2)))
	for name, c := range map[string]struct {
		content []byte
		want    string
	}{
		"cut record": {tarred(t, "data_batch_1.bin", string(records(0, 1, 2)[:4000])), "data_batch_1.bin of whole records of 3073 bytes, found 927 bytes of the last one"},
		"nothing":    {tarred(t, "other.bin", "1"), "found a tar archive"},
		"cut file":   {whole[:len(whole)-12], "unexpected EOF"},
		"flipped":    {append(slices.Clone(whole[:len(whole)-8]), 1, 2, 3, 4, 5, 6, 7, 8), "checksum"},
	} {
		_, err := data.Open(t.Context(), put(t, c.content, t.TempDir(), "a.tar.gz"), data.Options{})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want %s", name, err, c.want)
		}
	}
	path := put(t, whole, t.TempDir(), "a.tar.gz")
	if _, err := data.Open(t.Context(), path, data.Options{Limit: 5000}); err == nil || !strings.Contains(err.Error(), "--limit") {
		t.Errorf("beyond the limit: %v", err)
	}
}

// The shapes drawn in colour are those in grey, in colours that can be told apart.
func TestDigits_inColour(t *testing.T) {
	const n = 200
	grey, colour := data.DrawDigits(n, 3), data.DrawColourDigits(n, 3)
	if !slices.Equal(grey.Labels(), colour.Labels()) || colour.Shape() != (data.Shape{C: 3, H: 28, W: 28}) {
		t.Fatalf("labels differ, or the shape is %v", colour.Shape())
	}
	if first := data.DrawColourDigits(1, 3); !slices.Equal(pixels(first), pixels(colour.Slice(0, 1))) {
		t.Error("an image depends on how many there are")
	}
	g, c := make([]float32, 784), make([]float32, 3*784)
	for i := range n {
		grey.Read(g, i)
		colour.Read(c, i)
		var ends [2][]float32 // ground and ink
		for p, v := range g {
			if v == 0 || v == 1 {
				pixel := c[3*p : 3*p+3]
				if ends[int(v)] == nil {
					ends[int(v)] = pixel
				}
				if !slices.Equal(ends[int(v)], pixel) {
					t.Fatalf("image %d: pixel %d is %v, others %v", i, p, pixel, ends[int(v)])
				}
			}
		}
		light := func(v []float32) float32 { return 0.299*v[0] + 0.587*v[1] + 0.114*v[2] }
		if d := light(ends[0]) - light(ends[1]); d > -0.39 && d < 0.39 {
			t.Errorf("image %d: ink and ground differ by %.2f", i, d)
		}
	}
}
