package train

import "time"

// regular reports whether a checkpoint of that step belongs to the schedule, as opposed to one that
// was written on an interruption.
func (r *Run) regular(step int64) bool {
	return step%(int64(r.config.Saving.Every)*r.perEpoch) == 0
}

// save writes a checkpoint, unless the newest one is of this step, and removes those that are no
// longer kept.
func (r *Run) save() error {
	if r.saved == r.Steps() {
		return nil
	}
	state, err := r.snapshot()
	if err != nil {
		return err
	}
	path, err := r.store.Save(state)
	if err != nil {
		return err
	}
	r.saved, r.lastSave = r.Steps(), time.Now()
	if err := r.prune(); err != nil {
		return err
	}
	return r.notify(&Saved{Step: r.Steps(), Path: path})
}

func (r *Run) prune() error { return r.store.Prune(r.config.Saving.Keep, r.regular) }

// saveBest writes the state as the best of the run.
func (r *Run) saveBest() error {
	state, err := r.snapshot()
	if err != nil {
		return err
	}
	_, err = r.store.SaveBest(state)
	return err
}
