package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"vae"
	"vae/checkpoints"
	"vae/internal/plural"
	"vae/train"
)

// Values of the flag --prior beside a file and the name of the model's own prior.
const (
	fittedPrior = "fitted"
	ownPrior    = "own"
)

// underFitted returns the run with the prior that was fitted to it; nil if there is none. One that
// cannot be used is said.
func (a *app) underFitted(t *trained) *trained {
	path := train.PriorPath(t.run)
	if path == "" {
		return nil
	}
	fitted, err := t.under(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		a.tell("vae: warning: %s; using %s", plain(err), t.priorName())
		a.tell("vae: hint: vae prior %s fits one anew", shellQuoted(t.run))
		return nil
	}
	return fitted
}

// under returns the run with the fitted prior in a file.
func (t *trained) under(path string) (*trained, error) {
	p, err := vae.LoadPrior(path)
	if err != nil {
		return nil, err
	}
	model, err := t.WithPrior(p)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	fitted := *t
	fitted.Model = model
	return &fitted, nil
}

// choosePrior returns the run under the prior that a flag names. Without it that is the fitted one,
// if there is one, which is said.
func (a *app) choosePrior(t *trained, flag, name string) (*trained, error) {
	own := t.config.Model.PriorName()
	switch {
	case name == "":
		if fitted := a.underFitted(t); fitted != nil {
			a.tell("vae: note: from the prior that was fitted to %s, %s; %s %s takes the other",
				t.run, fitted.priorName(), flag, own)
			return fitted, nil
		}
		return t, nil
	case name == ownPrior, name == own:
		return t, nil
	case name == fittedPrior:
		if path := train.PriorPath(t.run); path != "" {
			fitted, err := t.under(path)
			if !errors.Is(err, fs.ErrNotExist) {
				return fitted, err
			}
		}
		return nil, usageError("no prior has been fitted to "+t.run, "vae prior "+t.run+" fits one")
	case hasPriorEnding(name):
		if _, err := os.Stat(name); err != nil {
			return nil, usagef("%s %s: %v", flag, name, reason(err))
		}
		return t.under(name)
	}
	return nil, usageError(fmt.Sprintf("%s %s is not that of %s", flag, name, t.run),
		fmt.Sprintf("want %s, %s, or the file of a fitted one", own, fittedPrior))
}

// hasPriorEnding reports whether a path ends like the file of a fitted prior.
func hasPriorEnding(path string) bool { return strings.HasSuffix(path, checkpoints.Extension) }

// priorName says in a few words what p(z) is.
func (t *trained) priorName() string {
	if f := t.Fitted(); f != nil {
		return fitText(f.PriorFit)
	}
	m := t.config.Model
	if m.Prior == "" {
		return "N(0, I)"
	}
	text := m.Prior
	if o, ok := vae.Priors().First(m.Prior); ok {
		text += fmt.Sprintf(":%g", m.Options[o.Name])
	}
	return text
}

// fitText says what a fitted prior is.
func fitText(f vae.PriorFit) string {
	kind := "normal distribution"
	if f.Diagonal {
		kind = "diagonal " + kind
	}
	text := "a mixture of " + plural.Of(f.Components, kind)
	if f.Classes != nil {
		text += " for " + plural.Of(len(f.Classes), "class")
	}
	return text
}
