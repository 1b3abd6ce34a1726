package main

import (
	"context"
	"image"

	"vae/data"
	"vae/internal/grid"
	"vae/internal/plural"
)

type reconstructCmd struct {
	onImages `embed:""`
	N        int    `short:"n" default:"16" help:"Number of images, from the first on."`
	AsLabel  string `placeholder:"CLASS" help:"Decode as images of this class, a name or a label: the style is kept. Conditional models only."`
	onSheet  `embed:""`
	Output   string `name:"out" short:"o" default:"reconstructions.png" placeholder:"FILE" help:"File to write: .png, .npy, .npz (with the originals, and which they are), .csv, - or a folder that ends in /."`
}

func (c *reconstructCmd) Run(a *app) error {
	if err := atLeast(1, "-n", c.N); err != nil {
		return err
	}
	if err := c.onSheet.check(a, c.Output); err != nil {
		return err
	}
	ctx := context.Background()
	t, set, err := c.open(ctx, a, outputs{{"-o", c.Output, checkImages}})
	if err != nil {
		return err
	}
	n := min(c.N, set.Len())
	if n < c.N && a.gave(&c.N) {
		a.tell("vae: note: there are only %s", plural.Of(n, "image"))
	}
	originals, err := set.read(ctx, 0, n)
	if err != nil {
		return err
	}
	codes, err := t.Encode(originals)
	if err != nil {
		return err
	}
	of := origins(set.Set, n)
	decoded := codes.Input()
	if a.gave(&c.AsLabel) {
		labels, err := c.asLabel(t, n)
		if err != nil {
			return err
		}
		if decoded, err = t.Relabel(codes, labels); err != nil {
			return err
		}
		of = append(of, ints("as_label", n, func(i int) int { return labels[i] }))
	}
	again, err := t.Model.Decode(decoded)
	if err != nil {
		return err
	}
	shape := t.Config().Shape()
	out := imageOutput(again, shape, c.layout(), data.ImageArray("originals", originals.Images, shape))
	out.sheet = func() image.Image { return grid.Pairs(originals.Images, again, n, shape, c.layout()) }
	out.arrays, out.main = append(of, out.arrays...), len(of)
	return a.write(c.Output, out)
}

// asLabel returns n labels of the class to decode as.
func (c *reconstructCmd) asLabel(t *trained, n int) ([]int, error) {
	m := t.config.Model
	if !m.Conditional {
		return nil, usageError("--as-label needs a conditional model, which "+t.run+" is not",
			"vae train --conditional trains one")
	}
	class, err := classNamed(m.Classes, c.AsLabel)
	return inTurn([]int{class.Label}, n), err
}
