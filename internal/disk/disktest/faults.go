package disktest

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"vae/internal/disk"
)

// Case is work that writes files, and what must hold after it was disturbed.
type Case struct {
	Prepare func(t *testing.T, dir string) // fills an empty folder; may be nil
	Work    func(d *Disk) error            // writes below d.Root through d
	// Check is given a folder as the disturbed work left it, and the error of Work, ErrCrash where
	// the machine went down. It repairs the folder as the next run does, and checks what is there.
	Check func(t *testing.T, dir string, err error)
}

// Run does the work of c again and again: undisturbed, then with each fault and with a crash at
// every stride-th call, each beginning at another. Work must return no error but the disk's, and
// c.Check is called on all that may be left.
func Run(t *testing.T, stride int, c Case) {
	t.Helper()
	if calls := c.disturb(t, Fault{}); calls < 5 {
		t.Fatalf("the work makes %d calls, too few to be by way of the disk", calls)
	}
	for i, fault := range []Fault{
		{Err: syscall.EIO}, {Err: syscall.EIO, Sticky: true}, {Err: syscall.ENOSPC, Sticky: true}, {Err: ErrCrash},
	} {
		for fault.At = 1 + i%stride; ; fault.At += stride {
			if c.disturb(t, fault) < fault.At {
				break
			}
			if t.Failed() {
				t.Fatalf("call %d, %v, sticky %v", fault.At, fault.Err, fault.Sticky)
			}
		}
	}
}

// disturb does the work with a fault and returns the number of calls.
func (c Case) disturb(t *testing.T, fault Fault) int {
	t.Helper()
	dir := t.TempDir()
	if c.Prepare != nil {
		c.Prepare(t, dir)
	}
	d := New(t, dir)
	d.Fault = fault
	err := c.Work(d)
	check := func(dir string) {
		t.Helper()
		age(t, dir)
		c.Check(t, dir, err)
	}
	if err != nil && !errors.Is(err, fault.Err) {
		t.Errorf("got %v, want %v", err, fault.Err)
	}
	if fault.Err == ErrCrash {
		for _, left := range d.afterCut(t) {
			check(left)
		}
	}
	check(dir) // after a crash: the process was killed, and the machine is well
	return d.calls
}

// afterCut returns copies of the folder as a power cut may leave it: with the names that are safe
// or with the newest; with bytes that were not synced lost, turned to zeros or there.
func (d *Disk) afterCut(t *testing.T) (folders []string) {
	t.Helper()
	contents := []func(*inode) []byte{
		func(n *inode) []byte { return n.synced },
		func(n *inode) []byte { return slices.Concat(n.synced, make([]byte, len(n.data)-len(n.synced))) },
		func(n *inode) []byte { return n.data },
	}
	var trees []map[string]string
	for _, names := range []map[string]*inode{d.durable, d.names} {
		for _, content := range contents {
			tree := map[string]string{}
			for name, node := range names {
				if node.folder {
					name += "/"
				}
				tree[name] = string(content(node))
			}
			if !slices.ContainsFunc(trees, func(other map[string]string) bool { return maps.Equal(tree, other) }) {
				trees = append(trees, tree)
				folders = append(folders, d.restore(t, tree))
			}
		}
	}
	return folders
}

// restore returns a new folder with the files of the tree, those of lost folders left out. The
// names of folders end in a slash.
func (d *Disk) restore(t *testing.T, tree map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range slices.Sorted(maps.Keys(tree)) {
		path := filepath.Join(dir, strings.TrimPrefix(name, d.Root))
		if _, err := os.Stat(filepath.Dir(path)); err != nil {
			continue
		}
		var err error
		if strings.HasSuffix(name, "/") {
			err = os.Mkdir(path, 0o777)
		} else {
			err = os.WriteFile(path, []byte(tree[name]), 0o666)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// age makes every temporary file below a folder one of a process that died.
func age(t *testing.T, dir string) {
	t.Helper()
	const noProcess = 1<<31 - 1 // a number that no process has
	for i, path := range Temporaries(t, dir) {
		aged := fmt.Sprintf(".vae-%d-%d.tmp", noProcess, i)
		if err := os.Rename(path, filepath.Join(filepath.Dir(path), aged)); err != nil {
			t.Fatal(err)
		}
	}
}

// Temporaries returns the temporary files below a folder.
func Temporaries(t *testing.T, dir string) (all []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && disk.IsTemporary(entry.Name()) {
			all = append(all, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// Names returns the names of all that is in a folder, sorted.
func Names(t *testing.T, dir string) (all []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		all = append(all, entry.Name())
	}
	return all
}
