package vae

import (
	"cmp"
	"fmt"

	"vae/internal/fault"
)

// ImportanceWeights are the logarithms of the importance weights w of draws z ~ q(z|x), S
// successive ones for each of n images (n·S), in nats: log w = LogProb + LogRatio. The mean of an
// image's w is an unbiased estimate of p(x). Burda, Grosse & Salakhutdinov 2016 (arXiv:1509.00519).
type ImportanceWeights struct {
	LogProb  []float32 // log p(x|z)
	LogRatio []float32 // log p(z) − log q(z|x)
}

// Weigh returns the importance weights of the draws z = μ + σ ⊙ ε from the codes of the n input
// images, whose labels are those of the codes, where eps (n·S·Latent) has S successive rows for
// each image.
func (m *Model) Weigh(in Input, codes Codes, eps []float32) (w ImportanceWeights, err error) {
	n, err := rows("images", in.Images, m.config.Pixels())
	if err != nil {
		return w, err
	}
	out, err := m.perDraw(m.weighing, "weigh", m.buildWeights, n, codes, eps, in.Images)
	if err != nil {
		return w, err
	}
	return ImportanceWeights{LogProb: out[0], LogRatio: out[1]}, nil
}

// LogRatio returns the LogRatio of Weigh alone: another prior changes only that.
func (m *Model) LogRatio(codes Codes, eps []float32) ([]float32, error) {
	out, err := m.perDraw(m.ratios, "weigh", m.buildRatio, codes.Len(), codes, eps)
	if err != nil {
		return nil, err
	}
	return out[0], nil
}

// perDraw returns what a pass gives for each draw of n images (n·S), from arrays of the images, the
// params of their codes and the noise of the draws.
func (m *Model) perDraw(passes map[int]*forward, name string, build func(draws int) buildFunc, n int,
	codes Codes, eps []float32, images ...[]float32) (out [][]float32, err error) {
	defer fault.Mark("vae", &err)
	latent := m.config.Latent
	if have, err := codes.check(latent); err != nil || have != n {
		return nil, cmp.Or(err, fmt.Errorf("codes of %d images, want %d", have, n))
	}
	if err := m.config.CheckLabels(codes.Labels, n); err != nil {
		return nil, err
	}
	draws := len(eps) / (n * latent)
	if draws == 0 || len(eps) != n*draws*latent {
		return nil, fmt.Errorf("noise of %d numbers for %d images, want a multiple of %d", len(eps), n, n*latent)
	}
	maxRows := m.maxRows()
	parts := (draws + maxRows - 1) / maxRows
	size := (draws + parts - 1) / parts // draws in a part; an image's last part may have fewer
	for i := range images {
		images[i] = repeat(images[i], n, parts)
	}
	arrays := append(images, repeat(codes.join(), n, parts), resize(eps, n, draws*latent, parts*size*latent))
	labels := repeat(codes.Labels, len(codes.Labels), parts)
	out, err = m.run(m.forDraws(passes, name, size, build), n*parts, labels, arrays...)
	for i := range out {
		out[i] = resize(out[i], n, parts*size, draws)
	}
	return out, err
}

// repeat returns the n rows of x, each times times in succession.
func repeat[T any](x []T, n, times int) []T {
	if times == 1 || n == 0 {
		return x
	}
	out := make([]T, 0, len(x)*times)
	for i := range n {
		for range times {
			out = append(out, row(x, i, n)...)
		}
	}
	return out
}

// resize returns the n rows of x, cut off or padded with zeros to newWidth.
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

// forDraws returns the pass for that many draws of each image. It keeps only the last one, since
// the arrays of its programs are large.
func (m *Model) forDraws(passes map[int]*forward, name string, draws int, build func(draws int) buildFunc) *forward {
	m.mu.Lock()
	defer m.mu.Unlock()
	f, ok := passes[draws]
	if !ok {
		f = &forward{name: name, model: m, build: build(draws), draws: draws}
		clear(passes)
		passes[draws] = f
	}
	return f
}
