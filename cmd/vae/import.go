package main

import (
	"context"
	"errors"
	"slices"
	"strings"

	"vae"
	"vae/data"
	"vae/train"
)

type importCmd struct {
	File string `arg:"" help:"Weights: a file .safetensors, or the folder of an export. Layouts: ${layouts}."`
	Data string `arg:"" optional:"" help:"Name of a data set or path to the images that the model was trained on. Without them the run cannot be resumed, and commands on it need DATA."`

	Likelihood string `placeholder:"NAME" help:"p(x|z), where the file does not say it: ${likelihoods}."`
	Activation string `placeholder:"NAME" help:"Activation of the hidden layers, where the file does not say it: ${activations}."`
	Binarize   string `placeholder:"NAME" help:"How grey pixels became black or white in training, where the file does not say it: ${binarizations} (default: none)."`
	Validation int    `default:"5000" help:"Training images held out for validation; of a small set a tenth."`
	reading    `embed:""`

	Out string `short:"o" placeholder:"RUN" help:"Run folder (default: runs/NAME-NNN)."`
}

// check returns an error if a flag names nothing that is known.
func (c *importCmd) check(a *app) error {
	name, _, _ := strings.Cut(c.Likelihood, ":")
	for _, s := range []struct {
		flag *string
		name string
		menu vae.Menu
	}{
		{&c.Likelihood, name, vae.Likelihoods()}, {&c.Activation, c.Activation, vae.Activations()},
		{&c.Binarize, c.Binarize, data.Binarizations()},
	} {
		if a.gave(s.flag) && !slices.Contains(s.menu.Names, s.name) {
			return usagef("%s %q is not known (known: %s)", a.flags[s.flag], s.name, strings.Join(s.menu.Names, ", "))
		}
	}
	return nil
}

func (c *importCmd) Run(a *app) error {
	signals := catchSignals()
	defer signals.release()
	w, err := readWeights(a, c.File)
	if err != nil {
		return err
	}
	p, err := c.plan(a, w)
	if err != nil {
		return err
	}
	if err := c.complete(signals.ctx, a, p, w); err != nil {
		return signals.stopped(err)
	}
	model, err := w.Model(p.config.Model)
	if err != nil {
		return w.fault(err)
	}
	folder, err := p.folder()
	if err != nil {
		return err
	}
	defer folder.Close()
	signals.wait()
	if err := train.Import(folder, p.config, model); err != nil {
		return errors.Join(err, p.undo(folder))
	}
	w.announce(a, model)
	a.wrote(p.dir)
	return nil
}

// complete adds to the config what the images decide, and checks that they are like those of the
// weights.
func (c *importCmd) complete(ctx context.Context, a *app, p *plan, w *weights) error {
	m := &p.config.Model
	if c.Data == "" {
		shape, err := c.shape(a, w)
		if err != nil {
			return err
		}
		*m = m.WithShape(shape)
		if m.Conditional && m.Classes == nil {
			return usageError(w.path+" is of a conditional model, and does not name the classes", "DATA names them")
		}
		if err := p.config.Validate(); err != nil {
			return usageError(err.Error(), "")
		}
		return nil
	}
	if _, err := p.open(ctx, a); err != nil {
		return err
	}
	have, want := m.Shape(), w.Config.Shape()
	if !w.Told {
		var err error
		if want, err = w.Shape(have.H, have.W); err != nil {
			return inputf("%s: %v", c.Data, err)
		}
	}
	if have != want {
		return inputf("the images of %s are %v, the model of %s takes %v", c.Data, have, w.path, want)
	}
	return nil
}

// shape returns the shape of images where none are named.
func (c *importCmd) shape(a *app, w *weights) (shape vae.Shape, err error) {
	for _, flag := range []any{&c.Validation, &c.Fit, &c.Grey, &c.Invert, &c.Transpose, &c.Background, &c.SkipBad, &c.Limit} {
		if a.gave(flag) {
			return shape, usageError(a.flags[flag]+" is for DATA, and none are named", "")
		}
	}
	switch size, err := parseSize(c.Size); {
	case err != nil:
		return shape, err
	case w.Told && c.Size != "" && (size.Height != w.Config.Height || size.Width != w.Config.Width):
		return shape, usagef("--size %s: %s is a model of images of %v", c.Size, w.path, w.Config.Shape())
	case w.Told:
		return w.Config.Shape(), nil
	case c.Size == "":
		return shape, usageError(w.path+" does not say how high and wide images are", "--size 28x28, or DATA, says it")
	default:
		if shape, err = w.Shape(size.Height, size.Width); err != nil {
			return shape, usagef("--size %s: %v", c.Size, err)
		}
		return shape, nil
	}
}

// announce says what became of the weights.
func (w *weights) announce(a *app, model *vae.Model) {
	for _, note := range w.Notes {
		a.tell("vae: note: %s: %s", w.path, note)
	}
	m := model.Config()
	a.tell("%s: %s: %d weights, %s, %s", w.path, layers(model), model.Weights(), m.Activation, distributions(m))
}
