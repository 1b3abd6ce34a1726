package main

import (
	"context"
	"fmt"
	"image"
	"math"

	"vae/data"
	"vae/internal/grid"
)

type interpolateCmd struct {
	Model  string `arg:"" optional:"" name:"run" help:"Run folder or checkpoint (default: the newest run)."`
	Data   string `arg:"" optional:"" help:"Data set or path (default: what the run was trained on)."`
	source `embed:""`
	From   int    `default:"0" help:"Number of the first image; with --prior, of the first draw."`
	To     int    `default:"1" help:"Number of the last image; with --prior, of the last draw."`
	Prior  bool   `help:"Between draws from the prior instead of images."`
	Seed   uint64 `default:"1" help:"Of the draws from the prior."`
	Steps  int    `default:"10" help:"Images in the strip."`
	Output string `name:"out" short:"o" default:"interpolation.png" placeholder:"FILE" help:"Where to: .png, .npy, .npz, .csv, - or a folder that ends in /."`
}

func (*interpolateCmd) Examples() []string {
	return []string{
		"vae interpolate --from 3 --to 18            # between two test images",
		"vae interpolate runs/mnist-001 --prior --from 0 --to 5 --steps 20 -o walk.png",
	}
}

// Run decodes codes on the way from one to another: on a straight line between
// posterior means, on an arc between draws from the prior, whose norms hardly vary.
func (c *interpolateCmd) Run(a *app) error {
	run, ref := runAndData(c.Model, c.Data)
	if c.Steps < 2 || c.Steps > maxImages {
		return &usageError{fmt.Sprintf("--steps %d is outside 2 to %d", c.Steps, maxImages), ""}
	}
	if err := checkOutput(c.Output, true); err != nil {
		return err
	}
	t, err := a.load(run)
	if err != nil {
		return err
	}
	mix := lerp
	ends := c.images
	if c.Prior {
		mix, ends = slerp, c.draws
	}
	from, to, err := ends(a, t, ref)
	if err != nil {
		return err
	}
	var codes []float32
	for i := range c.Steps {
		codes = append(codes, mix(from, to, float64(i)/float64(c.Steps-1))...)
	}
	pixels, err := t.Model.Decode(codes)
	if err != nil {
		return err
	}
	m := t.Config()
	out := imageOutput(pixels, m.Height, m.Width,
		data.Array{Name: "codes", Shape: []int{c.Steps, m.Latent}, Floats: codes})
	out.sheet = func() *image.Gray { return grid.Sheet(pixels, c.Steps, m.Height, m.Width, c.Steps) }
	return a.write(c.Output, out)
}

// draws returns two codes drawn from the prior.
func (c *interpolateCmd) draws(_ *app, t *trained, _ string) (from, to []float32, err error) {
	if min(c.From, c.To) < 0 || max(c.From, c.To) >= maxImages {
		return nil, nil, &usageError{fmt.Sprintf("--from %d --to %d: want 0 to %d", c.From, c.To, maxImages-1), ""}
	}
	latent := t.Config().Latent
	codes := t.Prior(max(c.From, c.To)+1, c.Seed)
	return codes[c.From*latent:][:latent], codes[c.To*latent:][:latent], nil
}

// images returns the posterior means of two images.
func (c *interpolateCmd) images(a *app, t *trained, ref string) (from, to []float32, err error) {
	ctx := context.Background()
	set, err := a.open(ctx, t, ref, c.source)
	if err != nil {
		return nil, nil, err
	}
	if min(c.From, c.To) < 0 || max(c.From, c.To) >= set.Len() {
		return nil, nil, &usageError{fmt.Sprintf("--from %d --to %d: %s has images 0 to %d", c.From, c.To, set.ref, set.Len()-1), ""}
	}
	var means [2][]float32
	for i, number := range []int{c.From, c.To} {
		pixels, err := set.read(ctx, number, number+1)
		if err != nil {
			return nil, nil, err
		}
		codes, err := t.Encode(pixels)
		if err != nil {
			return nil, nil, err
		}
		means[i] = codes.Mean
	}
	return means[0], means[1], nil
}

// lerp returns the point at the fraction f of the line from x to y.
func lerp(x, y []float32, f float64) []float32 { return weighted(x, y, 1-f, f) }

// slerp returns the point at the fraction f of the arc from x to y. White 2016
// (arXiv:1609.04468), section 2.1, after Shoemake 1985.
func slerp(x, y []float32, f float64) []float32 {
	var xy, xx, yy float64
	for i := range x {
		xy += float64(x[i]) * float64(y[i])
		xx += float64(x[i]) * float64(x[i])
		yy += float64(y[i]) * float64(y[i])
	}
	angle := math.Acos(min(max(xy/math.Sqrt(xx*yy), -1), 1))
	if !(math.Sin(angle) > 1e-6) {
		return lerp(x, y, f)
	}
	return weighted(x, y, math.Sin((1-f)*angle)/math.Sin(angle), math.Sin(f*angle)/math.Sin(angle))
}

func weighted(x, y []float32, a, b float64) []float32 {
	z := make([]float32, len(x))
	for i := range x {
		z[i] = float32(a*float64(x[i]) + b*float64(y[i]))
	}
	return z
}
