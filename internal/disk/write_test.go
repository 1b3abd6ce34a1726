package disk_test

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"vae/internal/disk"
	"vae/internal/disk/disktest"
)

// text writes a text in two parts.
func text(s string) func(io.Writer) error {
	return func(w io.Writer) error {
		for _, part := range []string{s[:len(s)/2], s[len(s)/2:]} {
			if _, err := io.WriteString(w, part); err != nil {
				return err
			}
		}
		return nil
	}
}

func TestWriteFile_isOldOrNewWhateverHappens(t *testing.T) {
	const before, after = "the old text", "a new and longer text"
	disktest.Run(t, 1, disktest.Case{
		Prepare: func(t *testing.T, dir string) {
			if err := os.WriteFile(filepath.Join(dir, "file"), []byte(before), 0o666); err != nil {
				t.Fatal(err)
			}
		},
		Work: func(d *disktest.Disk) error {
			return disk.WriteFile(d, filepath.Join(d.Root, "file"), text(after))
		},
		Check: func(t *testing.T, dir string, err error) {
			got, e := os.ReadFile(filepath.Join(dir, "file"))
			if s := string(got); e != nil || s != after && (err == nil || s != before) {
				t.Errorf("after %v: %q, %v", err, got, e)
			}
			if err := disk.RemoveTemporary(disk.OS{}, dir); err != nil {
				t.Error(err)
			}
			if left := disktest.Names(t, dir); len(left) != 1 {
				t.Errorf("after %v there are %q", err, left)
			}
		},
	})
}

// A file in a new folder is safe when the call returns, and so is the folder.
func TestMkdirAll_survivesAPowerCut(t *testing.T) {
	disktest.Run(t, 1, disktest.Case{
		Work: func(d *disktest.Disk) error {
			if err := disk.MkdirAll(d, filepath.Join(d.Root, "a", "b")); err != nil {
				return err
			}
			return disk.WriteFile(d, filepath.Join(d.Root, "a", "b", "file"), text("whole"))
		},
		Check: func(t *testing.T, dir string, err error) {
			got, e := os.ReadFile(filepath.Join(dir, "a", "b", "file"))
			if (err == nil || e == nil) && string(got) != "whole" {
				t.Errorf("after %v: %q, %v", err, got, e)
			}
		},
	})
}

func TestWriteFile_leavesNothingBehindOnAFullDisk(t *testing.T) {
	for space := range len("whole") {
		d := disktest.New(t, t.TempDir())
		d.Space = space
		err := disk.WriteFile(d, filepath.Join(d.Root, "file"), text("whole"))
		if left := disktest.Names(t, d.Root); !errors.Is(err, syscall.ENOSPC) || len(left) > 0 {
			t.Errorf("%d bytes: got %v and %q", space, err, left)
		}
	}
}

func TestWriteFile_leavesNothingBehindOnAnError(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, strings.Repeat("n", 250)) // a name as long as most file systems allow
	stop := errors.New("stop")
	for i, want := range []error{nil, stop, nil} {
		err := disk.WriteFile(disk.OS{}, path, func(w io.Writer) error {
			if _, err := fmt.Fprintf(w, "text %d", i); err != nil {
				return err
			}
			return want
		})
		if !errors.Is(err, want) {
			t.Errorf("got %v, want %v", err, want)
		}
		text, err := os.ReadFile(path)
		if len(disktest.Names(t, dir)) != 1 || string(text) != fmt.Sprintf("text %d", i/2*2) {
			t.Errorf("write %d left %q in %q, %v", i, text, disktest.Names(t, dir), err)
		}
	}
}

func TestWriteFile_replacesOnlyRegularFiles(t *testing.T) {
	dir := t.TempDir()
	folder, link := filepath.Join(dir, "folder"), filepath.Join(dir, "link")
	if err := os.Mkdir(folder, 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("elsewhere", link); err != nil {
		t.Skip(err)
	}
	for _, path := range []string{folder, link} {
		err := disk.WriteFile(disk.OS{}, path, func(io.Writer) error { return nil })
		if err == nil || !strings.Contains(err.Error(), "not a regular file") {
			t.Errorf("got %v", err)
		}
	}
	if got := disktest.Names(t, dir); !slices.Equal(got, []string{"folder", "link"}) {
		t.Errorf("left %q", got)
	}
}

func TestMkdirAll(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "runs", "mnist-001", "checkpoints")
	for range 2 {
		if err := disk.MkdirAll(disk.OS{}, dir); err != nil {
			t.Fatal(err)
		}
	}
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{file, filepath.Join(file, "below")} {
		if err := disk.MkdirAll(disk.OS{}, path); err == nil {
			t.Errorf("%s is a folder", path)
		}
	}
}

func TestSetAside_findsAFreeName(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	for n := 1; n <= 2; n++ {
		if err := disk.WriteFile(disk.OS{}, path, text(fmt.Sprint(n))); err != nil {
			t.Fatal(err)
		}
		aside, err := disk.SetAside(disk.OS{}, path)
		if content, _ := os.ReadFile(aside); err != nil || aside != fmt.Sprintf("%s.damaged-%d", path, n) || string(content) != fmt.Sprint(n) {
			t.Errorf("%s holds %q, %v", aside, content, err)
		}
	}
	if _, err := disk.SetAside(disk.OS{}, path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("nothing there: got %v", err)
	}
}
