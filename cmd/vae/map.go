package main

import (
	"context"

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
	if o.Class, err = a.decodedClass(t, &c.Label); err != nil {
		return err
	}
	if m := t.config.Model; a.gave(&c.Label) && m.Latent > 2 {
		return usagef("--label is for codes of one or two dimensions, and those of %s have %d", t.run, m.Latent)
	}
	some := set.Sample(c.N, c.Seed)
	if some.Len() < 2 {
		return usageError("a map needs two images", "")
	}
	images, err := set.toSee(ctx, some)
	if err != nil {
		return err
	}
	canvas, err := view.Map(t.Model, images, o)
	if err != nil {
		return err
	}
	return a.writePlot(c.Output, canvas)
}
