// Package disktest has a disk that can fail at every call, and that knows what a power cut would
// leave of it.
package disktest

import (
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"testing"

	"vae/internal/disk"
)

// ErrCrash is what every call returns once the machine is down.
var ErrCrash = errors.New("the machine is down")

// Disk is the file system below a folder of the machine. Names are safe from a power cut after
// SyncDir of their folder, contents after Sync. The files are really there, so that code under test
// may also reach them by other means. It is for one goroutine at a time.
type Disk struct {
	Root  string
	Fault Fault
	Space int // bytes that can still be written; -1: no limit

	calls   int
	failed  string            // the operation that Fault has hit
	names   map[string]*inode // of files and folders, as the process sees them
	durable map[string]*inode // as a power cut leaves them at worst
	moved   map[string]string // folders that were renamed, until their names are safe: from where
}

// inode is a file or a folder.
type inode struct {
	folder       bool
	data, synced []byte
}

var _ disk.FS = (*Disk)(nil)

// Fault is what goes wrong at a call. The zero value is nothing.
type Fault struct {
	At     int   // the call, counted from 1
	Err    error // what it returns; ErrCrash: so does every later one
	Sticky bool  // every later call of the same operation fails too
}

// New returns the disk below the folder root. What is there is safe.
func New(t testing.TB, root string) *Disk {
	t.Helper()
	d := &Disk{Root: root, Space: -1, names: map[string]*inode{}, moved: map[string]string{}}
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || path == root {
			return err
		}
		node := &inode{folder: entry.IsDir()}
		if !node.folder {
			node.data, err = os.ReadFile(path)
			node.synced = node.data
		}
		d.names[path] = node
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	d.durable = maps.Clone(d.names)
	return d
}

// call counts a call of an operation and returns how it fails.
func (d *Disk) call(operation, path string) error {
	d.calls++
	f := d.Fault
	if d.calls == f.At {
		d.failed = operation
	}
	lasting := errors.Is(f.Err, ErrCrash) || f.Sticky && operation == d.failed
	if f.At > 0 && (d.calls == f.At || d.calls > f.At && lasting) {
		return &fs.PathError{Op: operation, Path: path, Err: f.Err}
	}
	return nil
}

// Create makes a new file to write to.
func (d *Disk) Create(path string) (disk.File, error) {
	if err := d.call("create", path); err != nil {
		return nil, err
	}
	f, err := disk.OS{}.Create(path)
	if err != nil {
		return nil, err
	}
	d.names[path] = &inode{}
	return &file{d, f, d.names[path]}, nil
}

// Open opens a regular file to read from.
func (d *Disk) Open(path string) (disk.Source, error) {
	if err := d.call("open", path); err != nil {
		return nil, err
	}
	f, err := disk.OS{}.Open(path)
	return &source{d, f}, err
}

// Stat returns what is known of a file.
func (d *Disk) Stat(path string) (fs.FileInfo, error) {
	if err := d.call("stat", path); err != nil {
		return nil, err
	}
	return disk.OS{}.Stat(path)
}

// ReadDir returns the entries of a folder.
func (d *Disk) ReadDir(path string) ([]fs.DirEntry, error) {
	if err := d.call("readdir", path); err != nil {
		return nil, err
	}
	return disk.OS{}.ReadDir(path)
}

// Rename gives a file or folder another name.
func (d *Disk) Rename(from, to string) error {
	if err := d.call("rename", to); err != nil {
		return err
	}
	if err := (disk.OS{}).Rename(from, to); err != nil {
		return err
	}
	if d.names[from].folder {
		d.moved[to] = from
		move(d.names, from, to)
	}
	d.names[to] = d.names[from]
	delete(d.names, from)
	return nil
}

// move renames what is in a folder.
func move(names map[string]*inode, from, to string) {
	for name, node := range maps.Clone(names) {
		if filepath.Dir(name) == from {
			names[filepath.Join(to, filepath.Base(name))] = node
			delete(names, name)
		}
	}
}

// Remove deletes a file or an empty folder.
func (d *Disk) Remove(path string) error {
	if err := d.call("remove", path); err != nil {
		return err
	}
	err := disk.OS{}.Remove(path)
	if err == nil {
		delete(d.names, path)
	}
	return err
}

// Mkdir makes a folder.
func (d *Disk) Mkdir(path string) error {
	if err := d.call("mkdir", path); err != nil {
		return err
	}
	err := disk.OS{}.Mkdir(path)
	if err == nil {
		d.names[path] = &inode{folder: true}
	}
	return err
}

// SyncDir makes the names in a folder safe.
func (d *Disk) SyncDir(path string) error {
	if err := d.call("syncdir", path); err != nil {
		return err
	}
	inside := func(name string, _ *inode) bool { return filepath.Dir(name) == filepath.Clean(path) }
	maps.DeleteFunc(d.durable, inside)
	for name, node := range d.names {
		if inside(name, node) {
			d.durable[name] = node
		}
	}
	for to, from := range d.moved {
		if filepath.Dir(to) == filepath.Clean(path) {
			move(d.durable, from, to)
			delete(d.moved, to)
		}
	}
	return nil
}
