package vae

import (
	"fmt"

	"vae/internal/fault"
	"vae/internal/rng"
)

// Input is the input of a model: the rows that a method reads, and their labels if the model
// depends on labels.
type Input struct {
	Images []float32 // (n·D), in [0, 1]
	Codes  []float32 // (n·S·Z)
	Labels []int     // (n), or nil
}

// Encode returns q(z|x) of each image of the input.
func (m *Model) Encode(in Input) (Codes, error) {
	n, err := rows("images", in.Images, m.config.Pixels())
	if err != nil {
		return Codes{}, err
	}
	out, err := m.encoding.run(n, in.Images)
	if err != nil {
		return Codes{}, err
	}
	return split(out[0], m.config.Latent), nil
}

// Decode returns the expected image E[x|z] (n·D pixels) of each code of the input.
func (m *Model) Decode(in Input) ([]float32, error) {
	n, err := rows("codes", in.Codes, m.config.Latent)
	if err != nil {
		return nil, err
	}
	out, err := m.decoding.run(n, in.Codes)
	if err != nil {
		return nil, err
	}
	return out[0], nil
}

// Draw returns an image (n·D pixels) drawn from p(x|z) for each code of the input. The same seed
// gives the same draws.
func (m *Model) Draw(in Input, seed uint64) ([]float32, error) {
	n, err := rows("codes", in.Codes, m.config.Latent)
	if err != nil {
		return nil, err
	}
	noise := make([]float32, n*m.noise.likelihood.Len())
	source := rng.Stream(seed, "draw", 0)
	for i := range n {
		m.noise.likelihood.Fill(row(noise, i, n), &source)
	}
	out, err := m.drawing.run(n, in.Codes, noise)
	if err != nil {
		return nil, err
	}
	return out[0], nil
}

// Prior returns n codes drawn from the prior. The same seed gives the same codes; the first ones do
// not depend on n.
func (m *Model) Prior(n int, seed uint64) (Input, error) {
	if n < 1 {
		return Input{}, fault.Of("vae", fmt.Errorf("draw %d codes: want at least one", n))
	}
	noise := make([]float32, n*m.noise.prior.Len())
	source := rng.Stream(seed, "prior", 0)
	m.noise.prior.Fill(noise, &source)
	out, err := m.sampling.run(n, noise)
	if err != nil {
		return Input{}, err
	}
	return Input{Codes: out[0]}, nil
}

// Sample returns n new images (n·D pixels): the expected images of n codes drawn from the prior.
// The same seed gives the same images.
func (m *Model) Sample(n int, seed uint64) ([]float32, error) {
	codes, err := m.Prior(n, seed)
	if err != nil {
		return nil, err
	}
	return m.Decode(codes)
}
