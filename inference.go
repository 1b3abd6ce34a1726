package vae

import (
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

// Encode returns q(z|x, y) of each image of the input. Its sums err less than those of training:
// with the same weights, the codes are as near to exact ones as those of other programs.
func (m *Model) Encode(in Input) (Codes, error) { return m.encode(&m.encoding, in) }

// EncodeAsTrained is Encode with the sums of training, bit by bit: what is measured with these codes
// is what it was while the model was trained.
func (m *Model) EncodeAsTrained(in Input) (Codes, error) { return m.encode(&m.trainedEncoding, in) }

func (m *Model) encode(pass *forward, in Input) (Codes, error) {
	n, err := rows("images", in.Images, m.config.Pixels())
	if err != nil {
		return Codes{}, err
	}
	out, err := m.run(pass, n, in.Labels, in.Images)
	if err != nil {
		return Codes{}, err
	}
	codes := split(out[0], m.config.Latent)
	if m.config.Conditional {
		codes.Labels = in.Labels
	}
	return codes, nil
}

// Decode returns the expected image E[x|z, y] (n·D pixels) of each code of the input.
func (m *Model) Decode(in Input) ([]float32, error) {
	n, err := rows("codes", in.Codes, m.config.Latent)
	if err != nil {
		return nil, err
	}
	out, err := m.run(&m.decoding, n, in.Labels, in.Codes)
	if err != nil {
		return nil, err
	}
	return out[0], nil
}

// Draw returns an image (n·D pixels) drawn from p(x|z, y) for each code of the input. The same seed
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
	out, err := m.run(&m.drawing, n, in.Labels, in.Codes, noise)
	if err != nil {
		return nil, err
	}
	return out[0], nil
}

// run maps n rows of arrays and, for a conditional model, their labels.
func (m *Model) run(pass *forward, n int, labels []int, arrays ...[]float32) ([][]float32, error) {
	in, err := m.with(labels, n, arrays...)
	if err != nil {
		return nil, fault.Of("vae", err)
	}
	return pass.run(n, in...)
}
