package checkpoints

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
)

// temporaryName matches the names of temporary files: short, so that a long name beside it is no problem.
var temporaryName = regexp.MustCompile(`^\.vae-\d+-\d+\.tmp$`)

// maxTemporaries bounds the search for a free temporary name.
const maxTemporaries = 10_000

// WriteFileAtomic writes the file path with write so that, whatever happens, path holds either what it held before or
// all of the new bytes: temporary file in the same folder → write → sync → rename → sync of the folder. With [OS] it is
// an error if path is anything but a regular file.
//
// On an error the temporary file is removed, if that is possible, and path is as it was; only if the last step fails does
// it hold the new bytes without being safe from a power cut. Errors wrap those of fsys and of write.
func WriteFileAtomic(fsys FS, path string, write func(io.Writer) error) error {
	if err := writeFileAtomic(fsys, path, write); err != nil {
		return fmt.Errorf("checkpoints: write %s: %w", path, err)
	}
	return nil
}

func writeFileAtomic(fsys FS, path string, write func(io.Writer) error) error {
	dir := filepath.Dir(path)
	f, temporary, err := createTemporary(fsys, dir)
	if err != nil {
		return err
	}
	renamed := false
	defer func() {
		if !renamed {
			_ = fsys.Remove(temporary) // if it stays, RemoveTemporary takes it away
		}
	}()
	if err := fill(f, write); err != nil {
		return err
	}
	if err := fsys.Rename(temporary, path); err != nil {
		return err
	}
	renamed = true
	return fsys.SyncDir(dir)
}

// createTemporary makes a new file in dir under a name that no other process and goroutine has.
func createTemporary(fsys FS, dir string) (File, string, error) {
	for n := range maxTemporaries {
		path := filepath.Join(dir, fmt.Sprintf(".vae-%d-%d.tmp", os.Getpid(), n))
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

// fill writes f, brings it to the disk and closes it.
func fill(f File, write func(io.Writer) error) (err error) {
	defer func() {
		if e := f.Close(); err == nil {
			err = e
		}
	}()
	if err := write(f); err != nil {
		return err
	}
	return f.Sync()
}

// RemoveTemporary removes the temporary files that a crashed [WriteFileAtomic] left in dir. Only the process that holds
// the [Lock] of the run may call it: others may be writing.
func RemoveTemporary(fsys FS, dir string) error {
	entries, err := fsys.ReadDir(dir)
	if err != nil {
		return fmt.Errorf("checkpoints: clean %s: %w", dir, err)
	}
	for _, entry := range entries {
		if !temporaryName.MatchString(entry.Name()) {
			continue
		}
		if err := fsys.Remove(filepath.Join(dir, entry.Name())); err != nil {
			return fmt.Errorf("checkpoints: clean %s: %w", dir, err)
		}
	}
	return nil
}
