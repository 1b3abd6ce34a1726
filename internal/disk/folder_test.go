package disk_test

import (
	"os"
	"path/filepath"
	"testing"

	"vae/internal/disk"
	"vae/internal/disk/disktest"
)

var entries = []disk.Entry{{Name: "a", Write: text("first")}, {Name: "b", Write: text("second")}}

// TestWriteFolder_isWholeOrMissing writes a folder where there is none, and where there is an empty
// one, while every call of the disk fails in turn, or the power goes at it.
func TestWriteFolder_isWholeOrMissing(t *testing.T) {
	for name, prepare := range map[string]func(t *testing.T, dir string){
		"new": nil,
		"in place of an empty one": func(t *testing.T, dir string) {
			if err := os.Mkdir(filepath.Join(dir, "new"), 0o777); err != nil {
				t.Fatal(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			disktest.Run(t, 1, disktest.Case{
				Prepare: prepare,
				Work:    func(d *disktest.Disk) error { return disk.WriteFolder(d, filepath.Join(d.Root, "new"), entries) },
				Check: func(t *testing.T, dir string, err error) {
					checkFolder(t, filepath.Join(dir, "new"), err)
					if err := disk.RemoveTemporary(disk.OS{}, dir); err != nil {
						t.Error(err)
					}
					if left := disktest.Temporaries(t, dir); len(left) > 0 {
						t.Errorf("after %v there are %q", err, left)
					}
				},
			})
		})
	}
}

// checkFolder checks that a folder has both entries, or after an error no file at all.
func checkFolder(t *testing.T, path string, err error) {
	t.Helper()
	if left, e := os.ReadDir(path); err != nil && (e != nil || len(left) == 0) {
		return
	}
	for name, want := range map[string]string{"a": "first", "b": "second"} {
		got, e := os.ReadFile(filepath.Join(path, name))
		if e != nil || string(got) != want {
			t.Errorf("after %v: %s is %q, %v", err, name, got, e)
		}
	}
}

// TestWriteFolder_overwritesNothing gives it a folder with a file, and a file.
func TestWriteFolder_overwritesNothing(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "file", 0)
	for _, path := range []string{dir, filepath.Join(dir, "file")} {
		if err := disk.WriteFolder(disk.OS{}, path, entries); err == nil {
			t.Errorf("%s was written", path)
		}
	}
	if left := disktest.Names(t, dir); len(left) != 1 {
		t.Errorf("there are %q", left)
	}
}
