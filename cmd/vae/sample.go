package main

import (
	"image"
	"strconv"

	"vae"
	"vae/data"
	"vae/internal/plot"
	"vae/internal/plural"
)

type sampleCmd struct {
	Model       string        `arg:"" optional:"" name:"run" help:"Run folder or checkpoint (default: the newest run)."`
	N           int           `short:"n" default:"64" help:"Number of images; with --each-label of each class, 10 by default."`
	Output      string        `name:"out" short:"o" default:"samples.png" placeholder:"FILE" help:"File to write: .png, .npy, .npz, .csv, - or a folder that ends in /."`
	Seed        uint64        `default:"1" help:"Random seed of the draws."`
	Temperature float64       `default:"1" help:"Factor of the standard deviations of the codes, in each component of a mixture; below 1 images are more typical."`
	Draw        bool          `help:"Draw the pixels too, instead of writing their means."`
	Prior       string        `placeholder:"PRIOR" help:"Prior to draw from: ${taken}, or the file of a fitted one (default: fitted, if there is one)."`
	Label       chosenClasses `sep:"none" placeholder:"CLASS" help:"Class of the images, a name or a label; of several, such as 7,1, one image each, or -n in turn."`
	EachLabel   bool          `help:"Draw a row of images of each class, with its name before it."`
	onSheet     `embed:""`
}

// rowOfClass is the number of images that --each-label draws of a class.
const rowOfClass = 10

func (c *sampleCmd) check(a *app) error {
	switch {
	case c.N < 1 || c.N > maxImages:
		return usagef("-n %d is outside 1 to %d", c.N, maxImages)
	case !(c.Temperature >= 0 && c.Temperature <= 100):
		return usagef("--temperature %g is outside 0 to 100", c.Temperature)
	case c.EachLabel && a.gave(&c.Label):
		return usageError("--label and --each-label both choose classes", "")
	case c.EachLabel && a.gave(&c.Columns):
		return usageError("--each-label has a row for each class", "-n is the number of images in it")
	case c.EachLabel && !a.gave(&c.N):
		c.N = rowOfClass
	}
	if err := c.onSheet.check(a, c.Output); err != nil || !c.EachLabel {
		return err
	}
	c.Columns = c.N
	return nil
}

func (c *sampleCmd) Run(a *app) error {
	t, err := a.loadFor(outputs{{"-o", c.Output, checkImages}}, c.Model)
	if err != nil {
		return err
	}
	if t, err = a.choosePrior(t, "--prior", c.Prior); err != nil {
		return err
	}
	draws := vae.PriorDraws{N: c.N, Seed: c.Seed, Temperature: c.Temperature}
	if draws.Labels, err = c.labels(a, t); err != nil {
		return err
	}
	if draws.Labels != nil {
		draws.N = len(draws.Labels)
	}
	codes, err := t.DrawPrior(draws)
	if err != nil {
		return err
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
	of := labelArrays(t.Classes(), codes.Labels)
	out := imageOutput(pixels, m.Shape(), c.layout(),
		data.Array{Name: "codes", Shape: []int{draws.N, m.Latent}, Floats: codes.Codes})
	out.arrays, out.main = append(of, out.arrays...), len(of)
	if c.EachLabel {
		out.sheet = func() image.Image { return named(rowNames(t.Classes()), m.Shape(), pixels, c.layout()) }
	}
	return a.write(c.Output, out)
}

// labels returns the labels to draw; nil if none are asked for.
func (c *sampleCmd) labels(a *app, t *trained) ([]int, error) {
	classes := t.Classes()
	switch {
	case len(c.Label) == 0 && !c.EachLabel:
		return nil, nil
	case classes == nil:
		return nil, usageError("the prior of "+t.run+" knows no classes",
			"vae prior --by-label fits one that does, vae train --conditional trains such a model")
	case c.EachLabel && len(classes)*c.N > maxImages:
		return nil, usagef("-n %d of each of %s are more than %d", c.N, plural.Of(len(classes), "class"), maxImages)
	case c.EachLabel:
		return each(len(classes)*c.N, func(i int) int { return classes[i/c.N].Label }), nil
	}
	chosen, err := c.Label.among(classes)
	if err == nil && (len(chosen) == 1 || a.gave(&c.N)) {
		chosen = inTurn(chosen, c.N)
	}
	return chosen, err
}

// rowNames returns the names of classes as a picture can show them.
func rowNames(classes []vae.Class) []string {
	return each(len(classes), func(i int) string {
		if name := classes[i].String(); plot.CanWrite(name) {
			return name
		}
		return strconv.Itoa(classes[i].Label)
	})
}

// maxImages bounds the number of images that are made at a time.
const maxImages = 1_000_000
