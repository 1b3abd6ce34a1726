package main

import (
	"vae/data"
)

type sampleCmd struct {
	Model       string  `arg:"" optional:"" name:"run" help:"Run folder or checkpoint (default: the newest run)."`
	N           int     `short:"n" default:"64" help:"Number of images."`
	Output      string  `name:"out" short:"o" default:"samples.png" placeholder:"FILE" help:"File to write: .png, .npy, .npz, .csv, - or a folder that ends in /."`
	Seed        uint64  `default:"1" help:"Random seed of the draws."`
	Temperature float64 `default:"1" help:"Standard deviation of the codes; below 1 images are more typical."`
	Draw        bool    `help:"Draw the pixels too, instead of writing their means."`
}

func (c *sampleCmd) Run(a *app) error {
	if c.N < 1 || c.N > maxImages {
		return usagef("-n %d is outside 1 to %d", c.N, maxImages)
	}
	if !(c.Temperature >= 0 && c.Temperature <= 100) {
		return usagef("--temperature %g is outside 0 to 100", c.Temperature)
	}
	t, err := a.loadFor(outputs{{"-o", c.Output, checkImages}}, c.Model)
	if err != nil {
		return err
	}
	codes, err := t.Prior(c.N, c.Seed)
	if err != nil {
		return err
	}
	for i := range codes.Codes {
		codes.Codes[i] *= float32(c.Temperature)
	}
	var pixels []float32
	if c.Draw {
		pixels, err = t.Draw(codes, c.Seed)
	} else {
		pixels, err = t.Model.Decode(codes)
	}
	if err != nil {
		return err
	}
	m := t.Config()
	return a.write(c.Output, imageOutput(pixels, m.Shape(),
		data.Array{Name: "codes", Shape: []int{c.N, m.Latent}, Floats: codes.Codes}))
}

// maxImages bounds the number of images that are made at a time.
const maxImages = 1_000_000
