//go:build unix

package main

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"vae/internal/disk"
	"vae/internal/disk/disktest"
	"vae/internal/grid"
	"vae/internal/raster"
)

// TestOutput_isOldOrNewAfterAnyFault writes results over older ones while every call of the disk
// fails in turn, or the power goes at it.
func TestOutput_isOldOrNewAfterAnyFault(t *testing.T) {
	pixels := []float32{0, 1, 0.5, 0.25, 1, 0, 0, 1}
	o := imageOutput(pixels, raster.Grey(2, 2), grid.Options{})
	for name, write := range map[string]func(io.Writer) error{"x.png": o.png, "x.npy": o.npy, "x.npz": o.npz, "x.csv": o.csv} {
		t.Run(name, func(t *testing.T) {
			var want bytes.Buffer
			if err := write(&want); err != nil {
				t.Fatal(err)
			}
			disktest.Run(t, 1, disktest.Case{
				Prepare: func(t *testing.T, dir string) { overwrite(t, filepath.Join(dir, name), "old") },
				Work:    func(d *disktest.Disk) error { return writeFileOn(d, filepath.Join(d.Root, name), write) },
				Check: func(t *testing.T, dir string, err error) {
					path := filepath.Join(dir, name)
					checkFault(t, err)
					got, e := os.ReadFile(path)
					if isNew := bytes.Equal(got, want.Bytes()); e != nil || !isNew && (err == nil || string(got) != "old") {
						t.Errorf("after %v: %d bytes, %v", err, len(got), e)
					}
					checkClean(t, dir, path)
				},
			})
		})
	}
}

// TestOutput_ofPicturesIsWholeAfterAnyFault writes a new folder of pictures.
func TestOutput_ofPicturesIsWholeAfterAnyFault(t *testing.T) {
	o := imageOutput([]float32{0, 1, 0.5, 0.25, 1, 0, 0, 1}, raster.Grey(2, 2), grid.Options{})
	whole := t.TempDir()
	if err := o.pictures(disk.OS{}, whole+"/"); err != nil {
		t.Fatal(err)
	}
	const last = "00001.png"
	want, err := os.ReadFile(filepath.Join(whole, last))
	if err != nil {
		t.Fatal(err)
	}
	disktest.Run(t, 1, disktest.Case{
		Work: func(d *disktest.Disk) error { return o.pictures(d, filepath.Join(d.Root, "new", "folder")+"/") },
		Check: func(t *testing.T, dir string, err error) {
			path := filepath.Join(dir, "new", "folder", last)
			checkFault(t, err)
			got, e := os.ReadFile(path)
			if missing := errors.Is(e, os.ErrNotExist); err == nil && missing || !missing && !bytes.Equal(got, want) {
				t.Errorf("after %v: %d bytes, %v", err, len(got), e)
			}
			if err := o.pictures(disk.OS{}, filepath.Dir(path)+"/"); err != nil {
				t.Error(err)
			}
			checkClean(t, dir, path)
		},
	})
}

func overwrite(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

// checkFault demands the exit code of a disk for an error of one.
func checkFault(t *testing.T, err error) {
	t.Helper()
	if err != nil && !errors.Is(err, disktest.ErrCrash) && exitCode(err) != exitDisk {
		t.Errorf("%v has exit code %d", err, exitCode(err))
	}
}

// checkClean demands that a command which writes to path leaves no temporary file below a folder.
func checkClean(t *testing.T, dir, path string) {
	t.Helper()
	if err := checkFolder(path); err != nil {
		t.Error(err)
	}
	if left := disktest.Temporaries(t, dir); len(left) > 0 {
		t.Errorf("%q are still there", left)
	}
}

// TestCheckFolder_sparesTheLiving removes what a process has left that died, and nothing of one
// that runs.
func TestCheckFolder_sparesTheLiving(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{".vae-2147483647-0.tmp", ".vae-1-0.tmp"} {
		overwrite(t, filepath.Join(dir, name), "")
	}
	if err := syscall.Kill(1, 0); errors.Is(err, syscall.ESRCH) {
		t.Skip("there is no process 1")
	}
	if err := checkFolder(filepath.Join(dir, "x.png")); err != nil {
		t.Fatal(err)
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 || entries[0].Name() != ".vae-1-0.tmp" {
		t.Errorf("left %v, %v", entries, err)
	}
}
