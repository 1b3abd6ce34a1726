package checkpoints

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"vae/internal/fault"
)

// maxAttempts bounds how often a reader lists the store again because a trainer pruned what it was
// about to read.
const maxAttempts = 5

// Loaded is the outcome of [Store.LoadLatest].
type Loaded struct {
	State *State
	// Path is the file that State comes from.
	Path string
	// Skipped holds why files that would have come before Path cannot be used, newest first: each
	// is a [*Unusable].
	Skipped []*Unusable
}

// Unusable reports a checkpoint that was passed over.
type Unusable struct {
	Path string
	// Err is as in [LoadFile], but for a VersionError.
	Err error
}

// LoadLatest returns the newest checkpoint, by the step in its name, that can be read and is
// intact, and tells which newer files it passed over. Where no step can be used it is the best one.
//
// The error is [fs.ErrNotExist] if there is no checkpoint of any name. It wraps what is wrong with
// the newest if none can be used, and is a [*VersionError] if the newest that is intact is too new
// for this program: falling back would throw away its work.
func (s *Store) LoadLatest() (_ *Loaded, err error) {
	defer fault.Mark("checkpoints", &err)
	for attempt := 1; ; attempt++ {
		steps, others, err := s.list()
		if err != nil {
			return nil, err
		}
		loaded, skipped, err := s.loadNewestOf(steps)
		pruned := func(u *Unusable) bool { return errors.Is(u.Err, fs.ErrNotExist) } // by a trainer, since they were listed
		switch {
		case slices.ContainsFunc(skipped, pruned) && attempt < maxAttempts:
		case loaded != nil || err != nil:
			return loaded, err
		default:
			return nil, s.none(skipped, others)
		}
	}
}

// loadNewestOf returns the newest of these steps, in ascending order, or the best, and what it
// passed over.
func (s *Store) loadNewestOf(steps []int64) (*Loaded, []*Unusable, error) {
	var skipped []*Unusable
	paths := []string{s.BestPath()}
	for _, step := range steps {
		paths = append(paths, s.stepPath(step))
	}
	for i, path := range slices.Backward(paths) {
		state, err := loadFile(s.fsys, path)
		var version *VersionError
		switch {
		case err == nil:
			return &Loaded{State: state, Path: path, Skipped: skipped}, skipped, nil
		case errors.As(err, &version):
			return nil, nil, err
		case i > 0 || !errors.Is(err, fs.ErrNotExist): // a run need not have a best
			skipped = append(skipped, &Unusable{path, err})
		}
	}
	return nil, skipped, nil
}

// none returns why no checkpoint can be used.
func (s *Store) none(skipped []*Unusable, others bool) error {
	switch {
	case len(skipped) > 0:
		return fmt.Errorf("none of %d checkpoints can be used: %w", len(skipped), lasting(skipped[0].Err))
	case others:
		return &CorruptError{s.dir, -1, "no file in it bears the name of a checkpoint, such as " + stepName(1)}
	}
	return fmt.Errorf("no checkpoint in %s: %w", s.dir, fs.ErrNotExist)
}

// lasting returns the error of a file that is listed but not there, such as a link to nothing, as
// damage, so that nobody takes it for a store without checkpoints.
func lasting(err error) error {
	var missing *fs.PathError
	if errors.Is(err, fs.ErrNotExist) && errors.As(err, &missing) {
		return &CorruptError{missing.Path, -1, "leads to no file"}
	}
	return err
}
