package disktest

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"testing"

	"vae/internal/disk"
)

// Case is work that writes files, and what must hold after it was disturbed.
type Case struct {
	// Prepare fills an empty folder. It may be nil.
	Prepare func(t *testing.T, dir string)
	// Work writes below d.Root by way of d.
	Work func(d *Disk) error
	// Check is given a folder that the work has left, by how much it was disturbed: err is what
	// Work returned, ErrCrash where the machine went down. It repairs the folder as the next run
	// does, and checks what is there then.
	Check func(t *testing.T, dir string, err error)
}

// Faults are what Run does to each call in turn, but for a crash.
func Faults() []Fault {
	return []Fault{{Err: syscall.EIO}, {Err: syscall.EIO, Sticky: true}, {Err: syscall.ENOSPC, Sticky: true}}
}

// Run does the work of c again and again: undisturbed, and with each of the faults and a crash at
// every stride-th call, each kind at others. It demands that an error that is returned is the
// disk's, and calls c.Check on all that may be left.
func Run(t *testing.T, stride int, c Case) {
	t.Helper()
	if calls := c.disturb(t, Fault{}); calls < 5 {
		t.Fatalf("the work makes %d calls, too few to be by way of the disk", calls)
	}
	for i, fault := range append(Faults(), Fault{Err: ErrCrash}) {
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
	dir := scratch(t)
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
		for _, left := range d.AfterCut(t) {
			check(left)
		}
	}
	check(dir) // after a crash: the process was killed, and the machine is well
	return d.calls
}

// scratch returns a new folder, which the end of the test removes.
func scratch(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp(t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// AfterCut returns copies of the folder as a power cut may leave it: with the names that are safe
// or with the newest; with bytes that were not synced lost, turned to zeros or there.
func (d *Disk) AfterCut(t *testing.T) []string {
	t.Helper()
	contents := []func(*inode) []byte{
		func(n *inode) []byte { return n.synced },
		func(n *inode) []byte {
			return append(slices.Clone(n.synced), make([]byte, len(n.data)-len(n.synced))...)
		},
		func(n *inode) []byte { return n.data },
	}
	var all []map[string][]byte
	for _, names := range []map[string]*inode{d.durable, d.names} {
		for _, content := range contents {
			tree := map[string][]byte{}
			for name, node := range names {
				if node.folder {
					tree[name] = nil
				} else {
					tree[name] = append([]byte{}, content(node)...)
				}
			}
			if !slices.ContainsFunc(all, func(other map[string][]byte) bool { return maps.EqualFunc(tree, other, same) }) {
				all = append(all, tree)
			}
		}
	}
	var folders []string
	for _, tree := range all {
		folders = append(folders, d.restore(t, tree))
	}
	return folders
}

// same reports whether two files have the same content, or are both folders.
func same(a, b []byte) bool { return (a == nil) == (b == nil) && bytes.Equal(a, b) }

// restore returns a new folder with the files of the tree, those of lost folders left out.
func (d *Disk) restore(t *testing.T, tree map[string][]byte) string {
	t.Helper()
	dir := scratch(t)
	for _, name := range slices.Sorted(maps.Keys(tree)) {
		relative, err := filepath.Rel(d.Root, name)
		if err != nil {
			t.Fatal(err)
		}
		path, content := filepath.Join(dir, relative), tree[name]
		if _, err := os.Stat(filepath.Dir(path)); err != nil {
			continue
		}
		if content == nil {
			err = os.Mkdir(path, 0o777)
		} else {
			err = os.WriteFile(path, content, 0o666)
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
	for i, path := range Temporaries(t, dir) {
		if err := os.Rename(path, filepath.Join(filepath.Dir(path), fmt.Sprintf(".vae-%d-%d.tmp", noProcess, i))); err != nil {
			t.Fatal(err)
		}
	}
}

// noProcess is a number that no process has.
const noProcess = 1<<31 - 1

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
