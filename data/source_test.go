//go:build unix

package data_test

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"vae/data"
)

func TestPictures_pipesAndDevices(t *testing.T) {
	dir := t.TempDir()
	pipe, device := filepath.Join(dir, "pipe.png"), filepath.Join(dir, "zero.png")
	if err := errors.Join(syscall.Mkfifo(pipe, 0o600), os.Symlink("/dev/zero", device)); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{pipe, device} {
		_, err := data.Open(t.Context(), path, data.Options{})
		wantFormat(t, err, path+": expected a file, found a ")
	}
}
