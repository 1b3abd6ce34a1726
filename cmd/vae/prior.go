package main

import (
	"context"
	"fmt"
	"strconv"

	"vae"
	"vae/data"
	"vae/evaluate"
	"vae/internal/disk"
	"vae/train"
)

type priorCmd struct {
	Model      string `arg:"" optional:"" name:"run" help:"Run folder or checkpoint (default: the newest run)."`
	Components string `placeholder:"K" help:"Normal distributions in the mixture, with --by-label of each class (default: 50, of each class 20); auto: as many as validation codes ask for."`
	ByLabel    bool   `help:"Fit a mixture to each class, so that vae sample can draw images of it."`
	Covariance string `default:"full" enum:"full,diagonal" help:"Covariances of the normal distributions: full, diagonal."`
	Seed       uint64 `default:"1" help:"Random seed of the draws z ~ q(z|x) and of the start."`
	Output     string `name:"out" short:"o" placeholder:"FILE" help:"File to write (default: prior.safetensors in the run folder, where other commands find it)."`
	cores      `embed:""`
	Progress   string `default:"auto" enum:"auto,bar,none" help:"Progress: auto (a bar on a terminal), bar, none."`
	JSON       bool   `help:"Print JSON."`
}

// maxComponents is the most normal distributions of a mixture.
const maxComponents = 1 << 12

// The number of components where none is asked for.
const (
	usualComponents   = 50
	componentsOfClass = 20
)

// settings returns how the prior is fitted; 0 components are chosen.
func (c *priorCmd) settings(byLabel bool) (s vae.PriorSettings, err error) {
	s = vae.PriorSettings{Components: usualComponents, Diagonal: c.Covariance == "diagonal", Seed: c.Seed}
	switch {
	case c.Components == "auto":
		s.Components = 0
		return s, nil
	case c.Components == "" && byLabel:
		s.Components = componentsOfClass
		return s, nil
	case c.Components == "":
		return s, nil
	}
	s.Components, err = strconv.Atoi(c.Components)
	if err != nil || s.Components < 1 || s.Components > maxComponents {
		return s, usageError(fmt.Sprintf("--components %s is outside 1 to %d", c.Components, maxComponents), "or auto")
	}
	return s, nil
}

func (c *priorCmd) check(a *app) error {
	_, err := c.settings(c.ByLabel)
	if err == nil && a.gave(&c.Output) {
		err = checkPriorFile(c.Output)
	}
	return err
}

func checkPriorFile(path string) error {
	switch {
	case !hasPriorEnding(path):
		return cannotWrite(path, "its ending names no format", "want .safetensors")
	case isDevice(path):
		return cannotWrite(path, "it is no file", "")
	}
	return nil
}

func (c *priorCmd) Run(a *app) error {
	return interruptibly(func(ctx context.Context) error {
		t, path, err := c.open(a)
		if err != nil {
			return err
		}
		codes, err := c.codes(ctx, a, t)
		if err != nil {
			return err
		}
		f, err := c.fit(ctx, a, t, codes)
		if err != nil {
			return err
		}
		if err := writePrior(a, path, f.prior); err != nil {
			return err
		}
		a.inJSON = c.JSON
		a.wrote(path)
		f.Path = path
		return a.show(c.JSON, f, func() { f.print(a) })
	})
}

// writePrior writes the prior to path or, if that is a link, to the file that it leads to.
func writePrior(a *app, path string, p *vae.FittedPrior) error {
	to, err := locate(path)
	if err != nil {
		return err
	}
	if err := train.WritePrior(disk.OS{}, to.path, p); err != nil {
		return err
	}
	if to.info != nil {
		a.tell("vae: note: it replaces the prior that was fitted before")
	}
	return nil
}

// open returns the run and where its prior goes.
func (c *priorCmd) open(a *app) (t *trained, path string, err error) {
	if c.Output != "" {
		t, err = a.loadFor(outputs{{"-o", c.Output, checkPriorFile}}, c.Model)
		return t, c.Output, err
	}
	if t, err = a.load(c.Model); err != nil {
		return nil, "", err
	}
	if path = train.PriorPath(t.run); path == "" {
		return nil, "", usageError(t.run+" is in no run folder", "-o names a file for its prior")
	}
	return t, path, checkFolder(path)
}

// fitCodes are a draw z ~ q(z|x) of each image.
type fitCodes struct {
	splits               *data.Splits
	training, validation evaluate.Labelled // none of validation if there are no such images
}

// codes draws the codes of the run's own images.
func (c *priorCmd) codes(ctx context.Context, a *app, t *trained) (all fitCodes, err error) {
	if all.splits, err = a.splits(ctx, t, "", &source{}, false); err != nil {
		return all, err
	}
	training := all.splits.Train
	switch {
	case !t.owns(all.splits):
		return all, inputf("%s: a prior is fitted to the images that %s was trained on", t.config.Data.Source, t.run)
	case c.ByLabel && !training.Labelled():
		return all, inputf("%s: --by-label needs labels, which its %d images lack", t.config.Data.Source, training.Len())
	}
	binarize := t.config.Data.Binarize
	if all.training, err = evaluate.Draw(ctx, t.Model, training, binarize, c.Seed, 0); err != nil {
		return all, err
	}
	if all.splits.Validation.Len() > 0 {
		all.validation, err = evaluate.Draw(ctx, t.Model, all.splits.Validation, binarize, c.Seed, 1)
	}
	return all, err
}
