package main

import (
	"context"
	"image"

	"vae/internal/grid"
)

type reconstructCmd struct {
	onImages `embed:""`
	N        int    `short:"n" default:"16" help:"Number of images, from the first on."`
	Output   string `name:"out" short:"o" default:"reconstructions.png" placeholder:"FILE" help:"File to write: .png, .npy, .npz (with the originals, and which they are), .csv, - or a folder that ends in /."`
}

func (c *reconstructCmd) Run(a *app) error {
	if err := atLeast(1, "-n", c.N); err != nil {
		return err
	}
	ctx := context.Background()
	t, set, err := c.open(ctx, a, outputs{{"-o", c.Output, checkImages}})
	if err != nil {
		return err
	}
	n := min(c.N, set.Len())
	originals, err := set.read(ctx, 0, n)
	if err != nil {
		return err
	}
	again, err := t.reconstruct(originals)
	if err != nil {
		return err
	}
	shape := t.Config().Shape()
	out := imageOutput(again, shape, imageArray("originals", originals, shape))
	out.sheet = func() *image.Gray { return grid.Pairs(originals, again, n, shape, 0) }
	of := origins(set.Set, n)
	out.arrays, out.main = append(of, out.arrays...), len(of)
	return a.write(c.Output, out)
}
