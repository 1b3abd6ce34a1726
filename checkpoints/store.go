package checkpoints

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"

	"vae/internal/disk"
	"vae/internal/fault"
)

// Extension ends the names of checkpoints.
const Extension = ".safetensors"

const (
	bestName   = "best" + Extension
	stepPrefix = "step-"
)

// Store is the folder that holds the checkpoints of one run: step-000004690.safetensors, …, and
// best.safetensors. One trainer at a time may write to it, holding the [Lock] of the run; any
// number may read, also from a read-only disk.
type Store struct {
	fsys disk.FS
	dir  string
}

// Open returns the store in dir for reading. A missing folder is an empty store.
func Open(fsys disk.FS, dir string) *Store { return &Store{fsys: fsys, dir: dir} }

// Create returns the store in dir for the trainer: it makes the folder if it is missing and removes
// what a crash left.
func Create(fsys disk.FS, dir string) (_ *Store, err error) {
	defer fault.Mark("checkpoints", &err)
	err = disk.MkdirAll(fsys, dir)
	if errors.Is(err, syscall.ENOTDIR) {
		err = &CorruptError{dir, -1, "it is not a folder"}
	}
	if err == nil {
		err = disk.RemoveTemporary(fsys, dir)
	}
	if err != nil {
		return nil, fmt.Errorf("create: %w", err)
	}
	return Open(fsys, dir), nil
}

// Save writes the checkpoint of a state's step and returns its path. Without an error the state is
// on the disk; otherwise what the store held before is still there.
func (s *Store) Save(state *State) (path string, err error) {
	return s.save(s.stepPath(state.Step), state)
}

// SaveBest replaces the best checkpoint and returns its path. Errors are as in Save.
func (s *Store) SaveBest(state *State) (path string, err error) {
	return s.save(s.BestPath(), state)
}

func (s *Store) save(path string, state *State) (_ string, err error) {
	defer fault.Mark("checkpoints", &err)
	return path, disk.WriteFile(s.fsys, path, func(w io.Writer) error { return encode(w, state) })
}

// list returns the steps that have a checkpoint, in ascending order, and reports whether there is
// another file with their extension.
func (s *Store) list() (steps []int64, others bool, err error) {
	entries, err := s.fsys.ReadDir(s.dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, err
	}
	for _, entry := range entries {
		if step, ok := parseStep(entry.Name()); ok {
			steps = append(steps, step)
		} else if strings.HasSuffix(entry.Name(), Extension) {
			others = true
		}
	}
	slices.Sort(steps)
	return steps, others, nil
}

// LoadBest returns the best checkpoint. Errors are as in [LoadFile].
func (s *Store) LoadBest() (*State, error) { return LoadFile(s.fsys, s.BestPath()) }

// BestPath returns the path that SaveBest writes.
func (s *Store) BestPath() string { return filepath.Join(s.dir, bestName) }

func (s *Store) stepPath(step int64) string { return filepath.Join(s.dir, stepName(step)) }

func stepName(step int64) string { return fmt.Sprintf("%s%09d%s", stepPrefix, step, Extension) }

// parseStep is the inverse of stepName.
func parseStep(name string) (int64, bool) {
	digits := strings.TrimSuffix(strings.TrimPrefix(name, stepPrefix), Extension)
	step, err := strconv.ParseInt(digits, 10, 64)
	return step, err == nil && step >= 0 && name == stepName(step)
}
