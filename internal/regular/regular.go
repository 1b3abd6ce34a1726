// Package regular opens files that hold bytes, and nothing that would wait for a writer or never end.
package regular

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
)

// ErrNot says that what a path leads to is a folder, a pipe, a device or the like.
var ErrNot = errors.New("not a regular file")

// Open opens the file at path, or at the end of its links, for reading. The error wraps ErrNot if
// that is no regular file; nothing waits for the other end of a pipe.
func Open(path string) (*os.File, fs.FileInfo, error) {
	f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, nil, err
	}
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = &fs.PathError{Op: "open", Path: path, Err: ErrNot}
	}
	if err != nil {
		f.Close() // nothing was written
		return nil, nil, err
	}
	return f, info, nil
}
