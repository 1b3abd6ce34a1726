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
)

const (
	bestName   = "best.safetensors"
	stepPrefix = "step-"
	extension  = ".safetensors"
)

// maxAttempts bounds how often a reader lists the store again because a trainer pruned what it was about to read.
const maxAttempts = 5

// Store is the folder that holds the checkpoints of one run: step-000004690.safetensors, …, and best.safetensors.
// One trainer at a time may write to it, holding the [Lock] of the run; any number may read, also from a read-only disk.
type Store struct {
	fsys FS
	dir  string
}

// Loaded is the outcome of [Store.LoadLatest].
type Loaded struct {
	State *State
	// Path is the file that State comes from.
	Path string
	// Skipped tells of newer files that are corrupt, newest first.
	Skipped []*CorruptError
}

// Open returns the store in dir for reading. It touches nothing; a missing folder is an empty store.
func Open(fsys FS, dir string) *Store { return &Store{fsys: fsys, dir: dir} }

// Create returns the store in dir for the trainer: it makes the folder if it is missing and removes what a crash left.
func Create(fsys FS, dir string) (*Store, error) {
	if err := fsys.MkdirAll(dir); err != nil {
		return nil, fmt.Errorf("checkpoints: create: %w", err)
	}
	if err := RemoveTemporary(fsys, dir); err != nil {
		return nil, err
	}
	return Open(fsys, dir), nil
}

// Save writes the checkpoint of a state's step and returns its path. When it returns without an error, the state is on
// the disk. Otherwise the error says why not, and what the store held before is still there.
func (s *Store) Save(state *State) (path string, err error) {
	return s.save(s.stepPath(state.Step), state)
}

// SaveBest writes the best checkpoint, taking the place of the one before, and returns its path. Errors are as in Save.
func (s *Store) SaveBest(state *State) (path string, err error) {
	return s.save(s.BestPath(), state)
}

func (s *Store) save(path string, state *State) (string, error) {
	return path, WriteFileAtomic(s.fsys, path, func(w io.Writer) error { return encode(w, state) })
}

// Steps returns the steps of which there is a checkpoint, intact or not, in ascending order.
func (s *Store) Steps() ([]int64, error) {
	entries, err := s.fsys.ReadDir(s.dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("checkpoints: list: %w", err)
	}
	var steps []int64
	for _, entry := range entries {
		if step, ok := parseStep(entry.Name()); ok && !entry.IsDir() {
			steps = append(steps, step)
		}
	}
	slices.Sort(steps)
	return steps, nil
}

// Load returns the checkpoint of a step. Errors are as in [LoadFile].
func (s *Store) Load(step int64) (*State, error) { return LoadFile(s.fsys, s.stepPath(step)) }

// LoadBest returns the best checkpoint. Errors are as in [LoadFile].
func (s *Store) LoadBest() (*State, error) { return LoadFile(s.fsys, s.BestPath()) }

// LoadLatest returns the newest intact checkpoint by the step in its name, and tells which newer files it passed over.
//
// The error is [fs.ErrNotExist] if there is no checkpoint, a [*CorruptError] of the newest if none is intact, or a
// [*VersionError] if the newest intact one is too new for this program: falling back would throw away its work.
func (s *Store) LoadLatest() (*Loaded, error) {
	for attempt := 1; ; attempt++ {
		steps, err := s.Steps()
		if err != nil {
			return nil, err
		}
		loaded, err := s.loadNewestOf(steps)
		pruned := errors.Is(err, fs.ErrNotExist) && len(steps) > 0 // by a trainer, since they were listed
		if !pruned || attempt == maxAttempts {
			return loaded, err
		}
	}
}

// loadNewestOf returns the newest intact checkpoint of these steps, in ascending order.
func (s *Store) loadNewestOf(steps []int64) (*Loaded, error) {
	var skipped []*CorruptError
	for _, step := range slices.Backward(steps) {
		state, err := s.Load(step)
		var damage *CorruptError
		switch {
		case err == nil:
			return &Loaded{State: state, Path: s.stepPath(step), Skipped: skipped}, nil
		case errors.As(err, &damage):
			skipped = append(skipped, damage)
		default:
			return nil, err
		}
	}
	if len(skipped) > 0 {
		return nil, fmt.Errorf("checkpoints: none of %d checkpoints is intact: %w", len(skipped), skipped[0])
	}
	return nil, fmt.Errorf("checkpoints: no checkpoint in %s: %w", s.dir, fs.ErrNotExist)
}

// BestPath returns the path that SaveBest writes.
func (s *Store) BestPath() string { return filepath.Join(s.dir, bestName) }

func (s *Store) stepPath(step int64) string { return filepath.Join(s.dir, stepName(step)) }

// stepName returns the file name of a step's checkpoint.
func stepName(step int64) string { return fmt.Sprintf("%s%09d%s", stepPrefix, step, extension) }

// parseStep is the inverse of stepName.
func parseStep(name string) (int64, bool) {
	digits := strings.TrimSuffix(strings.TrimPrefix(name, stepPrefix), extension)
	step, err := strconv.ParseInt(digits, 10, 64)
	return step, err == nil && step >= 0 && name == stepName(step)
}
