package train

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"

	"vae"
	"vae/data"
	"vae/evaluate"
)

// autosave is the longest time without a checkpoint in a long epoch.
const autosave = 10 * time.Minute

// loop takes steps until the run ends and returns why it did. Between the shards of a step the
// state is that after the step before, and the run may end there too if it has no peers: these are
// told to take the whole step.
func (r *Run) loop(ctx context.Context) (reason string, err error) {
	// ctx does not stop the loader: the shard under way is finished.
	for shard, err := range r.batches.From(context.WithoutCancel(ctx), r.Steps()) {
		if err != nil {
			return "", err
		}
		if r.team == nil || shard.Shard == r.batch.low {
			if reason, err := r.pause(ctx); reason != "" || err != nil {
				return reason, err
			}
			if err := r.team.say(takeStep, r.Steps()+1); err != nil {
				return "", err
			}
		}
		if err := r.advance(shard); err != nil {
			return "", err
		}
	}
	return "done", nil
}

// pause does what is due before a step, and returns why the run ends here, or "".
func (r *Run) pause(ctx context.Context) (reason string, err error) {
	ended := r.progress.Position == r.perEpoch
	var row Row
	if ended {
		if err := r.compareWeights(); err != nil {
			return "", err
		}
		if row, err = r.measureEpoch(ctx); err != nil {
			return "", err
		}
	}
	err = r.team.meanwhile(func() error {
		if ended {
			if err := r.endEpoch(row); err != nil {
				return err
			}
		}
		if reason, err = r.ends(ctx); reason == "" && err == nil && time.Since(r.lastSave) > autosave {
			return r.save()
		}
		return err
	})
	return reason, err
}

// ends returns why the run ends before the next step, or "".
func (r *Run) ends(ctx context.Context) (reason string, err error) {
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
	return "", nil
}

func (r *Run) outOfPatience() bool {
	patience := r.config.Optimization.Patience
	return patience > 0 && r.progress.BestEpoch > 0 && r.progress.Epoch-r.progress.BestEpoch >= patience
}

// advance computes a shard of the next step, and takes the step with the last.
func (r *Run) advance(shard data.Batch) error {
	terms, taken, err := r.Step(shard)
	if err != nil || !taken {
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
	r.watch.images += r.config.Optimization.BatchSize
	return r.notify(&Stepped{
		Step:          r.Steps(),
		Epoch:         r.progress.Epoch + 1,
		Index:         int(r.progress.Position),
		StepsPerEpoch: int(r.perEpoch),
		Train:         r.progress.train(),
	})
}

// measureEpoch returns the figures of the epoch that has ended. If ctx is cancelled before the
// validation is done, the error is ErrInterrupted. It changes nothing.
func (r *Run) measureEpoch(ctx context.Context) (Row, error) {
	row := Row{
		Epoch:        r.progress.Epoch + 1,
		Step:         r.Steps(),
		Train:        r.progress.train(),
		Beta:         r.beta.At(r.Steps() - 1),
		LearningRate: r.rate(r.Steps() - 1),
	}
	return row, r.validate(ctx, &row)
}

// endEpoch records the epoch with its figures, and saves.
func (r *Run) endEpoch(row Row) error {
	row.ImagesPerSecond, row.Seconds = r.watch.lap()
	best := r.progress.endEpoch(row.figure().Minimised())
	r.saved = -1 // a checkpoint of this step from before the validation is outdated
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

// Minimised returns the figure by which epochs are compared: −L_K if there is one, else −ELBO.
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

// divergence is how many times worse than at the start an objective is that no run recovers from.
const divergence = 1e4

// checkCourse returns a *NumbersError if the objective of the last step exceeds divergence times
// the sum of that of the first step and a nat per pixel, which counts where the first is near 0. It
// depends on the state alone: a resumed run ends at the same step.
func (r *Run) checkCourse(terms vae.Terms) error {
	p := &r.progress
	if r.Steps() == 1 {
		p.First = terms.Objective
	}
	if terms.Objective <= divergence*(math.Abs(p.First)+float64(r.config.Model.Pixels())) {
		return nil
	}
	tensor := "the reconstruction"
	if terms.Objective-terms.Recon > terms.Recon {
		tensor = "the KL divergence"
	}
	return &NumbersError{r.Steps(), tensor, fmt.Sprintf("diverged: the objective went from %.4g to %.4g nats; %s",
		p.First, terms.Objective, r.cause())}
}

// validate measures the model on the validation images, with the same noise every time, and sets
// the figures in row.
func (r *Run) validate(ctx context.Context, row *Row) error {
	if r.validation.Len() == 0 {
		return nil
	}
	if err := r.team.say(measure, r.Steps()); err != nil {
		return err
	}
	card, err := r.measure(ctx, r.team, r.config, r.validation)
	if errors.Is(err, context.Canceled) {
		return ErrInterrupted
	}
	if err != nil {
		return err
	}
	row.Validation = &Figures{NELBO: card.NELBO.Mean, Recon: card.Recon.Mean, KL: card.KL.Mean}
	if r.config.Optimization.Objective.ImportanceWeighted() {
		row.Validation.IWAE = card.NLL().Mean
	}
	row.ActiveUnits = &card.ActiveUnits
	if n := card.NELBO.Mean; math.IsNaN(n) || math.IsInf(n, 0) {
		return &NumbersError{r.Steps(), "the validation −ELBO", "not finite; " + r.cause()}
	}
	return nil
}

// measure measures the model on the validation images, with the other ranks if there are any.
func (s *Stepper) measure(ctx context.Context, t *team, config Config, validation *data.Set) (evaluate.Card, error) {
	o := config.Optimization
	protocol := evaluate.Protocol{Binarize: config.Data.Binarize, Samples: 1, Seed: o.Seed}
	if o.Objective.ImportanceWeighted() {
		protocol.Samples = o.Objective.Draws()
	}
	return evaluate.Measure(ctx, t.relay(validation.Len()), s.model, validation, protocol)
}
