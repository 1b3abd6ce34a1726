package train

import (
	"cmp"
	"context"
	"errors"
	"time"
)

// Summary is how a run ended.
type Summary struct {
	Reason    string // "done", "patience" or "max-time"
	Step      int64
	Epochs    int
	Best      float64 // lowest Figures.Minimised of an epoch, in nats
	BestEpoch int
}

// Train runs the optimisation to its end. When ctx is cancelled it finishes the shard, drops what
// it has of an unfinished step, saves and returns ErrInterrupted. A *NumbersError leaves the
// checkpoints as they are.
func (r *Run) Train(ctx context.Context) (Summary, error) {
	r.lastSave = time.Now()
	r.watch = stopwatch{began: r.lastSave, epoch: r.lastSave}
	reason, err := r.loop(ctx)
	if err == nil || errors.Is(err, ErrInterrupted) {
		err = r.finish(err)
	}
	p := r.progress
	return Summary{Reason: reason, Step: r.Steps(), Epochs: p.Epoch, Best: p.Best, BestEpoch: p.BestEpoch}, err
}

// finish saves what a run came to, which ends with err, and lets its peers go.
func (r *Run) finish(err error) error {
	fault := r.team.meanwhile(func() error {
		if err == nil {
			err = r.warnOfSamples()
		}
		if err != nil && !errors.Is(err, ErrInterrupted) {
			return err
		}
		return r.save()
	})
	if fault != nil {
		return fault
	}
	return cmp.Or(r.team.say(leave, r.Steps()), err)
}
