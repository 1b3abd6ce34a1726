package vae

import (
	"fmt"

	"vae/internal/fault"
)

// ImportanceWeights are the logarithms of the importance weights of S draws z ~ q(z|x) of each of n
// images, n rows of S, in nats: log w = LogProb + LogRatio, and the mean of w is an unbiased
// estimate of p(x). Burda, Grosse & Salakhutdinov 2016 (arXiv:1509.00519).
type ImportanceWeights struct {
	LogProb  []float32 // log p(x|z)
	LogRatio []float32 // log p(z) − log q(z|x)
}

// Weigh returns the importance weights of the draws z = μ + σ ⊙ ε that belong to eps (n·S·Latent),
// S successive rows for each of n images of the input with the given codes.
func (m *Model) Weigh(in Input, codes Codes, eps []float32) (w ImportanceWeights, err error) {
	defer fault.Mark("vae", &err)
	n, err := rows("images", in.Images, m.config.Pixels())
	if err != nil {
		return w, err
	}
	latent := m.config.Latent
	if len(codes.Mean) != n*latent || len(codes.LogVar) != n*latent {
		return w, fmt.Errorf("codes of %d and %d numbers for %d images, want %d", len(codes.Mean), len(codes.LogVar), n, n*latent)
	}
	draws := len(eps) / (n * latent)
	if draws == 0 || len(eps) != n*draws*latent {
		return w, fmt.Errorf("noise of %d numbers for %d images, want a multiple of %d", len(eps), n, n*latent)
	}
	parts := (draws + maxRows - 1) / maxRows
	size := (draws + parts - 1) / parts // draws of a part; the last part of an image may lack some
	out, err := m.forDraws(m.weighing, size, m.buildWeights).run(n*parts,
		repeat(in.Images, n, parts),
		repeat(codes.join(), n, parts),
		resize(eps, n, draws*latent, parts*size*latent))
	if err != nil {
		return w, fmt.Errorf("weigh: %w", err)
	}
	return ImportanceWeights{
		LogProb:  resize(out[0], n, parts*size, draws),
		LogRatio: resize(out[1], n, parts*size, draws),
	}, nil
}

// repeat returns n rows, each times times in succession.
func repeat(x []float32, n, times int) []float32 {
	if times == 1 {
		return x
	}
	out := make([]float32, 0, len(x)*times)
	for i := range n {
		for range times {
			out = append(out, row(x, i, n)...)
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
		copy(row(out, i, n), row(x, i, n))
	}
	return out
}

// forDraws returns the one of the passes that is for so many draws of each image. It keeps the last
// alone: the arrays of its programs are large.
func (m *Model) forDraws(passes map[int]*forward, draws int, build func(draws int) buildFunc) *forward {
	m.mu.Lock()
	defer m.mu.Unlock()
	f, ok := passes[draws]
	if !ok {
		f = &forward{params: m.params, build: build(draws), draws: draws}
		clear(passes)
		passes[draws] = f
	}
	return f
}
