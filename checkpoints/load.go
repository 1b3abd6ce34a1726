package checkpoints

import (
	"errors"
	"io"
	"path/filepath"

	"vae/internal/disk"
	"vae/internal/fault"
)

// LoadFile returns the state in a checkpoint file. The error is a [*CorruptError] if the file is
// damaged, no checkpoint, or bears the name of another step; a [*VersionError] if it is too new; a
// [*disk.NotRegularError] if it is no file; or wraps that of the file system.
func LoadFile(fsys disk.FS, path string) (state *State, err error) {
	defer fault.Mark("checkpoints", &err)
	return loadFile(fsys, path)
}

func loadFile(fsys disk.FS, path string) (state *State, err error) {
	err = readFile(fsys, path, func(r io.ReaderAt, size int64) (step int64, err error) {
		if state, err = decode(r, size); err != nil {
			return 0, err
		}
		return state.Step, nil
	})
	if err != nil {
		return nil, err
	}
	return state, nil
}

// verifyFile checks a checkpoint file without keeping what it holds. Errors are as in LoadFile.
func verifyFile(fsys disk.FS, path string) error {
	return readFile(fsys, path, func(r io.ReaderAt, size int64) (int64, error) {
		h, err := verify(r, size)
		if err != nil {
			return 0, err
		}
		return h.step, nil
	})
}

// readFile reads a checkpoint file with read, which returns the step in it, and puts the path into
// its errors.
func readFile(fsys disk.FS, path string, read func(r io.ReaderAt, size int64) (int64, error)) error {
	f, err := fsys.Open(path)
	if err != nil {
		return err
	}
	defer f.Close() // nothing was written
	info, err := f.Stat()
	if err != nil {
		return err
	}
	step, err := read(f, info.Size())
	if named, ok := parseStep(filepath.Base(path)); err == nil && ok && named != step {
		err = corrupt(-1, "the file holds step %d", step)
	}
	var damage *CorruptError
	var version *VersionError
	if errors.As(err, &damage) {
		damage.Path = path
	} else if errors.As(err, &version) {
		version.Path = path
	}
	return err
}
