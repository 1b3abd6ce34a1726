package selfcheck

import (
	"math"

	"vae"
	"vae/internal/lineargaussian"
	"vae/internal/reduce"
)

// draws checks the draws of a model: those of images have the density of the model, in which log
// p(x) has the variance D/2, and codes of images are distributed as the prior.
func draws(c *checker) error {
	const n = 5000
	w, err := newWorld(lineargaussian.Exact, n, c.seed)
	if err != nil {
		return err
	}
	prior, err := w.network.Prior(n, c.seed)
	if err != nil {
		return err
	}
	images, err := w.network.Draw(prior, c.seed)
	if err != nil {
		return err
	}
	logProbs := make([]float64, n)
	for i := range logProbs {
		logProbs[i] = w.exact.LogProb(row(images, i, n))
	}
	pixels, latent := float64(w.exact.Pixels()), float64(w.exact.Latent())
	c.within("mean log p(x) of drawn images, −entropy", reduce.Mean(logProbs), -w.exact.Entropy(),
		math.Sqrt(pixels/2/n), 0)

	codes, err := w.network.Encode(vae.Input{Images: w.images})
	if err != nil {
		return err
	}
	z := codes.Sample(c.seed)
	c.within("mean z² of posterior draws, the prior's", dot(z, z)/(n*latent), 1, math.Sqrt(2/latent/n), 0)
	return nil
}

// unit returns the linear-Gaussian model to train on. Noise of σ = 1 makes the weights of encoder
// and decoder alike in size, which suits Adam, but pixels leave the range 0 to 1.
func unit() lineargaussian.Model {
	m := lineargaussian.Standard()
	m.Scales, m.Sigma = []float64{4, 2, 1}, 1
	return m
}

// The training of learning.
const (
	trainingSteps = 2000
	trainingBatch = 128
	trainingRate  = 0.05 // at first; it falls linearly to zero
)

// learning trains an autoencoder on images of a linear-Gaussian model from random weights, and
// checks that its ELBO on fresh images reaches log p(x), its maximum: with the KL in closed form,
// and with that of draws, L_1, which does not depend on the draws if q(z|x) = p(z|x).
//
// Maximum likelihood with P weights on N images costs P/2N nats on fresh ones: 0.0005, with P about
// 120 and N half of the 256,000 images, since the rate falls. The noise of Adam's steps costs more:
// 0.004 in the median of 24 seeds, 0.009 at most.
func learning(c *checker) error {
	const n, samples, excess = 2000, 16, 0.01
	exact := unit()
	m, err := vae.New(exact.Config(), c.seed, vae.Start{Mean: uniform(exact.Pixels(), c.seed)})
	if err != nil {
		return err
	}
	if err := fit(c, m, exact); err != nil {
		return err
	}
	images := exact.Images(n, c.seed)
	codes, weights, err := weigh(m, images, normal(n*samples*exact.Latent(), c.seed, 5))
	if err != nil {
		return err
	}
	closed, _, err := m.KL(codes)
	if err != nil {
		return err
	}
	elbo, one, logProb := make([]float64, n), make([]float64, n), 0.0
	for i, kl := range closed {
		l := exact.LogProb(row(images, i, n))
		logProb += l / n
		elbo[i] = reduce.Mean(row(weights.LogProb, i, n)) - float64(kl) - l
		one[i] = reduce.Mean(row(weights.LogProb, i, n)) + reduce.Mean(row(weights.LogRatio, i, n)) - l
	}
	c.estimate("ELBO after training, log p(x)", elbo, logProb, excess)
	c.estimate("L_1 after training, log p(x)", one, logProb, excess)
	return nil
}

// fit trains the model on new images in every step.
func fit(c *checker, m *vae.Model, exact lineargaussian.Model) error {
	t, err := m.NewTraining(trainingBatch, vae.Objective{})
	if err != nil {
		return err
	}
	descend := newAdam(t)
	images := exact.Images(trainingSteps*trainingBatch, c.seed+1)
	for step := range trainingSteps {
		if err := c.ctx.Err(); err != nil {
			return err
		}
		if err := give(t, vae.Input{Images: row(images, step, trainingSteps)}, c.seed, uint64(1000+step)); err != nil {
			return err
		}
		if _, err := t.Step(1); err != nil {
			return err
		}
		descend(trainingRate * (1 - float64(step)/trainingSteps))
	}
	return nil
}
