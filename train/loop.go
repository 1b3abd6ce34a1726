package train

import (
	"context"
	"time"

	"vae/data"
)

// autosave is the longest time without a checkpoint, for epochs that take long.
const autosave = 10 * time.Minute

// loop takes steps until the run ends and returns why it did.
func (r *Run) loop(ctx context.Context) (reason string, err error) {
	// The loader is not stopped by ctx: the step that is under way is finished.
	for batch, err := range r.batches.From(context.WithoutCancel(ctx), r.Steps()) {
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

// outOfPatience reports whether the figure has not improved for too many epochs.
func (r *Run) outOfPatience() bool {
	patience := r.config.Optimization.Patience
	return patience > 0 && r.progress.BestEpoch > 0 && r.progress.Epoch-r.progress.BestEpoch >= patience
}

// takeStep takes one step and counts it.
func (r *Run) takeStep(batch data.Batch) error {
	terms, err := r.Step(batch)
	if err != nil {
		return err
	}
	r.progress.Position++
	if err := r.checkCourse(terms); err != nil {
		return err
	}
	r.progress.Recon += terms.Recon
	r.progress.KL += terms.KL
	if r.config.Optimization.Objective.ImportanceWeighted() && r.beta.At(r.Steps()-1) == 1 {
		r.progress.IWAE += terms.Objective
	}
	r.watch.images += batch.Size
	return r.notify(&Stepped{
		Step:          r.Steps(),
		Epoch:         r.progress.Epoch + 1,
		Index:         int(r.progress.Position),
		StepsPerEpoch: int(r.perEpoch),
		Train:         r.progress.train(),
	})
}

// endEpoch validates, records the epoch and saves. It leaves the state as it was where ctx is
// cancelled before the validation is done.
func (r *Run) endEpoch(ctx context.Context) error {
	row := Row{
		Epoch:        r.progress.Epoch + 1,
		Step:         r.Steps(),
		Train:        r.progress.train(),
		Beta:         r.beta.At(r.Steps() - 1),
		LearningRate: r.rate(r.Steps() - 1),
	}
	if err := r.validate(ctx, &row); err != nil {
		return err
	}
	row.ImagesPerSecond, row.Seconds = r.watch.lap()
	best := r.progress.endEpoch(row.figure().Minimised())
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
	if r.regular(r.Steps()) {
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

// Minimised returns the figure by which epochs are compared: −L_K if it is the objective, else, and
// in training where β is not 1, −ELBO.
func (f Figures) Minimised() float64 {
	if f.IWAE != 0 {
		return f.IWAE
	}
	return f.NELBO
}

// endEpoch counts the epoch with its figure and reports whether it is the best so far.
func (p *progress) endEpoch(figure float64) (best bool) {
	best = p.BestEpoch == 0 || figure < p.Best
	p.Epoch++
	p.Position, p.Recon, p.KL, p.IWAE = 0, 0, 0, 0
	if best {
		p.Best, p.BestEpoch = figure, p.Epoch
	}
	return best
}
