package main

import (
	"context"

	"vae"
	"vae/internal/view"
)

type mapCmd struct {
	onImages `embed:""`
	N        int    `short:"n" default:"5000" help:"Number of images, chosen at random."`
	Prior    string `placeholder:"PRIOR" help:"Prior to draw contours of: ${taken}, or the file of a fitted one (default: fitted, if there is one)."`
	Label    string `placeholder:"CLASS" help:"Class to decode as, a name or a label; of a conditional model with one or two dimensions (default: the first)."`
	Seed     uint64 `default:"1" help:"Random seed of the choice, and of the draws whose contours are drawn."`
	Output   string `name:"out" short:"o" default:"map.png" placeholder:"FILE" help:"Picture to write: .png or .svg."`
}

func (c *mapCmd) Run(a *app) error {
	if err := atLeast(2, "-n", c.N); err != nil {
		return err
	}
	ctx := context.Background()
	t, set, err := c.open(ctx, a, outputs{{"-o", c.Output, checkPlot}})
	if err != nil {
		return err
	}
	if t, err = a.choosePrior(t, "--prior", c.Prior); err != nil {
		return err
	}
	o := view.MapOptions{Title: "Latent space of " + t.name(), Prior: t.priorName(), Seed: c.Seed}
	if o.Label, o.Class, err = c.class(a, t); err != nil {
		return err
	}
	some := set.Sample(c.N, c.Seed)
	if some.Len() < 2 {
		return usageError("a map needs two images", "")
	}
	in, err := set.readSet(ctx, some)
	if err != nil {
		return err
	}
	canvas, err := view.Map(t.Model, view.Images{Set: some, Input: in, Of: set.of()}, o)
	if err != nil {
		return err
	}
	return a.writePlot(c.Output, canvas)
}

// class returns the label and the name of the class to decode as.
func (c *mapCmd) class(a *app, t *trained) (label int, name string, err error) {
	m := t.config.Model
	switch {
	case !m.Conditional && a.gave(&c.Label):
		return 0, "", usageError("--label needs a conditional model, which "+t.run+" is not",
			"vae train --conditional trains one")
	case !m.Conditional:
		return 0, "", nil
	case m.Latent > 2 && a.gave(&c.Label):
		return 0, "", usagef("--label is for codes of one or two dimensions, and those of %s have %d", t.run, m.Latent)
	}
	class := m.Classes[0]
	if a.gave(&c.Label) {
		if class, err = classNamed(m.Classes, c.Label); err != nil {
			return 0, "", err
		}
	}
	return class.Label, rowNames([]vae.Class{class})[0], nil
}
