package checkpoints

import (
	"errors"
	"io"
	"io/fs"
	"path/filepath"

	"vae/internal/disk"
	"vae/internal/fault"
)

// LoadFile returns the state in a checkpoint file. The error is a [*CorruptError] if the file is
// damaged, no checkpoint, or named for another step; a [*VersionError] if it is too new; a
// [*disk.NotRegularError] if it is not a regular file; or wraps that of the file system.
func LoadFile(fsys disk.FS, path string) (state *State, err error) {
	defer fault.Mark("checkpoints", &err)
	return readState(fsys, path, decode)
}

// verifyFile checks a checkpoint file without keeping its content. Errors are as in LoadFile.
func verifyFile(fsys disk.FS, path string) error {
	_, err := readState(fsys, path, func(r io.ReaderAt, size int64) (*State, error) {
		h, err := verify(r, size)
		if err != nil {
			return nil, err
		}
		return &h.state, nil
	})
	return err
}

// readState reads a checkpoint file with read, and checks the step in its name.
func readState(fsys disk.FS, path string, read func(r io.ReaderAt, size int64) (*State, error)) (*State, error) {
	return readFile(fsys, path, func(r io.ReaderAt, size int64) (*State, error) {
		state, err := read(r, size)
		if named, ok := parseStep(filepath.Base(path)); err == nil && ok && named != state.Step {
			return nil, corrupt(-1, "the file holds step %d", state.Step)
		}
		return state, err
	})
}

// readFile reads a file with read, and puts the path into its errors.
func readFile[T any](fsys disk.FS, path string, read func(r io.ReaderAt, size int64) (*T, error)) (*T, error) {
	f, err := fsys.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close() // nothing was written
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	content, err := read(f, info.Size())
	var damage *CorruptError
	var version *VersionError
	if errors.As(err, &damage) {
		damage.Path = path
	} else if errors.As(err, &version) {
		version.Path = path
	}
	return content, err
}

// Result says whether a file can be used.
type Result struct {
	Path string
	Err  error // nil if every byte is as it was written, else as in [LoadFile]
}

// Verify checks every checkpoint of the store: the steps in ascending order, then the best, if
// there is one. The error says why the store could not be listed.
func (s *Store) Verify() (results []Result, err error) {
	defer fault.Mark("checkpoints", &err)
	steps, _, err := s.list()
	if err != nil {
		return nil, err
	}
	for _, step := range steps {
		path := s.stepPath(step)
		results = append(results, Result{path, verifyFile(s.fsys, path)})
	}
	if err := verifyFile(s.fsys, s.BestPath()); !errors.Is(err, fs.ErrNotExist) {
		results = append(results, Result{s.BestPath(), err})
	}
	return results, nil
}
