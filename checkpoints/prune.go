package checkpoints

import (
	"errors"
	"fmt"
	"slices"

	"vae/internal/fault"
)

// Prune removes old checkpoints. It keeps the last keep ≥ 1 of the steps that regular approves
// (nil: all). Of the others, saved on an interruption in the middle of an epoch, it keeps the
// newest, if that is newer than all regular ones. The newest intact checkpoint is never removed,
// nor is the best.
func (s *Store) Prune(keep int, regular func(step int64) bool) (err error) {
	defer fault.Mark("checkpoints", &err)
	if keep < 1 {
		return fmt.Errorf("prune: %d checkpoints to keep, at least 1 is needed", keep)
	}
	steps, _, err := s.list()
	if err != nil {
		return err
	}
	steps = slices.DeleteFunc(steps, func(step int64) bool { // what is a folder is not ours
		info, err := s.fsys.Stat(s.stepPath(step))
		return err == nil && info.IsDir()
	})
	old := outdated(steps, keep, regular)
	if len(old) == 0 {
		return nil
	}
	intact := s.newestIntact(steps)
	for _, step := range old {
		if step == intact {
			continue
		}
		if err := s.fsys.Remove(s.stepPath(step)); err != nil {
			return fmt.Errorf("prune: %w", err)
		}
	}
	return nil
}

// outdated returns those of the ascending steps that need not be kept, in ascending order.
func outdated(steps []int64, keep int, regular func(int64) bool) []int64 {
	var kept []int64 // the newest step of all, and the last regular ones
	for i, step := range slices.Backward(steps) {
		switch {
		case regular == nil || regular(step):
			if keep > 0 {
				kept = append(kept, step)
				keep--
			}
		case i == len(steps)-1:
			kept = append(kept, step)
		}
	}
	return slices.DeleteFunc(slices.Clone(steps), func(step int64) bool { return slices.Contains(kept, step) })
}

// newestIntact returns the newest of the ascending steps whose file is intact, or -1 if none is.
func (s *Store) newestIntact(steps []int64) int64 {
	for _, step := range slices.Backward(steps) {
		err := verifyFile(s.fsys, s.stepPath(step))
		var version *VersionError
		if err == nil || errors.As(err, &version) {
			return step
		}
	}
	return -1
}
