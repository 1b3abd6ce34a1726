package disktest

import (
	"io/fs"
	"slices"
	"syscall"

	"vae/internal/disk"
)

// file is a file of a disk, open for writing.
type file struct {
	d    *Disk
	f    disk.File
	node *inode
}

// Write writes half where it fails, and what fits when the disk is full.
func (f *file) Write(p []byte) (int, error) {
	n, err := len(p), f.d.call("write", "file")
	if err != nil {
		n /= 2
	} else if f.d.Space >= 0 && n > f.d.Space {
		n, err = f.d.Space, &fs.PathError{Op: "write", Path: "file", Err: syscall.ENOSPC}
	}
	if f.d.Space >= 0 {
		f.d.Space -= n
	}
	if _, e := f.f.Write(p[:n]); e != nil {
		return 0, e
	}
	f.node.data = append(f.node.data, p[:n]...)
	return n, err
}

// Sync makes what was written safe.
func (f *file) Sync() error {
	err := f.d.call("sync", "file")
	if err == nil {
		f.node.synced = slices.Clone(f.node.data)
	}
	return err
}

// Close closes the file even where it fails, as the system does.
func (f *file) Close() error {
	err := f.f.Close()
	if e := f.d.call("close", "file"); e != nil {
		return e
	}
	return err
}

// source is a file of a disk, open for reading.
type source struct {
	d *Disk
	disk.Source
}

func (s *source) ReadAt(p []byte, offset int64) (int, error) {
	if err := s.d.call("read", "file"); err != nil {
		return 0, err
	}
	return s.Source.ReadAt(p, offset)
}
