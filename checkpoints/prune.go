package checkpoints

import (
	"errors"
	"fmt"
	"slices"
)

// Prune removes old checkpoints and returns the steps it removed. It keeps the last keep ≥ 1 of the steps that regular
// approves (nil: all). Others, saved on an interruption in the middle of an epoch, it keeps only if they are newer than
// the newest regular one. The newest intact checkpoint is never removed, nor is the best.
func (s *Store) Prune(keep int, regular func(step int64) bool) (removed []int64, err error) {
	if keep < 1 {
		return nil, fmt.Errorf("checkpoints: prune: %d checkpoints to keep, at least 1 is needed", keep)
	}
	steps, err := s.Steps()
	if err != nil {
		return nil, err
	}
	old := outdated(steps, keep, regular)
	if len(old) == 0 {
		return nil, nil
	}
	intact, err := s.newestIntact(steps)
	if err != nil {
		return nil, fmt.Errorf("checkpoints: prune: %w", err)
	}
	for _, step := range old {
		if step == intact {
			continue
		}
		if err := s.fsys.Remove(s.stepPath(step)); err != nil {
			return removed, fmt.Errorf("checkpoints: prune: %w", err)
		}
		removed = append(removed, step)
	}
	return removed, nil
}

// outdated returns those of the ascending steps that need not be kept, in ascending order.
func outdated(steps []int64, keep int, regular func(int64) bool) []int64 {
	var regulars []int64
	for _, step := range steps {
		if regular == nil || regular(step) {
			regulars = append(regulars, step)
		}
	}
	if len(regulars) == 0 {
		return nil
	}
	kept := regulars[max(0, len(regulars)-keep):]
	newest := regulars[len(regulars)-1]
	return slices.DeleteFunc(slices.Clone(steps), func(step int64) bool {
		return step > newest || slices.Contains(kept, step)
	})
}

// newestIntact returns the newest of the ascending steps whose file is intact, or -1 if none is.
func (s *Store) newestIntact(steps []int64) (int64, error) {
	for _, step := range slices.Backward(steps) {
		err := verifyFile(s.fsys, s.stepPath(step))
		var damage *CorruptError
		var version *VersionError
		if err == nil || errors.As(err, &version) {
			return step, nil
		}
		if !errors.As(err, &damage) {
			return -1, err
		}
	}
	return -1, nil
}
