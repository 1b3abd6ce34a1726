package selfcheck

import (
	"cmp"
	"math"
	"slices"

	"vae"
	"vae/evaluate"
	"vae/internal/lineargaussian"
	"vae/internal/reduce"
)

// divergence checks the closed form of KL(q(z|x) ‖ p(z)) against the mean of log q(z|x) − log p(z)
// over draws z, for many normal distributions.
func divergence(c *checker) error {
	const n, samples = 200, 500
	config := small("bernoulli")
	m, err := vae.New(config, c.seed, vae.Start{Mean: uniform(config.Pixels(), c.seed)})
	if err != nil {
		return err
	}
	latent := config.Latent
	codes := vae.Codes{Mean: normal(n*latent, c.seed, 1), LogVar: normal(n*latent, c.seed, 2), Latent: latent}
	for i := range codes.LogVar {
		codes.LogVar[i]-- // variances below 1, as posteriors have them
	}
	images := uniform(n*config.Pixels(), c.seed)
	w, err := m.Weigh(vae.Input{Images: images}, codes, normal(n*samples*latent, c.seed, 3))
	if err != nil {
		return err
	}
	differences := make([]float64, n)
	closed, _, err := m.KL(codes)
	if err != nil {
		return err
	}
	for i, kl := range closed {
		differences[i] = float64(kl)
		for _, ratio := range row(w.LogRatio, i, n) {
			differences[i] += float64(ratio) / samples
		}
	}
	c.estimate("KL(q ‖ p(z)), closed form less Monte Carlo", differences, 0, 0)
	return nil
}

// bounds checks the figures of package evaluate where q(z|x) is not the true posterior.
//
// With importance weights w/p(x) of mean 1 and variance χ², and e the mean of K of them less 1, the
// bias of L_K is E[log(1 + e)] = −E[e²]/2 + E[e³]/3 − … = −χ²/2K + O(1/K²). The second term is a
// thousandth of the standard error here.
func bounds(c *checker) error {
	const n, samples = 200, 1000
	w, err := newWorld(lineargaussian.Loose, n, c.seed)
	if err != nil {
		return err
	}
	var off offsets
	protocol := evaluate.Protocol{Samples: samples, Seed: c.seed}
	err = evaluate.Scores(c.ctx, w.network, w.set, protocol, func(s evaluate.Score) error {
		i := len(off.recon)
		off.add(s, w.terms(i), -w.variance(i)/(2*samples))
		return nil
	})
	if err != nil {
		return err
	}
	logProb := w.mean(func(i int) float64 { return w.terms(i).LogProb })
	gap := w.mean(func(i int) float64 { return w.terms(i).Gap })
	recon := w.mean(func(i int) float64 { return w.terms(i).Recon })
	// The encoder's weights, up to 6 on 16 pixels, are rounded to float32: means err by 1e-5.
	c.near("KL(q ‖ p(z)) less its exact value, at worst", off.kl, 0, 2e-5)
	c.estimate("recon", off.recon, recon, 0)
	c.estimate("L_1, the ELBO", off.one, logProb-gap, 0)
	c.near("images of 200 on which L_1, L_10, L_100, L_1000 fall", off.falls, 0, 0)
	c.estimate("L_1000, log p(x)", off.best, logProb, 0)
	c.estimate("L_1000 − ELBO, KL(q ‖ p(z|x))", off.gap, gap, 0)
	c.within("squared z-score of L_1000 by its own error", reduce.Mean(off.squares), 1, math.Sqrt(2.0/n), 0)
	return nil
}

// offsets hold how far the figures of images are from their exact values.
type offsets struct {
	recon, one, best, gap []float64 // (N)
	squares               []float64 // (N), of the best bound's, in units of its standard error
	kl                    float64   // the largest
	falls                 float64   // images whose bounds fall when K rises
}

func (o *offsets) add(s evaluate.Score, exact lineargaussian.Terms, bias float64) {
	l := s.LogLikelihood()
	best := l.Value - (exact.LogProb + bias)
	o.recon = append(o.recon, s.Recon-exact.Recon)
	o.one = append(o.one, s.Bounds[0].Value-(exact.LogProb-exact.Gap))
	o.best = append(o.best, best)
	o.gap = append(o.gap, l.Value+s.NELBO()-(exact.Gap+bias))
	o.squares = append(o.squares, best*best/l.Variance)
	o.kl = max(o.kl, math.Abs(s.KL-exact.KL))
	if !slices.IsSortedFunc(s.Bounds, func(a, b evaluate.Bound) int { return cmp.Compare(a.Value, b.Value) }) {
		o.falls++
	}
}

// truth checks what holds for every draw if q(z|x) = p(z|x): each importance weight is p(x), and
// the doubly reparameterised gradient of the encoder is zero.
func truth(c *checker) error {
	const n, samples = 50, 20
	w, err := newWorld(lineargaussian.Exact, n, c.seed)
	if err != nil {
		return err
	}
	_, weights, err := weigh(w.network, w.images, normal(n*samples*w.exact.Latent(), c.seed, 4))
	if err != nil {
		return err
	}
	worst := 0.0
	for i, logProb := range weights.LogProb {
		logWeight := float64(logProb) + float64(weights.LogRatio[i])
		worst = max(worst, math.Abs(logWeight-w.terms(i/samples).LogProb))
	}
	// Rounding: of 30 nats to 2e-6, and of pixels to 6e-8, at slopes of up to 4/σ.
	c.near("log-weights at q = p(z|x) less log p(x), at worst", worst, 0, 1e-4)

	t, err := w.network.NewTraining(n, vae.Objective{Bound: "iwae", Samples: samples, Gradient: "dreg"})
	if err != nil {
		return err
	}
	if err := give(t, vae.Input{Images: w.images}, c.seed, 4); err != nil {
		return err
	}
	all, err := gradients(t, 1)
	if err != nil {
		return err
	}
	worst = 0
	for _, g := range all[:2] { // the encoder's
		for _, d := range g.Grad {
			worst = max(worst, math.Abs(float64(d)))
		}
	}
	// A thousandth of that is left here: the rounding has no preferred sign.
	c.near("DReG of the encoder at q = p(z|x), at worst", worst, 0, 1e-5)
	return nil
}
