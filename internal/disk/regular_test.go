//go:build unix

package disk_test

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"vae/internal/disk"
)

func TestOpenRegular_opensNothingElse(t *testing.T) {
	dir := t.TempDir()
	file, pipe, link := filepath.Join(dir, "file"), filepath.Join(dir, "pipe"), filepath.Join(dir, "link")
	if err := os.WriteFile(file, []byte("text"), 0o666); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mkfifo(pipe, 0o666); err != nil {
		t.Skip(err)
	}
	for _, target := range []string{dir, pipe, "/dev/zero"} {
		if err := os.Symlink(target, link); err != nil {
			t.Fatal(err)
		}
		for _, path := range []string{target, link} {
			_, err := disk.OpenRegular(path)
			var other *disk.NotRegularError
			if !errors.As(err, &other) || other.Path != path {
				t.Errorf("%s: got %v", path, err)
			}
		}
		if err := os.Remove(link); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(file, link); err != nil {
		t.Fatal(err)
	}
	if text, err := disk.ReadFile(disk.OS{}, link, 4); err != nil || string(text) != "text" {
		t.Errorf("got %q, %v", text, err)
	}
	var large *disk.SizeError
	if _, err := disk.ReadFile(disk.OS{}, link, 3); !errors.As(err, &large) {
		t.Errorf("got %v", err)
	}
}
