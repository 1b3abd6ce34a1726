package vae_test

import (
	"testing"

	"vae"
)

// conditional returns small, conditional on one of three classes.
func conditional() vae.Config {
	c := small()
	c.Conditional, c.Prior = true, vae.ClassPrior
	c.Classes = []vae.Class{{Label: 2, Name: "two", Images: 1}, {Label: 5, Images: 3}, {Label: 9, Images: 2}}
	return c
}

// input returns n images with pixels in (0, 1) and, of a conditional model, labels.
func input(n int, c vae.Config) vae.Input {
	in := vae.Input{Images: ink(n, c)}
	for i := range n {
		if c.Conditional {
			in.Labels = append(in.Labels, c.Classes[i%len(c.Classes)].Label)
		}
	}
	return in
}

// kinds returns a small config of each likelihood and of each prior, by name.
func kinds() map[string]vae.Config {
	all := map[string]vae.Config{}
	for _, likelihood := range vae.Likelihoods().Names {
		c := small()
		if c.Likelihood = likelihood; likelihood == "gaussian" {
			c.Options = vae.Options{"sigma": 0.5} // smooth over the finite differences
		}
		all[likelihood] = c
	}
	for _, prior := range vae.Priors().Names {
		c := conditional()
		c.Prior = prior
		all["conditional prior "+prior] = c
		if prior != vae.ClassPrior {
			c.Conditional, c.Classes = false, nil
			all["prior "+prior] = c
		}
	}
	return all
}

// models returns a small model of each kind, and with fitted priors.
func models(t *testing.T) map[string]*vae.Model {
	t.Helper()
	all := map[string]*vae.Model{}
	for name, c := range kinds() {
		all[name] = newModel(t, c)
	}
	plain, labelled := newModel(t, small()), newModel(t, conditional())
	all["fitted prior"] = with(t, plain, fit(t, plain, false))
	all["fitted prior by class"] = with(t, plain, fit(t, plain, true))
	all["conditional fitted prior"] = with(t, labelled, fit(t, labelled, true))
	return all
}
