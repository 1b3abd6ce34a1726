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
	for name, c := range networks() {
		all[name] = c
		labelled := conditional()
		labelled.Filters, labelled.Residual, labelled.Hidden, labelled.Net = c.Filters, c.Residual, c.Hidden, c.Net
		all["conditional "+name] = labelled.WithShape(c.Shape())
		labelled.Prior, c.Prior = "vamp", "vamp" // whose pseudo-inputs go through the encoder
		all["conditional vamp "+name], all["vamp "+name] = labelled.WithShape(c.Shape()), c
	}
	for _, likelihood := range vae.Likelihoods().Names {
		all["colour "+likelihood] = all[likelihood].WithShape(vae.Shape{C: 3, H: 2, W: 2})
	}
	return all
}

// networks returns a small config of each network, with residual blocks too, in grey and in colour.
func networks() map[string]vae.Config {
	all := map[string]vae.Config{}
	for _, name := range vae.Nets().Names {
		for _, sizes := range []string{":5", ":3/5", ":3/5+res"} {
			c, err := small().WithNetwork(name + sizes)
			if err != nil { // the form of another kind
				continue
			}
			for _, shape := range []vae.Shape{{C: 1, H: 5, W: 4}, {C: 3, H: 2, W: 3}} {
				c.Activation = "" // that of the kind
				if shape.C == 3 {
					c.Likelihood = "gaussian-per-pixel"
				}
				all[c.Network()+" of "+shape.String()] = c.WithShape(shape)
			}
		}
	}
	return all
}

// eachNetwork runs a test on a small model of each network.
func eachNetwork(t *testing.T, test func(t *testing.T, m *vae.Model)) {
	for name, c := range networks() {
		t.Run(name, func(t *testing.T) { test(t, newModel(t, c)) })
	}
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
