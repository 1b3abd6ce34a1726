package checkpoints

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"vae/internal/fault"
)

// maxAttempts bounds how often a reader lists the store again because a trainer pruned a file that
// was listed.
const maxAttempts = 5

// Loaded is a checkpoint that was found, in a store or by its path.
type Loaded struct {
	State   *State
	Path    string   // the file that State comes from
	Skipped []Result // of files that would have come before Path, newest first; no VersionError
	Resaved *Foreign // what another program wrote, for which, unless Whole, no digest vouches; else nil
}

// LoadLatest returns the newest checkpoint, by the step in its name, that is intact, or the best
// one where no step can be used.
//
// The error is [fs.ErrNotExist] if there is no checkpoint of any name. If none can be used, it
// wraps what is wrong with the newest. If the newest that is intact is too new for this program it
// is a [*VersionError]: an older checkpoint would lose its work.
func (s *Store) LoadLatest() (_ *Loaded, err error) {
	defer fault.Mark("checkpoints", &err)
	for attempt := 1; ; attempt++ {
		steps, others, err := s.list()
		if err != nil {
			return nil, err
		}
		loaded, skipped, err := s.loadNewestOf(steps)
		pruned := func(r Result) bool { return errors.Is(r.Err, fs.ErrNotExist) } // since it was listed
		switch {
		case slices.ContainsFunc(skipped, pruned) && attempt < maxAttempts:
		case loaded != nil || err != nil:
			return loaded, err
		default:
			return nil, s.none(skipped, others)
		}
	}
}

// loadNewestOf returns the newest of these ascending steps, or the best, and what it passed over.
func (s *Store) loadNewestOf(steps []int64) (*Loaded, []Result, error) {
	var skipped []Result
	paths := []string{s.BestPath()}
	for _, step := range steps {
		paths = append(paths, s.stepPath(step))
	}
	for i, path := range slices.Backward(paths) {
		state, err := readState(s.fsys, path, decode)
		var version *VersionError
		switch {
		case err == nil:
			return &Loaded{State: state, Path: path, Skipped: skipped}, skipped, nil
		case errors.As(err, &version):
			return nil, nil, err
		case i > 0 || !errors.Is(err, fs.ErrNotExist): // a run need not have a best
			skipped = append(skipped, Result{path, err})
		}
	}
	return nil, skipped, nil
}

// none returns why no checkpoint can be used.
func (s *Store) none(skipped []Result, others bool) error {
	switch {
	case len(skipped) > 0:
		err := skipped[0].Err
		if errors.Is(err, fs.ErrNotExist) { // a link to nothing: the store has a checkpoint, though damaged
			err = &CorruptError{skipped[0].Path, -1, "leads to no file"}
		}
		return fmt.Errorf("none of %d checkpoints can be used: %w", len(skipped), err)
	case others:
		return &CorruptError{s.dir, -1, "no file in it has the name of a checkpoint, such as " + stepName(1)}
	}
	return fmt.Errorf("no checkpoint in %s: %w", s.dir, fs.ErrNotExist)
}
