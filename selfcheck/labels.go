package selfcheck

import (
	"math"
	"slices"
	"strings"

	"vae"
	"vae/dist"
	"vae/internal/lineargaussian"
)

// classes are those of conditional models.
var classes = []vae.Class{{Label: 0, Images: 1}, {Label: 1, Images: 3}}

// labels checks conditional models with priors that are normal distributions or mixtures of them
// for each class, with weights as they are after training: what they give for labels is that of the
// class, in float64.
func labels(c *checker) error {
	for _, prior := range []string{vae.ClassPrior, "mixture", "vamp"} {
		w, err := newLabelled(prior, c.seed)
		if err != nil {
			return err
		}
		for _, check := range []func(*checker) error{w.density, w.draws, w.divergence} {
			if err := check(c); err != nil {
				return err
			}
		}
	}
	return nil
}

// labelled is a conditional model with its prior of each class.
type labelled struct {
	network *vae.Model
	prior   string
	of      []lineargaussian.Mixture
}

func newLabelled(prior string, seed uint64) (w labelled, err error) {
	config := small("bernoulli")
	config.Conditional, config.Classes = true, classes
	config.Prior, config.Options = prior, vae.Priors().Complete(prior, nil)
	if config.Options != nil {
		config.Options["components"] = 3
	}
	w.prior = prior
	if w.network, err = vae.New(config, seed, vae.Start{Mean: uniform(config.Pixels(), seed)}); err != nil {
		return w, err
	}
	for i, p := range w.network.Parameters() {
		for j, v := range normal(len(p.Data), seed, uint64(20+i)) {
			p.Data[j] += 0.4 * v
		}
	}
	components, err := w.components()
	each := len(components) / len(classes)
	for y := range classes {
		p := lineargaussian.Mixture{Components: components[y*each : (y+1)*each]}
		for range each {
			p.Weights = append(p.Weights, 1/float64(each))
		}
		w.of = append(w.of, p)
	}
	return w, err
}

// components returns the components of the prior, class after class.
func (w labelled) components() (all []dist.Diagonal, err error) {
	parameters := w.network.Parameters()
	own := slices.IndexFunc(parameters, func(p *vae.Parameter) bool { return strings.HasPrefix(p.Name, "prior/") })
	weights := parameters[own] // (C·K, 2Z), or the pseudo-inputs (C·K, D)
	rows, latent := weights.Shape[0], w.network.Config().Latent
	if w.prior == "vamp" {
		in := vae.Input{Images: weights.Data}
		for r := range rows {
			in.Labels = append(in.Labels, classes[r*len(classes)/rows].Label)
		}
		q, err := w.network.Encode(in)
		for i := range rows {
			all = append(all, dist.NewDiagonal(wide(row(q.Mean, i, rows)), wide(row(q.LogVar, i, rows))))
		}
		return all, err
	}
	for i := range rows {
		theta := wide(row(weights.Data, i, rows))
		all = append(all, dist.NewDiagonal(theta[:latent], theta[latent:]))
	}
	return all, nil
}

// check returns the name of a check of this prior.
func (w labelled) check(of string) string { return of + ", " + w.prior }

// density checks log p(z|y) of codes that are scattered wider than the prior. Of 100 nats at most,
// rounding leaves 1e-5.
func (w labelled) density(c *checker) error {
	const n = 100
	z := vae.Input{Codes: normal(n*w.network.Config().Latent, c.seed, 7)}
	for i := range n {
		z.Labels = append(z.Labels, classes[i%len(classes)].Label)
	}
	for i := range z.Codes {
		z.Codes[i] *= 3
	}
	logProbs, err := w.network.LogPrior(z)
	if err != nil {
		return err
	}
	worst := 0.0
	for i, l := range logProbs {
		worst = max(worst, math.Abs(float64(l)-w.of[i%len(classes)].LogProb(wide(row(z.Codes, i, n)))))
	}
	c.near(w.check("log p(z|y) less float64, at worst"), worst, 0, 1e-4)
	return nil
}

// draws checks that codes drawn given labels y ~ p(y) have the density p(z|y), and the shares of
// classes among these labels.
func (w labelled) draws(c *checker) error {
	const n = 3000
	z, err := w.network.Prior(n, c.seed)
	if err != nil {
		return err
	}
	var entropies []float64
	for _, p := range w.of {
		entropies = append(entropies, p.Entropy())
	}
	off, entropy, second := make([]float64, n), 0.0, 0.0
	for i, y := range z.Labels {
		off[i] = w.of[y].LogProb(wide(row(z.Codes, i, n))) + entropies[y]
		entropy += entropies[y] / n
		second += float64(y) / n
	}
	c.estimate(w.check("mean log p(z|y) of draws, −entropy"), off, -entropy, 0)
	c.within(w.check("share of the class y = 1 in draws"), second, 0.75, math.Sqrt(0.75*0.25/n), 0)
	return nil
}

// divergence checks KL(q(z|x, y) ‖ p(z|y)) where it has a closed form. Of some 10 nats, rounding
// leaves 1e-6 for each of a few operations.
func (w labelled) divergence(c *checker) error {
	const n = 50
	latent := w.network.Config().Latent
	q := vae.Codes{Mean: normal(n*latent, c.seed, 8), LogVar: normal(n*latent, c.seed, 9), Latent: latent}
	for i := range n {
		q.Labels = append(q.Labels, classes[i%len(classes)].Label)
	}
	kl, closed, err := w.network.KL(q)
	if err != nil || !closed {
		return err
	}
	worst := 0.0
	for i, got := range kl {
		want := dist.NewDiagonal(wide(row(q.Mean, i, n)), wide(row(q.LogVar, i, n))).KL(w.of[i%len(classes)].Components[0])
		worst = max(worst, math.Abs(float64(got)-want))
	}
	c.near(w.check("KL(q ‖ p(z|y)) less exact, at worst"), worst, 0, 2e-5)
	return nil
}
