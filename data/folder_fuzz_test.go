package data_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"vae/data"
)

// FuzzFolder reads folders that are described in lines, each a kind and a path. The kinds are d for
// a folder, l for a link to a folder above, and of files p for a picture, b for a broken one, i for
// IDX images, y for IDX labels and t for text.
func FuzzFolder(f *testing.F) {
	f.Add("ptrain/cat/1.png\nptrain/dog/1.png\npval/cat/1.png\ntREADME\ndtest")
	f.Add("pset/images/3/1.png\npset/images/10/1.png\nlset/loop\nb.DS_Store\np__MACOSX/1.png")
	f.Add("itrain-images-idx3-ubyte\nytrain-labels-idx1-ubyte\niemnist-test-images.idx3-ubyte")
	f.Add("p1.png\npa/1.png\nbtrain/x.jpg\nptraining/1.png\nptest/1.png")
	f.Add("iA/raw/t10k-images-idx3-ubyte\niB/raw/t10k-images-idx3-ubyte\nla/b/c/d/e/f/g/h/i/j")
	f.Fuzz(func(t *testing.T, lines string) {
		root := filepath.Join(t.TempDir(), "root")
		if err := os.Mkdir(root, 0o777); err != nil {
			t.Fatal(err)
		}
		all := strings.Split(lines, "\n")
		for _, line := range all[:min(len(all), 30)] {
			build(root, line)
		}
		s, err := data.Open(t.Context(), root, data.Options{Validation: data.DefaultValidation, Classes: []string{"cat", "a/b"}})
		wantWhole(t, s, err)
	})
}

// build makes the file or folder that a line describes, if possible.
func build(root, line string) {
	if len(line) < 2 || len(line) > 100 {
		return
	}
	path := filepath.Join(root, filepath.Clean("/"+line[1:]))
	if line[0] == 'd' {
		_ = os.MkdirAll(path, 0o777) // what cannot be made is not there
		return
	}
	_ = os.MkdirAll(filepath.Dir(path), 0o777)
	if line[0] == 'l' {
		_ = os.Symlink(filepath.Dir(filepath.Dir(path)), path)
		return
	}
	_ = os.WriteFile(path, map[byte][]byte{
		'p': onePixel, 'b': onePixel[:40], 'i': idx(8, []uint32{2, 1, 2}, four), 'y': idx(8, []uint32{2}, four[:2]),
	}[line[0]], 0o666)
}

var onePixel = picture(1, 2, 100)

func FuzzZip(f *testing.F) {
	f.Add(archived(f, member{"a/train/cat/1.png", onePixel}, member{"a/test/dog/1.png", onePixel}, member{"x.txt", nil}))
	f.Add(archived(f, member{`..\7\1.png`, onePixel}, member{"/8/1.png", onePixel}, member{"e/", nil}))
	f.Add(archived(f, member{"1.png", onePixel}))
	f.Fuzz(func(t *testing.T, content []byte) {
		if !bytes.HasPrefix(content, []byte("PK")) || bytes.Contains(content, []byte(".npy")) {
			t.Skip("no archive of pictures")
		}
		s, err := data.Open(t.Context(), put(t, content, t.TempDir(), "input.zip"), data.Options{})
		wantWhole(t, s, err)
	})
}

// wantWhole fails the test unless the splits are consistent or the error is about the content.
func wantWhole(t *testing.T, s *data.Splits, err error) {
	t.Helper()
	var format *data.FormatError
	var pictures *data.PicturesError
	var option *data.OptionError
	switch {
	case errors.As(err, &pictures), errors.As(err, &option):
		return
	case errors.As(err, &format):
		wantFormat(t, err, ": expected ")
		return
	case err != nil:
		t.Fatalf("error %v (%T), want a *FormatError", err, err)
	}
	if s.Train.Len() > 0 && s.Train.Len()+s.Validation.Len()+s.Test.Len() != s.All.Len() {
		t.Errorf("%d, %d and %d of %d images", s.Train.Len(), s.Validation.Len(), s.Test.Len(), s.All.Len())
	}
	for _, set := range []*data.Set{s.Train, s.Validation, s.Test, s.All} {
		if set.Labels() != nil && len(set.Labels()) != set.Len() {
			t.Errorf("%d labels of %d images", len(set.Labels()), set.Len())
		}
		for i, label := range set.Labels() {
			if label < 0 || set.ClassNames != nil && label >= len(set.ClassNames) {
				t.Errorf("label %d of image %d is none of %d classes", label, i, len(set.ClassNames))
			}
		}
	}
}
