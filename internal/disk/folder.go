package disk

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
)

// Entry is a file to write in a folder.
type Entry struct {
	Name  string // without slashes
	Write func(io.Writer) error
}

// WriteFolder makes the folder path with these files so that, whatever happens, there is all of it
// or nothing: temporary folder beside it → files → sync → rename → sync of the folder above. What
// is there may only be an empty folder.
//
// On an error the temporary folder is removed, if possible; only if the last step fails is path
// there, not yet safe from a power cut. Errors wrap those of fsys and of the files.
func WriteFolder(fsys FS, path string, files []Entry) error {
	parent := filepath.Dir(path)
	temporary, err := mkdir(fsys, parent)
	if err == nil {
		err = fill(fsys, temporary, files)
		if err == nil {
			err = replaceEmpty(fsys, temporary, path)
		}
		if err != nil {
			_ = removeAll(fsys, temporary) // if that fails, RemoveTemporary removes it later
		} else {
			err = fsys.SyncDir(parent)
		}
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return nil
}

// mkdir makes a new folder in parent under a name that no other process or goroutine uses.
func mkdir(fsys FS, parent string) (path string, err error) {
	for n := range maxTemporaries {
		path := filepath.Join(parent, temporaryName(n))
		if err := fsys.Mkdir(path); !errors.Is(err, fs.ErrExist) {
			return path, err
		}
	}
	return "", fmt.Errorf("no free name for a temporary folder in %s", parent)
}

// fill writes files to a folder and brings them to the disk.
func fill(fsys FS, folder string, files []Entry) error {
	for _, file := range files {
		f, err := fsys.Create(filepath.Join(folder, file.Name))
		if err != nil {
			return err
		}
		if err = file.Write(f); err == nil {
			err = f.Sync()
		}
		if err = cmp.Or(err, f.Close()); err != nil {
			return fmt.Errorf("%s: %w", file.Name, err)
		}
	}
	return fsys.SyncDir(folder)
}

// replaceEmpty gives a folder the name path, in place of an empty folder if there is one.
func replaceEmpty(fsys FS, folder, path string) error {
	info, err := fsys.Stat(path)
	if err == nil && info.IsDir() {
		err = fsys.Remove(path)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return fsys.Rename(folder, path)
}

// removeAll removes a folder of files.
func removeAll(fsys FS, folder string) error {
	entries, err := fsys.ReadDir(folder)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if err := fsys.Remove(filepath.Join(folder, entry.Name())); err != nil {
			return err
		}
	}
	return fsys.Remove(folder)
}
