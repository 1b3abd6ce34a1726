package disk

import (
	"fmt"
	"io"
	"io/fs"
	"os"
)

// NotRegularError reports a folder, device, pipe or socket in the place of a file.
type NotRegularError struct {
	Path string
	Kind string // what there is instead, such as "a folder"
}

// Error returns one line: path and what it is.
func (e *NotRegularError) Error() string { return fmt.Sprintf("%s: is %s, not a file", e.Path, e.Kind) }

// OpenRegular opens a regular file, or a link to one, for reading. The error is a
// [*NotRegularError] for anything else; it does not wait for the writer of a pipe.
func OpenRegular(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_RDONLY|nonblocking, 0)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = &NotRegularError{path, kind(info.Mode())}
	}
	if err != nil {
		f.Close() // nothing was written
		return nil, err
	}
	return f, nil
}

func kind(mode fs.FileMode) string {
	switch {
	case mode.IsDir():
		return "a folder"
	case mode&fs.ModeNamedPipe != 0:
		return "a pipe"
	case mode&fs.ModeSocket != 0:
		return "a socket"
	case mode&fs.ModeDevice != 0:
		return "a device"
	}
	return "something else"
}

// ReadFile returns the content of a regular file. The error is a [*SizeError] if it has more than
// limit bytes.
func ReadFile(fsys FS, path string, limit int64) ([]byte, error) {
	f, err := fsys.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close() // nothing was written
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if info.Size() > limit {
		return nil, &SizeError{path, info.Size(), limit}
	}
	content := make([]byte, info.Size())
	if _, err := io.ReadFull(io.NewSectionReader(f, 0, info.Size()), content); err != nil {
		return nil, &fs.PathError{Op: "read", Path: path, Err: err}
	}
	return content, nil
}

// SizeError reports a file that is too large.
type SizeError struct {
	Path        string
	Size, Limit int64 // bytes
}

// Error returns one line: path, size and limit.
func (e *SizeError) Error() string {
	return fmt.Sprintf("%s: has %d bytes, more than %d", e.Path, e.Size, e.Limit)
}
