package vae

import (
	"fmt"
	"math"

	"vae/internal/rng"
)

// Codes are the approximate posteriors q(z|x) = N(Mean, diag exp LogVar) of n images,
// each as n rows of Latent numbers.
type Codes struct {
	Mean, LogVar []float32
}

// Sample returns a draw z = μ + σ ⊙ ε from each posterior (n·Latent). The same seed
// gives the same draws.
func (c Codes) Sample(seed uint64) []float32 {
	z := make([]float32, len(c.Mean))
	source := rng.Stream(seed, "posterior", 0)
	source.Normal(z)
	for i, eps := range z {
		z[i] = c.Mean[i] + float32(math.Exp(0.5*float64(c.LogVar[i])))*eps
	}
	return z
}

// Encode returns q(z|x) of each image (n·D pixels).
func (m *Model) Encode(images []float32) (Codes, error) {
	n, err := rows("images", images, m.config.Pixels())
	if err != nil {
		return Codes{}, err
	}
	out, err := m.encoding.run(n, images)
	if err != nil {
		return Codes{}, fmt.Errorf("vae: encode: %w", err)
	}
	return m.split(out[0]), nil
}

// split parts rows of means and log-variances.
func (m *Model) split(params []float32) Codes {
	latent := m.config.Latent
	codes := Codes{
		Mean:   make([]float32, 0, len(params)/2),
		LogVar: make([]float32, 0, len(params)/2),
	}
	for ; len(params) > 0; params = params[2*latent:] {
		codes.Mean = append(codes.Mean, params[:latent]...)
		codes.LogVar = append(codes.LogVar, params[latent:2*latent]...)
	}
	return codes
}

// Decode returns the expected image E[x|z] (n·D pixels) of each code (n·Latent).
func (m *Model) Decode(codes []float32) ([]float32, error) {
	theta, n, err := m.theta(codes)
	if err != nil {
		return nil, err
	}
	images := make([]float32, n*m.config.Pixels())
	for i := range n {
		m.likelihood.Mean(part(images, i, n), part(theta, i, n))
	}
	return images, nil
}

// Draw returns an image (n·D pixels) drawn from p(x|z) for each code (n·Latent). The
// same seed gives the same draws.
func (m *Model) Draw(codes []float32, seed uint64) ([]float32, error) {
	theta, n, err := m.theta(codes)
	if err != nil {
		return nil, err
	}
	images := make([]float32, n*m.config.Pixels())
	source := rng.Stream(seed, "draw", 0)
	for i := range n {
		m.likelihood.Draw(part(images, i, n), part(theta, i, n), m.params, &source)
	}
	return images, nil
}

// part returns row i of n rows of equal length.
func part(rows []float32, i, n int) []float32 {
	length := len(rows) / n
	return rows[i*length : (i+1)*length]
}

// theta returns the likelihood's parameters (n·D·K) for n codes.
func (m *Model) theta(codes []float32) (theta []float32, n int, err error) {
	if n, err = rows("codes", codes, m.config.Latent); err != nil {
		return nil, 0, err
	}
	out, err := m.decoding.run(n, codes)
	if err != nil {
		return nil, 0, fmt.Errorf("vae: decode: %w", err)
	}
	return out[0], n, nil
}

// Prior returns n codes (n·Latent) drawn from the prior N(0, I). The same seed gives
// the same codes, and the first of them whatever n is.
func (m *Model) Prior(n int, seed uint64) []float32 {
	codes := make([]float32, n*m.config.Latent)
	source := rng.Stream(seed, "prior", 0)
	source.Normal(codes)
	return codes
}

// Sample returns n new images (n·D pixels): the expected images of n codes drawn
// from the prior. The same seed gives the same images.
func (m *Model) Sample(n int, seed uint64) ([]float32, error) {
	if n < 1 {
		return nil, fmt.Errorf("vae: sample %d images: want at least one", n)
	}
	return m.Decode(m.Prior(n, seed))
}
