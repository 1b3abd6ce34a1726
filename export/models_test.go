package export_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"vae"
	"vae/internal/rng"
)

// classes are those of conditional models.
var classes = []vae.Class{{Label: 2, Name: "two", Images: 1}, {Label: 5, Images: 3}, {Label: 9, Images: 2}}

// configs returns a small config of every network, likelihood and prior, by name.
func configs(t *testing.T) map[string]vae.Config {
	t.Helper()
	shapes := map[string]vae.Shape{}
	for _, net := range vae.Nets().Names {
		if _, err := (vae.Config{}).WithNetwork(net + ":3,4/6"); err != nil { // it has no levels
			shapes[net+":7"] = vae.Shape{C: 3, H: 3, W: 2}
			continue
		}
		shapes[net+":3,4/6"] = vae.Shape{C: 1, H: 9, W: 7}
		shapes[net+":3,4/6+res"] = vae.Shape{C: 3, H: 6, W: 5}
	}
	more := map[string]vae.Shape{
		"mlp:": {C: 1, H: 5, W: 6}, "conv:4": {C: 3, H: 2, W: 3}, "conv:4/6,5+res": {C: 1, H: 5, W: 4},
	}
	all := map[string]vae.Config{}
	for net, shape := range shapes {
		for _, likelihood := range vae.Likelihoods().Names {
			for _, prior := range vae.Priors().Names {
				for _, conditional := range []bool{false, true} {
					c := vae.Config{Latent: 3, Likelihood: likelihood, Prior: prior}
					if _, ok := vae.Priors().First(prior); ok {
						c.Options = vae.Options{"components": 4}
					}
					if conditional {
						c.Conditional, c.Classes = true, classes
					} else if prior == vae.ClassPrior {
						continue
					}
					c, err := c.WithNetwork(net)
					if err != nil {
						t.Fatal(err)
					}
					name := fmt.Sprintf("%s %s %s %v", net, likelihood, prior, conditional)
					all[name] = c.WithShape(shape)
				}
			}
		}
	}
	for name, shape := range more {
		for _, likelihood := range vae.Likelihoods().Names {
			c, err := vae.Config{Latent: 3, Likelihood: likelihood}.WithNetwork(name)
			if err != nil {
				t.Fatal(err)
			}
			all[name+" "+likelihood] = c.WithShape(shape)
		}
	}
	for _, activation := range vae.Activations().Names {
		c := all["conv:3,4/6 bernoulli standard false"]
		c.Activation = activation
		all[activation] = c
	}
	return all
}

// newModel returns a model of the config whose weights are random, also those that start at zeros.
func newModel(t *testing.T, c vae.Config) *vae.Model {
	t.Helper()
	mean := make([]float32, c.Pixels())
	for i := range mean {
		mean[i] = 0.5
	}
	m, err := vae.New(c, 1, vae.Start{Mean: mean})
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range m.Parameters() {
		for k, v := range normal(uint64(i), len(p.Data)) {
			p.Data[k] += 0.2 * v
		}
	}
	return m
}

// extreme returns the model with scales of the codes and pixels that lie beyond their bounds.
func extreme(m *vae.Model) *vae.Model {
	pixels := m.Config().Pixels()
	for _, p := range m.Parameters() {
		switch {
		case p.Name == "encoder/posterior/bias":
			p.Data[m.Config().Latent], p.Data[m.Config().Latent+1] = -30, 30
		case strings.HasPrefix(p.Name, "likelihood/"):
			p.Data[0] = -30
		case p.Name == "decoder/pixels/bias" && len(p.Data) > pixels:
			p.Data[pixels], p.Data[pixels+2] = -30, 3
		case p.Name == "decoder/pixels/bias":
			p.Data[0], p.Data[1] = -40, 40
		}
	}
	return m
}

// fitted returns a model under a prior that was fitted to codes, by class too.
func fitted(t *testing.T, c vae.Config, byClass bool) *vae.Model {
	t.Helper()
	m := newModel(t, c)
	settings := vae.PriorSettings{Components: 2, Seed: 1}
	if byClass {
		settings.Classes = classes
	}
	in := vae.Input{Codes: normal(5, 600*c.Latent)}
	for i := range 600 {
		in.Labels = append(in.Labels, classes[[]int{0, 1, 1, 1, 2, 2}[i%6]].Label)
		in.Codes[i*c.Latent] += float32(i % 6)
	}
	if !byClass {
		in.Labels = nil
	}
	p, _, err := m.FitPrior(context.Background(), settings, in, vae.Input{})
	if err != nil {
		t.Fatal(err)
	}
	if m, err = m.WithPrior(p); err != nil {
		t.Fatal(err)
	}
	return m
}

func normal(seed uint64, n int) []float32 {
	x := make([]float32, n)
	source := rng.Stream(seed, "test", 0)
	source.Normal(x)
	return x
}
