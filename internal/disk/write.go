package disk

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
)

// maxTemporaries bounds the search for a free temporary name.
const maxTemporaries = 10_000

// WriteFile writes the file path with write so that, whatever happens, path holds either what it
// held before or all of the new bytes: temporary file in the same folder → write → sync → rename →
// sync of the folder. With [OS] it is an error if path is anything but a regular file.
//
// On an error the temporary file is removed, if possible, and path is as it was; only if the last
// step fails does it hold the new bytes, not yet safe from a power cut. Errors wrap those of fsys
// and of write.
func WriteFile(fsys FS, path string, write func(io.Writer) error) error {
	t, err := NewTemporary(fsys, filepath.Dir(path), write)
	if err == nil {
		err = t.Rename(path)
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return nil
}

// Temporary is a file whose content is on the disk, but not yet its name.
type Temporary struct {
	fsys FS
	path string
}

// NewTemporary writes a temporary file in dir with write and brings it to the disk. On an error the
// file is removed, if possible.
func NewTemporary(fsys FS, dir string, write func(io.Writer) error) (*Temporary, error) {
	f, path, err := create(fsys, dir)
	if err != nil {
		return nil, err
	}
	t := &Temporary{fsys, path}
	if err = write(f); err == nil {
		err = f.Sync()
	}
	if err = cmp.Or(err, f.Close()); err != nil {
		_ = t.Remove() // if that fails, RemoveTemporary removes it later
		return nil, err
	}
	return t, nil
}

// Path returns where the file is.
func (t *Temporary) Path() string { return t.path }

// Rename gives the file its name, in the same folder, and brings that to the disk. On an error the
// file is removed.
func (t *Temporary) Rename(path string) error {
	if err := t.fsys.Rename(t.path, path); err != nil {
		_ = t.Remove() // as above
		return err
	}
	return t.fsys.SyncDir(filepath.Dir(path))
}

// Remove deletes the file.
func (t *Temporary) Remove() error { return t.fsys.Remove(t.path) }

// create makes a new file in dir under a name that no other process or goroutine uses.
func create(fsys FS, dir string) (File, string, error) {
	for n := range maxTemporaries {
		path := filepath.Join(dir, temporaryName(n))
		f, err := fsys.Create(path)
		if err == nil {
			return f, path, nil
		}
		if !errors.Is(err, fs.ErrExist) {
			return nil, "", err
		}
	}
	return nil, "", fmt.Errorf("no free name for a temporary file in %s", dir)
}

// SetAside renames the damaged file path to path.damaged-1, or to the next number that is free, and
// returns the new path.
func SetAside(fsys FS, path string) (string, error) {
	for n := 1; ; n++ {
		to := fmt.Sprintf("%s.damaged-%d", path, n)
		_, err := fsys.Stat(to)
		if err == nil {
			continue
		}
		if errors.Is(err, fs.ErrNotExist) {
			err = fsys.Rename(path, to)
		}
		if err != nil {
			return "", fmt.Errorf("set %s aside: %w", path, err)
		}
		return to, fsys.SyncDir(filepath.Dir(path))
	}
}
