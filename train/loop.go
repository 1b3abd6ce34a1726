package train

import (
	"context"
	"fmt"
	"math"
	"time"

	"vae/data"
)

// autosave is the longest time without a checkpoint, for epochs that take long.
const autosave = 10 * time.Minute

// loop takes steps until the run ends and returns why it did.
func (r *Run) loop(ctx context.Context) (reason string, err error) {
	// The loader is not stopped by ctx: the step that is under way is finished.
	for batch, err := range r.batches.From(context.WithoutCancel(ctx), r.step) {
		if err != nil {
			return "", err
		}
		if r.progress.Position == r.perEpoch {
			if err := r.endEpoch(ctx); err != nil {
				return "", err
			}
		}
		switch {
		case r.progress.Epoch >= r.config.Optimization.Epochs:
			return "done", nil
		case r.outOfPatience():
			return "patience", nil
		case ctx.Err() != nil:
			return "", ErrInterrupted
		case r.maxTime > 0 && time.Since(r.watch.began) >= r.maxTime:
			return "max-time", nil
		}
		if err := r.takeStep(batch); err != nil {
			return "", err
		}
		if time.Since(r.lastSave) > autosave {
			if err := r.save(); err != nil {
				return "", err
			}
		}
	}
	return "done", nil
}

// outOfPatience tells whether the figure has not improved for too many epochs.
func (r *Run) outOfPatience() bool {
	patience := r.config.Optimization.Patience
	return patience > 0 && r.progress.BestEpoch > 0 && r.progress.Epoch-r.progress.BestEpoch >= patience
}

// takeStep makes one step of the optimisation.
func (r *Run) takeStep(batch data.Batch) error {
	copy(r.graph.Images(), batch.Images)
	r.noise(r.graph.Noise(), "noise", r.step)
	terms, err := r.graph.Step(r.beta.At(r.step))
	if err != nil {
		return err
	}
	if err := r.check(terms.Objective); err != nil {
		return err
	}
	r.adam.Rate = r.rate(r.step)
	if err := r.adam.Step(r.graph.Gradients()); err != nil {
		return err
	}
	r.step++
	r.progress.Position++
	r.progress.Recon += terms.Recon
	r.progress.KL += terms.KL
	r.watch.images += batch.Size
	return r.notify(&Stepped{
		Step:          r.step,
		Epoch:         r.progress.Epoch + 1,
		Index:         int(r.progress.Position),
		StepsPerEpoch: int(r.perEpoch),
		Train:         r.progress.train(),
	})
}

// check returns a *NumbersError if the objective is not a finite number.
func (r *Run) check(objective float64) error {
	if !math.IsNaN(objective) && !math.IsInf(objective, 0) {
		return nil
	}
	return &NumbersError{Step: r.step + 1, Tensor: r.graph.NonFinite(), Cause: "not finite; " + r.cause()}
}

// cause names what most likely led to numbers that are not finite.
func (r *Run) cause() string {
	if rate := r.rate(r.step); rate > 0.01 {
		return fmt.Sprintf("the learning rate %g is likely too high", rate)
	}
	return "the gradient likely exploded: a lower --lr or --clip 100 may help"
}

// endEpoch validates, records the epoch and saves. It leaves the state as it was
// where ctx is cancelled before the validation is done.
func (r *Run) endEpoch(ctx context.Context) error {
	row := Row{
		Epoch:        r.progress.Epoch + 1,
		Step:         r.step,
		Train:        r.progress.train(),
		Beta:         r.beta.At(r.step - 1),
		LearningRate: r.rate(r.step - 1),
	}
	if err := r.validate(ctx, &row); err != nil {
		return err
	}
	row.ImagesPerSecond, row.Seconds = r.watch.lap()
	best := r.progress.endEpoch(row.figure().NELBO)
	r.saved = -1 // a checkpoint of this step that was written before the validation is outdated
	if err := r.notify(&EpochEnded{Row: row, Best: best}); err != nil {
		return err
	}
	if err := r.warnOfCollapse(row); err != nil {
		return err
	}
	if best {
		if err := r.saveBest(); err != nil {
			return err
		}
	}
	if r.regular(r.step) {
		return r.save()
	}
	return nil
}

// figure returns the figures by which epochs are compared.
func (row Row) figure() Figures {
	if row.Validation != nil {
		return *row.Validation
	}
	return row.Train
}

// endEpoch counts the epoch with its −ELBO and tells whether it is the best so far.
func (p *progress) endEpoch(nelbo float64) (best bool) {
	best = p.BestEpoch == 0 || nelbo < p.Best
	p.Epoch++
	p.Position, p.Recon, p.KL = 0, 0, 0
	if best {
		p.Best, p.BestEpoch = nelbo, p.Epoch
	}
	return best
}
