//go:build unix

package regular_test

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"vae/internal/regular"
)

func TestOpen_takesFilesAlone(t *testing.T) {
	dir := t.TempDir()
	file, link := filepath.Join(dir, "file"), filepath.Join(dir, "link")
	pipe, device := filepath.Join(dir, "pipe"), filepath.Join(dir, "device")
	if err := errors.Join(os.WriteFile(file, []byte("bytes"), 0o600), os.Symlink(file, link),
		syscall.Mkfifo(pipe, 0o600), os.Symlink("/dev/zero", device)); err != nil {
		t.Fatal(err)
	}
	f, info, err := regular.Open(link)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if text, err := io.ReadAll(f); string(text) != "bytes" || info.Size() != 5 || err != nil {
		t.Errorf("read %q of %d bytes: %v", text, info.Size(), err)
	}
	for _, path := range []string{dir, pipe, device} {
		if _, _, err := regular.Open(path); !errors.Is(err, regular.ErrNot) {
			t.Errorf("%s: %v, want %v", path, err, regular.ErrNot)
		}
	}
	if _, _, err := regular.Open(filepath.Join(dir, "none")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
}
