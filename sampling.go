package vae

import (
	"errors"
	"fmt"
	"math"

	"vae/internal/fault"
	"vae/internal/rng"
)

// PriorDraws says which codes to draw from the prior.
type PriorDraws struct {
	N           int
	Seed        uint64
	Temperature float64 // factor of the standard deviations, of each component of a mixture; 1: as they are, 0: the means
	Labels      []int   // (N) of the classes to draw from; nil: from all, y ~ p(y)
}

// Prior returns n codes drawn from the prior. The same seed gives the same codes; the first ones do
// not depend on n.
func (m *Model) Prior(n int, seed uint64) (Input, error) {
	return m.DrawPrior(PriorDraws{N: n, Seed: seed, Temperature: 1})
}

// DrawPrior returns codes drawn from the prior, with the labels of a conditional model or those
// asked for. The first codes do not depend on how many there are.
func (m *Model) DrawPrior(p PriorDraws) (_ Input, err error) {
	defer fault.Mark("vae", &err)
	if p.N < 1 {
		return Input{}, fmt.Errorf("draw %d codes: want at least one", p.N)
	}
	if m.config.Conditional && p.Labels == nil {
		p.Labels = drawLabels(m.classes, p.N, p.Seed)
	}
	noise := make([]float32, p.N*m.noise.prior.Len())
	source := rng.Stream(p.Seed, "prior", 0)
	m.noise.prior.Fill(noise, &source)
	if err := m.scaleNoise(noise, p.Temperature); err != nil {
		return Input{}, err
	}
	pass, in := &m.sampling, [][]float32{noise}
	if p.Labels != nil {
		if m.classes == nil {
			return Input{}, errNoLabels
		}
		y, err := oneHot(m.classes, p.Labels, p.N)
		if err != nil {
			return Input{}, err
		}
		pass, in = &m.classSampling, append(in, y)
	}
	out, err := pass.run(p.N, in...)
	if err != nil {
		return Input{}, err
	}
	return Input{Codes: out[0], Labels: p.Labels}, nil
}

// LogPrior returns log p(z), or log p(z|y) of a conditional model, of each code of the input (n),
// in nats.
func (m *Model) LogPrior(in Input) ([]float32, error) {
	n, err := rows("codes", in.Codes, m.config.Latent)
	if err != nil {
		return nil, err
	}
	out, err := m.run(&m.logPrior, n, in.Labels, in.Codes)
	if err != nil {
		return nil, err
	}
	return out[0], nil
}

// scaleNoise multiplies the normal numbers in rows of noise, and so the standard deviations of the
// draws, by the temperature.
func (m *Model) scaleNoise(noise []float32, temperature float64) error {
	of := m.noise.prior
	switch {
	case temperature == 1:
		return nil
	case !(temperature >= 0 && temperature < math.MaxFloat32):
		return fmt.Errorf("temperature %g: want 0 or more", temperature)
	case of.Normal == 0:
		return errors.New("draws from this prior have no temperature: they are not made of normal ones")
	}
	for i := range noise {
		if i%of.Len() < of.Normal {
			noise[i] *= float32(temperature)
		}
	}
	return nil
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
