// Package disk writes files so that a crash cannot lose or tear them, and reads only regular files.
//
// It works on an [FS], so that tests can fail or crash every call: see package disktest. Errors
// wrap those of the file system (ENOSPC, EROFS, …).
package disk

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
)

// FS is the part of a file system that storing results needs. [OS] is the real one.
type FS interface {
	// Create makes a new file to write to. It fails with [fs.ErrExist] if there is one.
	Create(path string) (File, error)
	// Open opens a regular file to read from. It fails with a [*NotRegularError] for anything else.
	Open(path string) (Source, error)
	// Stat returns what is known of a file, following links.
	Stat(path string) (fs.FileInfo, error)
	// ReadDir returns the entries of a folder, sorted by name.
	ReadDir(path string) ([]fs.DirEntry, error)
	// Rename gives a file or folder another name in the same folder. A file takes the place of one
	// that had the name.
	Rename(from, to string) error
	// Remove deletes a file or an empty folder.
	Remove(path string) error
	// Mkdir makes a folder. It fails with [fs.ErrExist] if there is something of that name.
	Mkdir(path string) error
	// SyncDir brings the names in a folder to the disk: until then a crash can undo a Create,
	// Mkdir, Rename or Remove.
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
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	return osFile{f}, err
}

type osFile struct{ *os.File }

// Close closes the file. A signal may interrupt that, but does not keep the file open.
func (f osFile) Close() error {
	if err := f.File.Close(); !errors.Is(err, syscall.EINTR) {
		return err
	}
	return nil
}

// Open opens a regular file to read from.
func (OS) Open(path string) (Source, error) { return OpenRegular(path) }

// Stat returns what is known of a file, following links.
func (OS) Stat(path string) (fs.FileInfo, error) { return os.Stat(path) }

// ReadDir returns the entries of a folder, sorted by name.
func (OS) ReadDir(path string) ([]fs.DirEntry, error) { return os.ReadDir(path) }

// Rename gives a file or folder another name. It refuses to take the place of a folder, device, pipe or
// symbolic link, so that root cannot lose /dev/null.
func (OS) Rename(from, to string) error {
	if info, err := os.Lstat(to); err == nil && !info.Mode().IsRegular() {
		return &fs.PathError{Op: "replace", Path: to, Err: errors.New("not a regular file")}
	}
	return os.Rename(from, to)
}

// Remove deletes a file or an empty folder.
func (OS) Remove(path string) error { return os.Remove(path) }

// Mkdir makes a folder with the permissions that the umask leaves.
func (OS) Mkdir(path string) error { return os.Mkdir(path, 0o777) }

// SyncDir brings the names in a folder to the disk. Where folders cannot be synced (Windows, some
// network file systems) it does nothing.
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
	return errors.Join(err, osFile{dir}.Close())
}

// MkdirAll makes a folder and any missing ones above it, and brings their names to the disk.
func MkdirAll(fsys FS, path string) error {
	info, err := fsys.Stat(path)
	switch {
	case err == nil && info.IsDir():
		return nil
	case err == nil:
		return &fs.PathError{Op: "mkdir", Path: path, Err: syscall.ENOTDIR}
	case !errors.Is(err, fs.ErrNotExist):
		return err
	}
	parent := filepath.Dir(path)
	if err := MkdirAll(fsys, parent); err != nil {
		return err
	}
	if err := fsys.Mkdir(path); err != nil {
		if info, e := fsys.Stat(path); e == nil && info.IsDir() && errors.Is(err, fs.ErrExist) {
			return nil // another process was faster
		}
		return err
	}
	return fsys.SyncDir(parent)
}
