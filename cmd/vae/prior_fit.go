package main

import (
	"context"
	"fmt"

	"vae"
	"vae/evaluate"
	"vae/internal/plural"
	"vae/train"
)

// priorFit is what prior prints as JSON: figures in nats per image.
type priorFit struct {
	Run        string            `json:"run"`
	Checkpoint string            `json:"checkpoint"`
	Path       string            `json:"path"`
	Fit        vae.PriorFit      `json:"fit"`
	Training   evaluate.Change   `json:"log_prior_training"`             // E log p(z) over draws z ~ q(z|x)
	Validation *evaluate.Change  `json:"log_prior_validation,omitempty"` // nil without validation images
	NELBO      *evaluate.Change  `json:"nelbo_validation,omitempty"`
	Tried      []vae.PriorChoice `json:"components_tried,omitempty"` // with --components auto

	asked int    // components, of each class if by class; 0 if they were chosen
	own   string // the model's own prior, in words
	prior *vae.FittedPrior
}

// fit fits the prior, and measures it.
func (c *priorCmd) fit(ctx context.Context, a *app, t *trained, codes fitCodes) (*priorFit, error) {
	settings, err := c.settings(c.ByLabel || t.config.Model.Conditional)
	if err != nil {
		return nil, err
	}
	if settings.Classes = t.config.Model.Classes; c.ByLabel && settings.Classes == nil {
		settings.Classes = train.Classes(codes.splits.Train)
	}
	show, end := a.fitProgress(c.Progress)
	settings.Progress, settings.Step, settings.Binarize = show, t.state.Step, t.config.Data.Binarize.String()
	p, tried, err := t.FitPrior(ctx, settings, input(codes.training), input(codes.validation))
	if end(); err != nil {
		return nil, inputError(err, c.hint(t, settings.Components > codes.splits.Train.Len()))
	}
	f := &priorFit{
		Run: t.run, Checkpoint: t.path, Fit: p.PriorFit, Tried: tried, asked: settings.Components, own: t.priorName(), prior: p,
	}
	return f, f.measure(ctx, t, codes)
}

// hint says what may help where no prior can be fitted, such as to few codes.
func (c *priorCmd) hint(t *trained, few bool) string {
	switch {
	case few:
		return "fewer --components, or auto"
	case c.ByLabel && !t.config.Model.Conditional:
		return "without --by-label the codes of all classes have one mixture"
	}
	return ""
}

func input(codes evaluate.Labelled) vae.Input {
	return vae.Input{Codes: codes.Codes, Labels: codes.Labels}
}

// measure compares the fitted prior with the model's own.
func (f *priorFit) measure(ctx context.Context, t *trained, codes fitCodes) (err error) {
	model, err := t.WithPrior(f.prior)
	if err != nil {
		return err
	}
	if f.Training, err = evaluate.LogPrior(t.Model, model, codes.training); err != nil {
		return err
	}
	set := codes.splits.Validation
	if set.Len() == 0 {
		return nil
	}
	logPrior, err := evaluate.LogPrior(t.Model, model, codes.validation)
	if err != nil {
		return err
	}
	protocol := evaluate.Protocol{Binarize: evaluate.Binarization(t.config.Data.Binarize), Samples: 1, Seed: f.Fit.Seed}
	under := *t
	under.Model = model
	scores, err := scoresUnder(ctx, nil, []*trained{t, &under}, set, protocol, func() {})
	if err != nil {
		return err
	}
	nelbo := evaluate.NELBOChange(scores[0], scores[1])
	f.Validation, f.NELBO = &logPrior, &nelbo
	return nil
}

// print prints the figures side by side.
func (f *priorFit) print(a *app) {
	if asked := f.asked * max(1, len(f.Fit.Classes)); f.Fit.Components < asked {
		a.tell("vae: note: %s instead of %d: classes with few images get fewer",
			plural.Of(f.Fit.Components, "component"), asked)
	}
	if !f.Fit.Converged {
		a.tell("vae: warning: the fit ended before it converged")
	}
	a.tell("")
	a.tell("%s, fitted to a draw z ~ q(z|x) of each of %d images of %s", fitText(f.Fit), f.Fit.Images, f.Run)
	for _, tried := range f.Tried {
		a.tell("  %-16s E log p(z) of validation codes %s ± %s", plural.Of(tried.Components, "component")+":",
			decimal(tried.Held, 3), decimal(tried.StandardError, 3))
	}
	table := aligned{right: []bool{false, true, true, true}}
	table.rows = append(table.rows, []string{"nats per image", f.own, "fitted", "more"})
	add := func(name string, c *evaluate.Change) {
		if c == nil {
			return
		}
		line := []string{name}
		for _, e := range []evaluate.Estimate{c.Own, c.Fitted, c.More} {
			line = append(line, fmt.Sprintf("%s ± %s", decimal(e.Mean, 3), spread(e.StandardError, 3)))
		}
		table.rows = append(table.rows, line)
	}
	add("E log p(z), training codes", &f.Training)
	add("E log p(z), validation codes", f.Validation)
	add("−ELBO, validation images", f.NELBO)
	table.print(a.stderr)
	if v := f.Validation; v != nil && v.More.Mean+2*float64(v.More.StandardError) < 0 {
		a.tell("vae: warning: validation codes are less likely under the fitted prior")
		a.tell("vae: hint: %s", f.fewerParameters())
	}
}

// fewerParameters says what makes a prior that fits too closely simpler.
func (f *priorFit) fewerParameters() string {
	switch {
	case f.Fit.Components > max(1, len(f.Fit.Classes)) && f.Tried == nil:
		return "fewer --components, or auto"
	case !f.Fit.Diagonal:
		return "--covariance diagonal, or more training images"
	}
	return "--prior own draws from the other"
}

// fitProgress returns functions that show the progress of the fit, and end its display.
func (a *app) fitProgress(kind string) (show func(iteration int, logDensity float64), end func()) {
	if kind == "none" || kind == "auto" && !holdsBar(a.stderr) {
		return nil, func() {}
	}
	bar := newBar(a.stderr, -1, "iterations")
	return func(iteration int, logDensity float64) {
		bar.describe(fmt.Sprintf("E log p(z) %s", decimal(logDensity, 3)), "fitting")
		bar.add(1)
	}, bar.clear
}
