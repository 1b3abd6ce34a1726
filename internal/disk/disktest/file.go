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
	f.d.mu.Lock()
	defer f.d.mu.Unlock()
	n, err := len(p), f.d.begin("write")
	if err != nil {
		n /= 2
	} else if f.d.Space >= 0 && n > f.d.Space {
		n, err = f.d.Space, syscall.ENOSPC
	}
	if f.d.Space >= 0 {
		f.d.Space -= n
	}
	if _, e := f.f.Write(p[:n]); e != nil {
		return 0, e
	}
	f.node.data = append(f.node.data, p[:n]...)
	if err != nil {
		return n, &fs.PathError{Op: "write", Path: "file", Err: err}
	}
	return n, nil
}

// Sync makes what was written safe.
func (f *file) Sync() error {
	f.d.mu.Lock()
	defer f.d.mu.Unlock()
	if err := f.d.begin("sync"); err != nil {
		return &fs.PathError{Op: "sync", Path: "file", Err: err}
	}
	f.node.synced = slices.Clone(f.node.data)
	return nil
}

// Close closes the file even where it fails, as the system does.
func (f *file) Close() error {
	f.d.mu.Lock()
	defer f.d.mu.Unlock()
	err := f.f.Close()
	if e := f.d.begin("close"); e != nil {
		return &fs.PathError{Op: "close", Path: "file", Err: e}
	}
	return err
}

// source is a file of a disk, open for reading.
type source struct {
	d *Disk
	disk.Source
}

// ReadAt reads.
func (s *source) ReadAt(p []byte, offset int64) (int, error) {
	s.d.mu.Lock()
	defer s.d.mu.Unlock()
	if err := s.d.begin("read"); err != nil {
		return 0, &fs.PathError{Op: "read", Path: "file", Err: err}
	}
	return s.Source.ReadAt(p, offset)
}
