package main

import (
	"vae"
	"vae/data"
	"vae/train"
)

type decodeCmd struct {
	First   string        `arg:"" optional:"" name:"run" help:"Run folder or checkpoint (default: the newest run)."`
	Second  string        `arg:"" optional:"" name:"codes" help:"Latent codes: .npy, .npz or .csv with a row for each image."`
	Label   chosenClasses `sep:"none" placeholder:"CLASS" help:"Class of the images, a name or a label, or several in turn (default: the labels in the file). For conditional models only."`
	onSheet `embed:""`
	Output  string `name:"out" short:"o" default:"decoded.png" placeholder:"FILE" help:"File to write: .png, .npy, .npz, .csv, - or a folder that ends in /."`
}

func (c *decodeCmd) Run(a *app) error {
	run, path := c.First, c.Second
	if path == "" {
		run, path = "", c.First
	}
	if err := c.onSheet.check(a, c.Output); err != nil {
		return err
	}
	if path == "" || train.IsRun(path) {
		return usageError("a file of latent codes is missing", "vae encode makes one; vae decode --help shows examples")
	}
	t, err := a.loadFor(outputs{{"-o", c.Output, checkImages}}, run, path)
	if err != nil {
		return err
	}
	codes, err := data.ReadCodes(path)
	if err != nil {
		return inputError(err, "")
	}
	m := t.Config()
	if codes.Dimensions != m.Latent {
		return inputf("%s: codes of %d dimensions, the model of %s has %d", path, codes.Dimensions, t.run, m.Latent)
	}
	if codes.Rows > maxImages {
		return inputf("%s: %d codes are more than %d", path, codes.Rows, maxImages)
	}
	in := vae.Input{Codes: codes.Values}
	if in.Labels, err = c.labels(t, path, codes); err != nil {
		return err
	}
	pixels, err := t.Model.Decode(in)
	if err != nil {
		return err
	}
	return a.write(c.Output, imageOutput(pixels, m.Shape(), c.layout()))
}

// labels returns the labels of codes; nil if the model does not depend on them.
func (c *decodeCmd) labels(t *trained, path string, codes data.Codes) ([]int, error) {
	m := t.Config()
	switch {
	case !m.Conditional && len(c.Label) > 0:
		return nil, usageError("--label needs a conditional model, which "+t.run+" is not", "")
	case !m.Conditional:
		return nil, nil
	case len(c.Label) > 0:
		chosen, err := c.Label.among(m.Classes)
		if err != nil {
			return nil, err
		}
		return inTurn(chosen, codes.Rows), nil
	case codes.Labels == nil:
		return nil, usageError(path+" has no labels, on which the model of "+t.run+" depends",
			"--label gives them; the classes are "+classNames(m.Classes))
	}
	if err := m.CheckLabels(codes.Labels, codes.Rows); err != nil {
		return nil, inputf("%s: %v", path, err)
	}
	return codes.Labels, nil
}
