package main

import (
	"context"
	"fmt"
	"image"

	"vae"
	"vae/internal/grid"
)

type reconstructCmd struct {
	Model  string `arg:"" optional:"" name:"run" help:"Run folder or checkpoint (default: the newest run)."`
	Data   string `arg:"" optional:"" help:"Name of a data set or path to images (default: what the run was trained on)."`
	source `embed:""`
	N      int    `short:"n" default:"16" help:"Number of images, from the first on."`
	Output string `name:"out" short:"o" default:"reconstructions.png" placeholder:"FILE" help:"File to write: .png, .npy, .npz (with the originals, and which they are), .csv, - or a folder that ends in /."`
}

// Run decodes the posterior means of the first images.
func (c *reconstructCmd) Run(a *app) error {
	run, ref := runAndData(c.Model, c.Data)
	if c.N < 1 {
		return &usageError{fmt.Sprintf("-n %d is not 1 or more", c.N), ""}
	}
	t, err := a.loadFor(outputs{{"-o", c.Output, checkImages}}, run, ref)
	if err != nil {
		return err
	}
	ctx := context.Background()
	set, err := a.open(ctx, t, ref, &c.source)
	if err != nil {
		return err
	}
	n := min(c.N, set.Len())
	originals, err := set.read(ctx, 0, n)
	if err != nil {
		return err
	}
	codes, err := t.Encode(vae.Input{Images: originals})
	if err != nil {
		return err
	}
	again, err := t.Model.Decode(vae.Input{Codes: codes.Mean})
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
