//go:build unix

package data_test

import (
	"archive/tar"
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"vae/data"
)

func TestFolder_linksAreFollowedWithinBounds(t *testing.T) {
	dir := laid(t, "store/a/1.png", "store/b/2.png", "set/train/own/3.png")
	link := func(target string, path ...string) {
		if err := os.Symlink(target, filepath.Join(append([]string{dir}, path...)...)); err != nil {
			t.Skip(err)
		}
	}
	link("../../store/a", "set", "train", "a")
	link("../store", "set", "test")
	link("..", "set", "loop")
	link("nowhere", "set", "gone.png")
	link(os.DevNull, "set", "null.png")
	for i := range 6 {
		put(t, nil, dir, "set", "knot", fmt.Sprint(i), "x.txt")
		for k := range 6 {
			link(filepath.Join("..", fmt.Sprint(k)), "set", "knot", fmt.Sprint(i), fmt.Sprintf("l%d", k))
		}
	}
	if err := syscall.Mkfifo(filepath.Join(dir, "set", "pipe.png"), 0o666); err != nil {
		t.Fatal(err)
	}
	s := open(t, filepath.Join(dir, "set"), data.Options{})
	got := strings.ReplaceAll(shape(s), "set: ", "")
	want := "train: a own; test: a b; " // of the knot and of the links to what holds them nothing is said but counts
	if !strings.HasPrefix(got, want) || !strings.Contains(got, "2 special files") || !strings.Contains(got, "circular links") {
		t.Errorf("got  %s\nwant %s…", got, want)
	}
}

func TestFolder_depthIsBounded(t *testing.T) {
	s := open(t, laid(t, "1.png", "a/b/c/d/e/f/g/h/i/j/2.png"), data.Options{})
	if got, want := shape(s), "train: -; 1 file passed over: 1 deep folder; no pictures in a/"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestFolder_unreadable(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root may read everything")
	}
	dir := laid(t, "cat/1.png", "dog/1.png")
	if err := os.Chmod(filepath.Join(dir, "dog"), 0); err != nil {
		t.Fatal(err)
	}
	_, err := data.Open(t.Context(), dir, data.Options{})
	if err := os.Chmod(filepath.Join(dir, "dog"), 0o777); err != nil {
		t.Fatal(err)
	}
	if !errors.Is(err, fs.ErrPermission) || !strings.Contains(err.Error(), "dog") {
		t.Errorf("error %v, want one that names dog", err)
	}
}

func TestOpen_tarArchiveIsNamed(t *testing.T) {
	var file bytes.Buffer
	w := tar.NewWriter(&file)
	if err := errors.Join(w.WriteHeader(&tar.Header{Name: "a.png", Mode: 0o666}), w.Close()); err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string][]byte{"a.tar": file.Bytes(), "a.tar.gz": gz(file.Bytes())} {
		_, err := data.Open(t.Context(), put(t, content, t.TempDir(), name), data.Options{})
		wantFormat(t, err, "found a tar archive")
		wantHint(t, err, "tar xf ")
	}
}
