package main

import (
	"maps"
	"path/filepath"

	"github.com/alecthomas/kong"

	"vae"
	"vae/data"
	"vae/train"
)

// plan returns the config of the run, but for what the images decide, and its folder.
func (c *importCmd) plan(a *app, w *weights) (*plan, error) {
	if used, err := inUse(c.Out); err != nil {
		return nil, err
	} else if used {
		return nil, usageError("there is a run in "+c.Out, "give another folder with --out")
	}
	t, err := c.training(a, w)
	if err != nil {
		return nil, err
	}
	p := &plan{dir: c.Out, name: w.name}
	if err := t.begin(a, p, a.startOf); err != nil {
		return nil, err
	}
	p.config.Model = w.model(p.config.Model)
	if p.config.Start.Run, err = filepath.Abs(w.path); err != nil {
		return nil, err
	}
	p.config.Start.SHA256 = w.sha256
	if a.gave(&c.Validation) {
		p.config.Data.Validation = c.Validation
	}
	if c.Data == "" {
		p.config.Data = train.Data{Binarize: p.config.Data.Binarize}
	} else {
		p.name = runName(c.Data)
	}
	if w.Told {
		p.colours, p.config.Data.Classes = data.ColoursOf(w.Config.Shape()), labelNames(w.Config.Classes)
	}
	return p, p.place(a, p.config.Data.Source, p.config.Start.Run)
}

// training returns the command that begins a run with the settings of the file and of the flags,
// and the defaults of others.
func (c *importCmd) training(a *app, w *weights) (*trainCmd, error) {
	t := &trainCmd{}
	t.addOptions()
	if err := kong.ApplyDefaults(t, choices()); err != nil {
		return nil, err
	}
	t.Data, t.Validation, t.reading = c.Data, c.Validation, c.reading
	for _, s := range []struct {
		name     string
		flag, to *string
		told     string // by the file, or ""
		final    bool   // the file knows
		need     string // what it is, if there is no default
	}{
		{"--likelihood", &c.Likelihood, &t.Likelihood, w.Config.Likelihood, w.Told, "p(x|z)"},
		{"--activation", &c.Activation, &t.Activation, w.Config.Activation, w.Told, "the activation"},
		{"--binarize", &c.Binarize, &t.Binarize, w.Binarize, w.Binarize != "", ""},
	} {
		switch given := a.gave(s.flag); {
		case given && s.final:
			return nil, usageError(s.name+" is for files that do not say it: "+w.path+" has "+s.told, "")
		case given:
			*s.to = *s.flag
		case s.told != "":
			*s.to = s.told
		case s.need != "":
			return nil, usageError(w.path+" does not say what "+s.need+" is", s.name+" says it: see vae import --help")
		}
	}
	return t, nil
}

// labelNames returns the names of the labels 0, 1, … if these are all that classes have, else nil.
func labelNames(classes []vae.Class) (names []string) {
	for label, class := range classes {
		if class.Label != label || class.Name == "" {
			return nil
		}
		names = append(names, class.Name)
	}
	return names
}

// model returns the config of the model: that of the file or, where it has none, the networks of
// its weights with the rest of another config.
func (w *weights) model(rest vae.Config) vae.Config {
	m := w.Config
	if w.Told {
		return m
	}
	m.Likelihood, m.Activation, m.Init, m.Options = rest.Likelihood, rest.Activation, rest.Init, vae.Options{}
	for _, options := range []vae.Options{rest.Options, w.Config.Options} {
		maps.Copy(m.Options, options)
	}
	return m.WithDefaults()
}
