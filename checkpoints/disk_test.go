package checkpoints_test

import (
	"errors"
	"io/fs"
	"maps"
	"path"
	"slices"
	"syscall"
	"testing/fstest"

	"vae/checkpoints"
)

var errCrash = errors.New("the machine is down")

// disk is a file system in memory that can fail at every call, and that knows what a power cut would leave of it: names
// are safe after SyncDir, contents after Sync.
type disk struct {
	names   map[string]*inode // as the process sees them
	durable map[string]*inode // as a power cut leaves them at worst

	calls    int
	crashAt  int   // the call from which on every call fails with errCrash; 0 for never
	space    int   // bytes that can still be written; -1 for no end
	failWith error // of every call that would change something
	noRemove bool
}

type inode struct{ data, synced []byte }

var _ checkpoints.FS = (*disk)(nil)

func newDisk() *disk {
	return &disk{names: map[string]*inode{}, durable: map[string]*inode{}, space: -1}
}

// begin counts a call and says whether it fails.
func (d *disk) begin(changes bool) error {
	d.calls++
	if d.crashAt > 0 && d.calls >= d.crashAt {
		return errCrash
	}
	if changes {
		return d.failWith
	}
	return nil
}

func (d *disk) Create(name string) (checkpoints.File, error) {
	if err := d.begin(true); err != nil {
		return nil, err
	}
	if d.names[name] != nil {
		return nil, fs.ErrExist
	}
	d.names[name] = &inode{}
	return &diskFile{d, d.names[name]}, nil
}

func (d *disk) Open(name string) (checkpoints.Source, error) {
	if err := d.begin(false); err != nil {
		return nil, err
	}
	f, err := d.folder(path.Dir(name)).Open(path.Base(name))
	if err != nil {
		return nil, err
	}
	return f.(checkpoints.Source), nil
}

func (d *disk) ReadDir(dir string) ([]fs.DirEntry, error) {
	if err := d.begin(false); err != nil {
		return nil, err
	}
	return d.folder(dir).ReadDir(".")
}

// folder returns what the process sees in a folder.
func (d *disk) folder(dir string) fstest.MapFS {
	files := fstest.MapFS{}
	for name, node := range d.names {
		if path.Dir(name) == dir {
			files[path.Base(name)] = &fstest.MapFile{Data: node.data}
		}
	}
	return files
}

func (d *disk) Rename(from, to string) error {
	if err := d.begin(true); err != nil {
		return err
	}
	d.names[to] = d.names[from]
	delete(d.names, from)
	return nil
}

func (d *disk) Remove(name string) error {
	if err := d.begin(true); err != nil {
		return err
	}
	if d.noRemove {
		return syscall.EIO
	}
	delete(d.names, name)
	return nil
}

func (d *disk) MkdirAll(string) error { return d.begin(true) }

func (d *disk) SyncDir(string) error {
	if err := d.begin(true); err != nil {
		return err
	}
	d.durable = maps.Clone(d.names)
	return nil
}

// diskFile is a file of a disk, open for writing.
type diskFile struct {
	d    *disk
	node *inode
}

// Write writes half on a crash, and what fits when the disk is full.
func (f *diskFile) Write(p []byte) (int, error) {
	if err := f.d.begin(true); err != nil {
		f.node.data = append(f.node.data, p[:len(p)/2]...)
		return len(p) / 2, err
	}
	n := len(p)
	if f.d.space >= 0 {
		n = min(n, f.d.space)
		f.d.space -= n
	}
	f.node.data = append(f.node.data, p[:n]...)
	if n < len(p) {
		return n, &fs.PathError{Op: "write", Path: "file", Err: syscall.ENOSPC}
	}
	return n, nil
}

func (f *diskFile) Sync() error {
	if err := f.d.begin(true); err != nil {
		return err
	}
	f.node.synced = slices.Clone(f.node.data)
	return nil
}

func (f *diskFile) Close() error { return f.d.begin(true) }

// afterCut returns the disks that a power cut may leave: with the names of the last SyncDir or with the newest; with
// bytes that were not synced lost, turned to zeros or there.
func (d *disk) afterCut() []*disk {
	contents := []func(*inode) []byte{
		func(n *inode) []byte { return n.synced },
		func(n *inode) []byte {
			return append(slices.Clone(n.synced), make([]byte, len(n.data)-len(n.synced))...)
		},
		func(n *inode) []byte { return n.data },
	}
	var disks []*disk
	for _, names := range []map[string]*inode{d.durable, d.names} {
		for _, content := range contents {
			left := newDisk()
			for name, node := range names {
				left.names[name] = &inode{content(node), content(node)}
			}
			disks = append(disks, left)
		}
	}
	return disks
}
