package checkpoints

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
)

// FS is the part of a file system that storing a run needs, so that a test can crash it at every call. [OS] is the real one.
type FS interface {
	// Create makes a new file to write to. It fails with [fs.ErrExist] if there is one.
	Create(path string) (File, error)
	// Open opens a file to read from.
	Open(path string) (Source, error)
	// ReadDir returns the entries of a folder, sorted by name.
	ReadDir(path string) ([]fs.DirEntry, error)
	// Rename gives a file another name in the same folder, taking the place of a file that had it.
	Rename(from, to string) error
	// Remove deletes a file.
	Remove(path string) error
	// MkdirAll makes a folder and those above it, as far as they are missing, and brings their names to the disk.
	MkdirAll(path string) error
	// SyncDir brings the names in a folder to the disk: without it a crash can undo a Create, Rename or Remove.
	SyncDir(path string) error
}

// File is a file open for writing.
type File interface {
	io.WriteCloser
	// Sync brings what was written to the disk.
	Sync() error
}

// Source is a file open for reading.
type Source interface {
	io.ReaderAt
	io.Closer
	Stat() (fs.FileInfo, error)
}

// OS is the file system of the machine.
type OS struct{}

var _ FS = OS{}

// Create makes a new file with the permissions that the umask leaves.
func (OS) Create(path string) (File, error) {
	return os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
}

// Open opens a file to read from.
func (OS) Open(path string) (Source, error) { return os.Open(path) }

// ReadDir returns the entries of a folder, sorted by name.
func (OS) ReadDir(path string) ([]fs.DirEntry, error) { return os.ReadDir(path) }

// Rename gives a file another name. It refuses to take the place of a folder, device, pipe or symbolic link, so that
// root cannot lose /dev/null.
func (OS) Rename(from, to string) error {
	if info, err := os.Lstat(to); err == nil && !info.Mode().IsRegular() {
		return &fs.PathError{Op: "replace", Path: to, Err: errors.New("not a regular file")}
	}
	return os.Rename(from, to)
}

// Remove deletes a file.
func (OS) Remove(path string) error { return os.Remove(path) }

// MkdirAll makes a folder and those above it with the permissions that the umask leaves.
func (o OS) MkdirAll(path string) error {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return nil
	}
	parent := filepath.Dir(path)
	if parent != path {
		if err := o.MkdirAll(parent); err != nil {
			return err
		}
	}
	if err := os.MkdirAll(path, 0o777); err != nil {
		return err
	}
	return o.SyncDir(parent)
}

// SyncDir brings the names in a folder to the disk. Where folders cannot be synced (Windows, some network file systems)
// it does nothing.
func (OS) SyncDir(path string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	dir, err := os.Open(path)
	if err != nil {
		return err
	}
	err = dir.Sync()
	if errors.Is(err, syscall.EINVAL) || errors.Is(err, syscall.ENOTSUP) {
		err = nil
	}
	return errors.Join(err, dir.Close())
}
