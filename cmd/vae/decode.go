package main

import (
	"vae"
	"vae/data"
	"vae/train"
)

type decodeCmd struct {
	First  string   `arg:"" optional:"" name:"run" help:"Run folder or checkpoint (default: the newest run)."`
	Second string   `arg:"" optional:"" name:"codes" help:"Latent codes: .npy, .npz or .csv with a row for each image."`
	Label  []string `placeholder:"CLASS" help:"Class of the images, a name or a label, or of several in turn: conditional models need it."`
	Output string   `name:"out" short:"o" default:"decoded.png" placeholder:"FILE" help:"File to write: .png, .npy, .npz, .csv, - or a folder that ends in /."`
}

func (c *decodeCmd) Run(a *app) error {
	run, path := c.First, c.Second
	if path == "" {
		run, path = "", c.First
	}
	if path == "" || train.IsRun(path) {
		return usageError("a file of latent codes is missing", "vae encode makes one; vae decode --help shows examples")
	}
	t, err := a.loadFor(outputs{{"-o", c.Output, checkImages}}, run, path)
	if err != nil {
		return err
	}
	codes, n, width, err := data.ReadCodes(path)
	if err != nil {
		return inputError(err, "")
	}
	m := t.Config()
	if width != m.Latent {
		return inputf("%s: codes of %d dimensions, the model of %s has %d", path, width, t.run, m.Latent)
	}
	if n > maxImages {
		return inputf("%s: %d codes are more than %d", path, n, maxImages)
	}
	in := vae.Input{Codes: codes}
	switch {
	case m.Conditional && len(c.Label) == 0:
		return usageError(t.run+" is a conditional model, whose codes need --label", "the classes are "+classNames(m.Classes))
	case m.Conditional:
		if in.Labels, err = labelsNamed(m.Classes, c.Label, n); err != nil {
			return err
		}
	case len(c.Label) > 0:
		return usageError("--label needs a conditional model, which "+t.run+" is not", "")
	}
	pixels, err := t.Model.Decode(in)
	if err != nil {
		return err
	}
	return a.write(c.Output, imageOutput(pixels, m.Shape()))
}
