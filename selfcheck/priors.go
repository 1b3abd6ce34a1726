package selfcheck

import (
	"math"

	"vae"
	"vae/data"
	"vae/dist"
	"vae/evaluate"
	"vae/internal/lineargaussian"
)

// priors checks a mixture as the prior. The KL has no closed form and is estimated from draws; its
// exact value is that of a numerical integral.
func priors(c *checker) error {
	w, err := newMixed(50, c.seed)
	if err != nil {
		return err
	}
	for _, check := range []func(*checker) error{w.density, w.draws, w.bounds, w.objective, w.fitted} {
		if err := check(c); err != nil {
			return err
		}
	}
	return nil
}

// mixed is a linear-Gaussian model with a mixture prior, the same model as an autoencoder, and
// images drawn from it.
type mixed struct {
	exact   lineargaussian.MixtureModel
	network *vae.Model
	set     *data.Set
	images  []float32
	terms   []lineargaussian.Terms // of the images
}

func newMixed(n int, seed uint64) (w mixed, err error) {
	w.exact = lineargaussian.StandardMixture()
	w.images = w.exact.Images(n, seed)
	for i := range n {
		w.terms = append(w.terms, w.exact.Terms(lineargaussian.Loose, row(w.images, i, n)))
	}
	if w.set, err = w.exact.Set(n, seed); err != nil {
		return w, err
	}
	w.network, err = w.exact.VAE(lineargaussian.Loose)
	return w, err
}

// density checks log p(z) − log q(z) of codes z from a wide q, N(0, e² I). Of 100 nats or so at
// most, where the slope is up to 40, rounding leaves 2e-5.
func (w mixed) density(c *checker) error {
	const logVar = 2
	n, latent := len(w.terms), w.exact.Linear.Latent()
	codes := vae.Codes{Mean: make([]float32, n*latent), LogVar: make([]float32, n*latent), Latent: latent}
	for i := range codes.LogVar {
		codes.LogVar[i] = logVar
	}
	eps := normal(n*latent, c.seed, 6)
	weights, err := w.network.Weigh(vae.Input{Images: w.images}, codes, eps)
	if err != nil {
		return err
	}
	q := dist.NewDiagonal(make([]float64, latent), wide(codes.LogVar[:latent]))
	worst := 0.0
	for i, ratio := range weights.LogRatio {
		z := q.Place(row(eps, i, n))
		worst = max(worst, math.Abs(float64(ratio)-(w.exact.Prior.LogProb(z)-q.LogProb(z))))
	}
	c.near("mixture log p(z) − log q(z) less float64, at worst", worst, 0, 1e-4)
	return nil
}

// draws checks that codes drawn from the prior have its density, and its mean 0, from which each
// component alone is far.
func (w mixed) draws(c *checker) error {
	const n = 5000
	codes, err := w.network.Prior(n, c.seed)
	if err != nil {
		return err
	}
	entropy := w.exact.Prior.Entropy()
	logProbs, sums := make([]float64, n), make([]float64, n)
	for i := range n {
		z := wide(row(codes.Codes, i, n))
		logProbs[i] = w.exact.Prior.LogProb(z) + entropy
		sums[i] = z[0] + z[1]
	}
	c.estimate("mean log p(z) of draws from the mixture, −entropy", logProbs, -entropy, 0)
	c.estimate("mean z_1 + z_2 of draws from the mixture", sums, 0, 0)
	return nil
}

// bounds checks figures of package evaluate. The bias of L_1000 is −χ²/2K, as in the function
// bounds, where χ² follows from the effective draws, K/(1 + χ²).
func (w mixed) bounds(c *checker) error {
	const samples = 1000
	var kl, best []float64
	protocol := evaluate.Protocol{Samples: samples, Seed: c.seed}
	err := evaluate.Scores(c.ctx, w.network, w.set, protocol, func(s evaluate.Score) error {
		exact, bias := w.terms[len(kl)], -(samples/s.ESS-1)/(2*samples)
		kl = append(kl, s.KL-exact.KL)
		best = append(best, s.LogLikelihood().Value-(exact.LogProb+bias))
		return nil
	})
	if err != nil {
		return err
	}
	c.estimate("KL(q ‖ p(z)) of draws, mixture prior", kl, w.mean(func(t lineargaussian.Terms) float64 { return t.KL }), 0)
	c.estimate("L_1000, log p(x), mixture prior", best, w.mean(func(t lineargaussian.Terms) float64 { return t.LogProb }), 0)
	return nil
}

// objective checks the expectation of the training objective.
func (w mixed) objective(c *checker) error {
	t, err := w.network.NewTraining(len(w.terms), vae.Objective{})
	if err != nil {
		return err
	}
	nelbo, differences := w.mean(lineargaussian.Terms.NELBO), make([]float64, rounds)
	for r := range differences {
		if err := give(t, vae.Input{Images: w.images}, c.seed, uint64(100+r)); err != nil {
			return err
		}
		terms, err := t.Step(1)
		if err != nil {
			return err
		}
		differences[r] = terms.Objective - nelbo
	}
	c.estimate("objective −ELBO, mixture prior", differences, nelbo, 0)
	return nil
}

// fitted checks a prior that is fitted to draws from the mixture: on other draws its log-density is
// that of the mixture, less what the fit of P = 17 parameters to n codes costs, P/2n = 0.002. Its
// own draws have the density of the mixture, in which a fit errs by as much as the mean of log p
// over n codes does, where log p has a deviation of 1: 0.014, of which five are allowed.
func (w mixed) fitted(c *checker) error {
	const n = 5000
	all, err := w.network.Prior(2*n, c.seed)
	if err != nil {
		return err
	}
	codes, others := row(all.Codes, 0, 2), row(all.Codes, 1, 2)
	settings := vae.PriorSettings{Components: 3, Seed: c.seed}
	p, _, err := w.network.FitPrior(c.ctx, settings, vae.Input{Codes: codes}, vae.Input{})
	if err != nil {
		return err
	}
	m, err := w.network.WithPrior(p)
	if err != nil {
		return err
	}
	logProbs, err := m.LogPrior(vae.Input{Codes: others})
	if err != nil {
		return err
	}
	draws, err := m.Prior(n, c.seed+1)
	if err != nil {
		return err
	}
	entropy := w.exact.Prior.Entropy()
	fit, drawn := make([]float64, n), make([]float64, n)
	for i, l := range logProbs {
		fit[i] = float64(l) - w.exact.Prior.LogProb(wide(row(others, i, n)))
		drawn[i] = w.exact.Prior.LogProb(wide(row(draws.Codes, i, n))) + entropy
	}
	c.estimate("mean log p(z) of a fitted prior, −entropy", fit, -entropy, 0.01)
	c.estimate("mean log p(z) of draws from a fitted prior, −entropy", drawn, -entropy, 5*0.014)
	return nil
}

// mean returns the mean of a term over the images.
func (w mixed) mean(of func(lineargaussian.Terms) float64) (mean float64) {
	for _, t := range w.terms {
		mean += of(t) / float64(len(w.terms))
	}
	return mean
}
