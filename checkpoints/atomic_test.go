package checkpoints_test

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"vae/checkpoints"
)

func TestWriteFileAtomic_survivesACrashAtEveryCall(t *testing.T) {
	write := func(d *disk, text string) error {
		return checkpoints.WriteFileAtomic(d, "run/config.json", func(w io.Writer) error {
			for _, part := range strings.SplitAfter(text, " ") {
				if _, err := io.WriteString(w, part); err != nil {
					return err
				}
			}
			return nil
		})
	}
	for crashAt := 1; ; crashAt++ {
		d := newDisk()
		if err := write(d, "the old text"); err != nil {
			t.Fatal(err)
		}
		d.calls, d.crashAt = 0, crashAt
		err := write(d, "a new and longer text")
		for i, left := range d.afterCut() {
			got := string(left.names["run/config.json"].data)
			if got != "a new and longer text" && (err == nil || got != "the old text") {
				t.Errorf("crash at call %d, aftermath %d: %q", crashAt, i, got)
			}
		}
		if err == nil {
			break
		}
	}
}

func TestWriteFileAtomic_leavesNothingBehindOnAnError(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, strings.Repeat("n", 250)) // a name as long as most file systems allow
	stop := errors.New("stop")
	for i, want := range []error{nil, stop, nil} {
		err := checkpoints.WriteFileAtomic(checkpoints.OS{}, path, func(w io.Writer) error {
			if _, err := fmt.Fprintf(w, "text %d", i); err != nil {
				return err
			}
			return want
		})
		if !errors.Is(err, want) {
			t.Errorf("got %v, want %v", err, want)
		}
		text, err := os.ReadFile(path)
		if len(names(t, dir)) != 1 || string(text) != fmt.Sprintf("text %d", i/2*2) {
			t.Errorf("write %d left %q in %q, %v", i, text, names(t, dir), err)
		}
	}
}

func TestRemoveTemporary_leavesOtherFilesAlone(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{".vae-1-0.tmp", ".vae-4711-12.tmp", ".vae-1.tmp", "vae-1-0.tmp", ".vae-1-0.tmp.gz", "a.tmp"} {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if err := checkpoints.RemoveTemporary(checkpoints.OS{}, dir); err != nil {
		t.Fatal(err)
	}
	if got := names(t, dir); !slices.Equal(got, []string{".vae-1-0.tmp.gz", ".vae-1.tmp", "a.tmp", "vae-1-0.tmp"}) {
		t.Errorf("left %q", got)
	}
}

func TestWriteFileAtomic_replacesOnlyRegularFiles(t *testing.T) {
	dir := t.TempDir()
	folder, link := filepath.Join(dir, "folder"), filepath.Join(dir, "link")
	if err := os.Mkdir(folder, 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("elsewhere", link); err != nil {
		t.Skip(err)
	}
	for _, path := range []string{folder, link} {
		err := checkpoints.WriteFileAtomic(checkpoints.OS{}, path, func(io.Writer) error { return nil })
		if err == nil || !strings.Contains(err.Error(), "not a regular file") {
			t.Errorf("got %v", err)
		}
	}
	if got := names(t, dir); !slices.Equal(got, []string{"folder", "link"}) {
		t.Errorf("left %q", got)
	}
}

func TestOS_makesFolders(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "runs", "mnist-001", "checkpoints")
	for range 2 {
		if err := (checkpoints.OS{}).MkdirAll(dir); err != nil {
			t.Fatal(err)
		}
	}
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{file, filepath.Join(file, "below")} {
		if err := (checkpoints.OS{}).MkdirAll(path); err == nil {
			t.Errorf("%s is a folder", path)
		}
	}
}
