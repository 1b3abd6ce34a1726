package main

import (
	"context"
	"fmt"
	"slices"

	"vae"
	"vae/internal/view"
)

type traverseCmd struct {
	onImages `embed:""`
	From     int    `placeholder:"I" help:"Image to go through, by its place in the split, from 0 (default: the mean of all codes)."`
	N        int    `short:"n" default:"5000" help:"Number of images, chosen at random, whose codes decide the order."`
	Steps    int    `default:"7" help:"Images in a row."`
	Dead     bool   `help:"Show dimensions that are not in use too, last."`
	Label    string `placeholder:"CLASS" help:"Class to decode as, a name or a label; of a conditional model (default: that of the image, or the first)."`
	Output   string `name:"out" short:"o" default:"traversal.png" placeholder:"FILE" help:"Picture to write: .png or .svg."`
}

// maxSteps is the most images in a row.
const maxSteps = 100

func (c *traverseCmd) Run(a *app) error {
	if err := atLeast(1, "-n", c.N); err != nil {
		return err
	}
	if c.Steps < 2 || c.Steps > maxSteps {
		return usagef("--steps %d is outside 2 to %d", c.Steps, maxSteps)
	}
	ctx := context.Background()
	t, set, err := c.open(ctx, a, outputs{{"-o", c.Output, checkPlot}})
	if err != nil {
		return err
	}
	o := view.TraverseOptions{Title: "Dimensions of " + t.name(), Steps: c.Steps, Dead: c.Dead}
	if err := c.through(ctx, a, t, set, &o); err != nil {
		return err
	}
	some := set.Sample(c.N, 1)
	images, err := set.toSee(ctx, some)
	if err != nil {
		return err
	}
	canvas, dead, err := view.Traverse(t.Model, images, o)
	if err != nil {
		return err
	}
	switch n, all := len(dead), t.config.Model.Latent; {
	case n == all:
		a.tell("vae: warning: no dimension is in use: the means of q(z|x) hardly vary")
	case n > 0 && !c.Dead:
		a.tell("vae: note: %d of %d dimensions are not in use, and left out; --dead shows them", n, all)
	}
	return a.writePlot(c.Output, canvas)
}

// through reads the image to go through, and finds the class to decode as.
func (c *traverseCmd) through(ctx context.Context, a *app, t *trained, set *images, o *view.TraverseOptions) (err error) {
	if o.Class, err = a.decodedClass(t, &c.Label); err != nil || !a.gave(&c.From) {
		return err
	}
	if c.From < 0 || c.From >= set.Len() {
		return usagef("--from %d: %s has images 0 to %d", c.From, set.ref, set.Len()-1)
	}
	if o.Original, err = set.read(ctx, c.From, c.From+1); err != nil {
		return err
	}
	o.Name = fmt.Sprintf("Image %d", c.From)
	if m := t.config.Model; m.Conditional && !a.gave(&c.Label) {
		own := func(class vae.Class) bool { return class.Label == o.Original.Labels[0] }
		o.Class = m.Classes[slices.IndexFunc(m.Classes, own)]
	}
	return nil
}
