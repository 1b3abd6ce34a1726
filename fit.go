package vae

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"vae/internal/fault"
	"vae/prior"
)

// PriorSettings say how a prior is fitted.
type PriorSettings struct {
	Components int     // normal distributions, of each class if Classes is set; 0: chosen on the validation codes
	Diagonal   bool    // diagonal covariances instead of full ones
	Classes    []Class // fit a mixture to each; nil: one to all codes
	Seed       uint64

	Step     int64  // of the checkpoint, and
	Binarize string // how the images were binarised, to be kept with the prior

	// Progress, unless nil, is told the mean log-density of the codes before each iteration, in
	// nats.
	Progress func(iteration int, logDensity float64)
}

// PriorChoice is a number of components that was tried.
type PriorChoice struct {
	Components    int     `json:"components"`
	Held          float64 `json:"held_out"`       // mean log-density of the codes for validation, in nats
	StandardError float64 `json:"standard_error"` // of it
}

// FitPrior fits a prior to codes z ~ q(z|x) of training images by expectation maximisation, with
// their labels if it is by class. Without a number of components it chooses one by the codes for
// validation, and returns what it tried.
func (m *Model) FitPrior(ctx context.Context, s PriorSettings, training, validation Input) (p *FittedPrior, tried []PriorChoice, err error) {
	defer fault.Mark("vae", &err)
	n, err := rows("codes", training.Codes, m.config.Latent)
	if err != nil {
		return nil, nil, err
	}
	if m.config.Conditional {
		s.Classes = m.config.Classes
	}
	if s.Classes != nil {
		if err := checkClasses(s.Classes); err != nil {
			return nil, nil, err
		}
	}
	if s.Components == 0 && len(validation.Codes) == 0 {
		return nil, nil, errNoValidation
	}
	f := prior.Fit{Components: s.Components, Diagonal: s.Diagonal, Seed: s.Seed, Progress: s.Progress}
	p = &FittedPrior{PriorFit: PriorFit{
		Model: m.Digest(), Diagonal: s.Diagonal, Classes: s.Classes, Images: n, Seed: s.Seed,
		Step: s.Step, Binarize: s.Binarize,
	}}
	switch {
	case s.Classes != nil:
		err = p.fitClasses(ctx, f, training, validation)
	case s.Components == 0:
		tried, err = p.choose(ctx, f, training, validation, m.config.Latent)
	default:
		var report prior.Report
		p.parts.Mixture, report, err = f.Mixture(ctx, training.Codes, m.config.Latent)
		p.Converged = report.Converged
	}
	if err != nil {
		return nil, tried, err
	}
	p.Components = len(p.parts.Mixture.Weights)
	return p, tried, nil
}

var errNoValidation = errors.New("the number of components is chosen by codes for validation, and there are none")

// choose fits mixtures of several sizes and keeps the best.
func (p *FittedPrior) choose(ctx context.Context, f prior.Fit, training, validation Input, latent int) (tried []PriorChoice, err error) {
	best, all, err := f.Auto(ctx, training.Codes, validation.Codes, latent)
	for _, c := range all {
		tried = append(tried, PriorChoice{c.Components, c.Held, c.StandardError})
	}
	p.parts.Mixture, p.Converged = best.Mixture, best.Converged
	return tried, err
}

// fitClasses fits a mixture to the codes of each class.
func (p *FittedPrior) fitClasses(ctx context.Context, f prior.Fit, training, validation Input) error {
	latent := len(training.Codes) / p.Images
	if f.Components > 0 {
		validation = Input{} // it is not needed
	}
	var sets [2]prior.Labelled
	for i, in := range []Input{training, validation} {
		index, err := indices(p.Classes, in.Labels, len(in.Codes)/latent)
		if err != nil {
			return err
		}
		sets[i] = prior.Labelled{Codes: in.Codes, Labels: index}
	}
	joint, err := f.ByLabel(ctx, sets[0], sets[1], len(p.Classes), latent)
	var of *prior.ClassError
	if errors.As(err, &of) {
		return fmt.Errorf("class %v: %w", p.Classes[of.Class], of.Err)
	}
	p.parts = prior.Fitted{Mixture: joint.Mixture, Class: joint.Class, Classes: len(p.Classes)}
	p.Converged = !slices.ContainsFunc(joint.Reports, func(r prior.Report) bool { return !r.Converged })
	return err
}
