package checkpoints

import (
	"errors"
	"io/fs"

	"vae/internal/fault"
)

// Result tells of one file of a store.
type Result struct {
	Path string
	// Err is nil if every byte of the file is as it was written; otherwise it is as in [LoadFile].
	Err error
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
