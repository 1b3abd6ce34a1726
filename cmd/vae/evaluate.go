package main

import (
	"encoding/json"
	"fmt"
	"math"

	"vae"
	"vae/data"
	"vae/evaluate"
	"vae/train"
)

type evaluateCmd struct {
	Model   string `arg:"" optional:"" name:"run" help:"Run folder or checkpoint (default: the newest run)."`
	Data    string `arg:"" optional:"" help:"Data set or path (default: what the run was trained on)."`
	source  `embed:""`
	Samples int    `default:"1" help:"Draws z ~ q(z|x) for each image."`
	Seed    uint64 `default:"1" help:"Of the draws."`
	JSON    bool   `help:"Print JSON."`
}

func (*evaluateCmd) Examples() []string {
	return []string{
		"vae evaluate                               # the newest run on its test images",
		"vae evaluate runs/mnist-001 --samples 10 --json",
	}
}

// evaluation is what evaluate prints as JSON.
type evaluation struct {
	Checkpoint string            `json:"checkpoint"`
	Step       int64             `json:"step"`
	Data       string            `json:"data"`
	Split      string            `json:"split"`
	Likelihood string            `json:"likelihood"`
	Figure     vae.Figure        `json:"figure"`
	Protocol   evaluate.Protocol `json:"protocol"`
	evaluate.Card
}

// Run measures the model.
func (c *evaluateCmd) Run(a *app) error {
	if c.Samples < 1 {
		return &usageError{fmt.Sprintf("--samples %d is not 1 or more", c.Samples), ""}
	}
	run, ref := runAndData(c.Model, c.Data)
	t, err := a.load(run)
	if err != nil {
		return err
	}
	signals := catchSignals()
	defer signals.release()
	set, err := a.open(signals.ctx, t, ref, c.Split)
	if err != nil {
		return signals.stopped(err)
	}
	protocol := evaluate.Protocol{Binarize: t.config.Data.Binarize, Samples: c.Samples, Seed: c.Seed}
	card, err := evaluate.Measure(signals.ctx, t.Model, set.Set, protocol)
	if err != nil {
		return signals.stopped(err)
	}
	e := evaluation{
		Checkpoint: t.path, Step: t.state.Step, Data: set.ref, Split: set.split,
		Likelihood: t.config.Model.Likelihood, Protocol: protocol, Card: card,
		Figure: t.config.Model.Figure(protocol.Binarize == data.BinarizeNone && set.Grey()),
	}
	if math.IsNaN(card.NELBO.Mean) || math.IsInf(card.NELBO.Mean, 0) {
		return &train.NumbersError{Step: e.Step, Tensor: "−ELBO", Cause: "not finite; the weights of " + t.path + " are likely not"}
	}
	if c.JSON {
		return a.json(e)
	}
	e.print(a)
	return nil
}

// print prints the figures as a table, and how they were taken.
func (e evaluation) print(a *app) {
	a.printf("%s, step %d, on %d %s images of %s\n\n", e.Checkpoint, e.Step, e.Images, e.Split, e.Data)
	a.printf("%-14s%12s%12s\n", "nats per image", "mean", "± s.e.")
	for _, row := range []struct {
		name string
		evaluate.Estimate
	}{{"−ELBO", e.NELBO}, {"recon", e.Recon}, {"KL", e.KL}} {
		a.printf("%-14s%12.3f%12.3f\n", row.name, row.Mean, row.StandardError)
	}
	a.printf("%-14s%12d\n\n", "active units", e.ActiveUnits)
	a.printf("protocol: %s likelihood, binarisation %v, %d draw(s) of z per image, seed %d\n",
		e.Likelihood, e.Protocol.Binarize, e.Protocol.Samples, e.Protocol.Seed)
	a.printf("%s\n", figures[e.Figure])
}

// figures say of what the terms of the bound are made.
var figures = map[vae.Figure]string{
	vae.Probability:  "recon is −log of a probability",
	vae.Density:      "recon is −log of a density of pixels in [0, 1]: it depends on that range, and may be negative",
	vae.CrossEntropy: "grey pixels: recon is a cross-entropy, and −ELBO no bound on a log-likelihood",
}

// json prints a value as indented JSON.
func (a *app) json(value any) error {
	encoder := json.NewEncoder(a.stdout)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	return encoder.Encode(value)
}
