package vae

import (
	"fmt"

	"vae/internal/kernel"
)

// Bounds are the terms of the negative evidence lower bound of n images, in nats.
type Bounds struct {
	Codes
	Recon []float32 // −log p(x|z), summed over pixels, for the one draw z of each image
	KL    []float32 // KL(q(z|x) ‖ p(z))
}

// Bound returns the terms of the negative evidence lower bound of each image (n·D),
// with the draw z = μ + σ ⊙ ε that belongs to eps (n·Latent). Their sum is an
// unbiased estimate of −ELBO where eps is standard normal.
func (m *Model) Bound(images, eps []float32) (Bounds, error) {
	codes, err := m.Encode(images)
	if err != nil {
		return Bounds{}, err
	}
	if len(eps) != len(codes.Mean) {
		return Bounds{}, fmt.Errorf("vae: noise of %d numbers, want %d", len(eps), len(codes.Mean))
	}
	weights, err := m.Weigh(images, codes, eps)
	if err != nil {
		return Bounds{}, err
	}
	for i, v := range weights.LogProb {
		weights.LogProb[i] = -v
	}
	return Bounds{Codes: codes, Recon: weights.LogProb, KL: codes.KL(m.config.Latent)}, nil
}

// KL returns KL(q(z|x) ‖ p(z)) of each image (n), in nats, for codes of the given
// number of dimensions.
func (c Codes) KL(latent int) []float32 {
	kl := make([]float32, len(c.Mean)/latent)
	kernel.GaussianKL(kl, c.join(latent), len(kl), latent)
	return kl
}

// join returns rows of means and log-variances: what split parts.
func (c Codes) join(latent int) []float32 {
	params := make([]float32, 0, 2*len(c.Mean))
	for i := 0; i < len(c.Mean); i += latent {
		params = append(append(params, c.Mean[i:i+latent]...), c.LogVar[i:i+latent]...)
	}
	return params
}

// Weights are the logarithms of the importance weights of S draws z ~ q(z|x) of each of
// n images, n rows of S, in nats: log w = LogProb + LogRatio, and the mean of w is an
// unbiased estimate of p(x). Burda, Grosse & Salakhutdinov 2016 (arXiv:1509.00519).
type Weights struct {
	LogProb  []float32 // log p(x|z)
	LogRatio []float32 // log p(z) − log q(z|x)
}

// Weigh returns the importance weights of the draws z = μ + σ ⊙ ε that belong to eps
// (n·S·Latent), S successive rows for each of n images (n·D) with the given codes.
func (m *Model) Weigh(images []float32, codes Codes, eps []float32) (Weights, error) {
	n, err := rows("images", images, m.config.Pixels())
	if err != nil {
		return Weights{}, err
	}
	latent := m.config.Latent
	if len(codes.Mean) != n*latent || len(codes.LogVar) != n*latent {
		return Weights{}, fmt.Errorf("vae: codes of %d and %d numbers for %d images, want %d", len(codes.Mean), len(codes.LogVar), n, n*latent)
	}
	draws := len(eps) / (n * latent)
	if draws == 0 || len(eps) != n*draws*latent {
		return Weights{}, fmt.Errorf("vae: noise of %d numbers for %d images, want a multiple of %d", len(eps), n, n*latent)
	}
	parts := ceilDiv(draws, maxRows)
	size := ceilDiv(draws, parts) // draws of a part; the last part of an image may lack some
	stage := m.drawing(m.weighing, size, m.buildWeights)
	out, err := stage.run(n*parts,
		repeat(images, n, parts),
		repeat(codes.join(latent), n, parts),
		resize(eps, n, draws*latent, parts*size*latent))
	if err != nil {
		return Weights{}, fmt.Errorf("vae: weigh: %w", err)
	}
	return Weights{
		LogProb:  resize(out[0], n, parts*size, draws),
		LogRatio: resize(out[1], n, parts*size, draws),
	}, nil
}

func ceilDiv(a, b int) int { return (a + b - 1) / b }

// repeat returns n rows, each times times in succession.
func repeat(x []float32, n, times int) []float32 {
	if times == 1 {
		return x
	}
	out := make([]float32, 0, len(x)*times)
	for i := range n {
		for range times {
			out = append(out, part(x, i, n)...)
		}
	}
	return out
}

// resize returns n rows of another width: cut off, or with zeros added.
func resize(x []float32, n, width, newWidth int) []float32 {
	if width == newWidth {
		return x
	}
	out := make([]float32, n*newWidth)
	for i := range n {
		copy(part(out, i, n), part(x, i, n))
	}
	return out
}

// drawing returns the one of the stages that is for so many draws of each image. It keeps
// the last alone: the arrays of its programs are large.
func (m *Model) drawing(stages map[int]*stage, draws int, build func(draws int) buildFunc) *stage {
	m.mu.Lock()
	defer m.mu.Unlock()
	s, ok := stages[draws]
	if !ok {
		s = &stage{params: m.params, build: build(draws), draws: draws}
		clear(stages)
		stages[draws] = s
	}
	return s
}
