package selfcheck

import (
	"slices"

	"vae"
	"vae/internal/rng"
)

// uniform returns n pixels between 0 and 1.
func uniform(n int, seed uint64) []float32 {
	pixels := make([]float32, n)
	source := rng.Stream(seed, "selfcheck/pixels", 0)
	source.Uniform(pixels)
	return pixels
}

// normal returns n standard normal draws.
func normal(n int, seed, index uint64) []float32 {
	noise := make([]float32, n)
	source := rng.Stream(seed, "selfcheck/noise", index)
	source.Normal(noise)
	return noise
}

// give gives a training an input and noise.
func give(t *vae.Training, in vae.Input, seed, index uint64) error {
	copy(t.Noise(), normal(len(t.Noise()), seed, index))
	return t.Give(in)
}

// gradients takes a step and returns the weights with copies of their derivatives, which later
// steps do not overwrite.
func gradients(t *vae.Training, beta float64) ([]vae.Gradient, error) {
	_, err := t.Step(beta)
	all := slices.Clone(t.Gradients())
	for i, g := range all {
		all[i].Grad = slices.Clone(g.Grad)
	}
	return all, err
}

// weigh returns the codes of images, and the importance weights of draws from them.
func weigh(m *vae.Model, images, noise []float32) (codes vae.Codes, w vae.ImportanceWeights, err error) {
	if codes, err = m.Encode(vae.Input{Images: images}); err != nil {
		return codes, w, err
	}
	w, err = m.Weigh(vae.Input{Images: images}, codes, noise)
	return codes, w, err
}

// row returns row r of n.
func row(x []float32, r, n int) []float32 {
	width := len(x) / n
	return x[r*width : (r+1)*width]
}

// wide returns x in float64.
func wide(x []float32) []float64 {
	all := make([]float64, len(x))
	for i, v := range x {
		all[i] = float64(v)
	}
	return all
}

// dot returns Σ x·y.
func dot(x, y []float32) float64 {
	var sum float64
	for i, v := range x {
		sum += float64(v) * float64(y[i])
	}
	return sum
}
