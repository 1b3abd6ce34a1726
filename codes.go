package vae

import (
	"fmt"
	"math"

	"vae/internal/fault"
	"vae/internal/rng"
)

// Codes are the approximate posteriors q(z|x) = N(Mean, diag exp LogVar) of n images. Mean and
// LogVar are n rows of Latent numbers.
type Codes struct {
	Mean, LogVar []float32
	Latent       int
	Labels       []int // (n), of the images if the model depends on them, else nil
}

// Len returns n.
func (c Codes) Len() int { return len(c.Mean) / max(1, c.Latent) }

// check returns n, at least one, or an error unless the codes have so many dimensions.
func (c Codes) check(latent int) (n int, err error) {
	if c.Latent != latent || len(c.LogVar) != len(c.Mean) {
		return 0, fault.Of("vae", fmt.Errorf("codes of %d dimensions, %d means and %d log-variances: want %d dimensions",
			c.Latent, len(c.Mean), len(c.LogVar), latent))
	}
	return rows("codes", c.Mean, latent)
}

// Slice returns the codes of images [from, to).
func (c Codes) Slice(from, to int) Codes {
	part := Codes{Latent: c.Latent}
	if c.Labels != nil {
		part.Labels = c.Labels[from:to]
	}
	from, to = from*c.Latent, to*c.Latent
	part.Mean, part.LogVar = c.Mean[from:to], c.LogVar[from:to]
	return part
}

// Sample returns a draw z = μ + σ ⊙ ε from each posterior (n·Latent). The same seed gives the same
// draws.
func (c Codes) Sample(seed uint64) []float32 { return c.SamplePart(seed, 0) }

// SampleFrom is Sample of the codes of images first, first + 1, … among others: the same draws as with
// these. first is a multiple of four.
func (c Codes) SampleFrom(seed uint64, first int) []float32 {
	source := rng.Stream(seed, "posterior", 0)
	source.Skip(uint64(first) * uint64(c.Latent))
	return c.sample(source)
}

// SamplePart is Sample with draws that do not depend on those of other parts with the same seed.
func (c Codes) SamplePart(seed, part uint64) []float32 {
	return c.sample(rng.Stream(seed, "posterior", part))
}

func (c Codes) sample(source rng.Source) []float32 {
	z := make([]float32, len(c.Mean))
	source.Normal(z)
	for i, eps := range z {
		z[i] = c.Mean[i] + float32(math.Exp(0.5*float64(c.LogVar[i])))*eps
	}
	return z
}

// Input returns the posterior means, with the labels of their images, as the input of Decode.
func (c Codes) Input() Input { return Input{Codes: c.Mean, Labels: c.Labels} }

// KL returns KL(q(z|x) ‖ p(z)) of each image (n), in nats. ok is false if it has no closed form;
// the mean of −LogRatio over draws then estimates it.
func (m *Model) KL(codes Codes) (kl []float32, ok bool, err error) {
	if !m.closed {
		return nil, false, nil
	}
	n, err := codes.check(m.config.Latent)
	if err != nil {
		return nil, false, err
	}
	out, err := m.run(&m.divergence, n, codes.Labels, codes.join())
	if err != nil {
		return nil, false, err
	}
	return out[0], true, nil
}

// KLDimensions returns the part of each dimension in KL(q(z|x) ‖ p(z)) of each image (n·Latent), in
// nats:
//
//	½ (σ²/s² + (μ − m)²/s² − log σ²/s² − 1) for q = N(μ, σ²), p = N(m, s²)
//
// It returns nil if the divergence is not a sum over dimensions.
func (m *Model) KLDimensions(codes Codes) ([]float64, error) {
	n, err := codes.check(m.config.Latent)
	if err != nil {
		return nil, err
	}
	prior := Codes{Mean: make([]float32, len(codes.Mean)), LogVar: make([]float32, len(codes.Mean))}
	switch {
	case !m.closed:
		return nil, nil
	case m.normal:
		out, err := m.run(&m.priorParams, n, codes.Labels)
		if err != nil {
			return nil, err
		}
		prior = split(out[0], codes.Latent)
	}
	kl := make([]float64, len(codes.Mean))
	for i, mean := range codes.Mean {
		logVar, priorLogVar := float64(codes.LogVar[i]), float64(prior.LogVar[i])
		distance, ratio := float64(mean)-float64(prior.Mean[i]), logVar-priorLogVar
		kl[i] = 0.5 * (distance*distance*math.Exp(-priorLogVar) + math.Exp(ratio) - ratio - 1)
	}
	return kl, nil
}

// Relabel returns the posterior means moved to other classes (n labels): to the same place in
// p(z|y) of the new class, in units of its standard deviation, that they have in that of their own.
// Under a prior that is not normal, or the same for all classes, they stay as they are.
func (m *Model) Relabel(codes Codes, labels []int) (Input, error) {
	n, err := codes.check(m.config.Latent)
	if err != nil {
		return Input{}, err
	}
	if !m.normal {
		return Input{Codes: codes.Mean, Labels: labels}, m.config.CheckLabels(labels, n)
	}
	from, err := m.run(&m.priorParams, n, codes.Labels)
	if err != nil {
		return Input{}, err
	}
	to, err := m.run(&m.priorParams, n, labels)
	if err != nil {
		return Input{}, err
	}
	own, other := split(from[0], codes.Latent), split(to[0], codes.Latent)
	z := make([]float32, len(codes.Mean))
	for i, mean := range codes.Mean {
		scale := math.Exp(0.5 * float64(other.LogVar[i]-own.LogVar[i]))
		z[i] = other.Mean[i] + float32(scale*float64(mean-own.Mean[i]))
	}
	return Input{Codes: z, Labels: labels}, nil
}

// split returns the codes in rows (n, 2·Latent) of means, then log-variances.
func split(params []float32, latent int) Codes {
	codes := Codes{
		Mean:   make([]float32, 0, len(params)/2),
		LogVar: make([]float32, 0, len(params)/2),
		Latent: latent,
	}
	for ; len(params) > 0; params = params[2*latent:] {
		codes.Mean = append(codes.Mean, params[:latent]...)
		codes.LogVar = append(codes.LogVar, params[latent:2*latent]...)
	}
	return codes
}

// join is the inverse of split.
func (c Codes) join() []float32 {
	params := make([]float32, 0, 2*len(c.Mean))
	for i := 0; i < len(c.Mean); i += c.Latent {
		params = append(append(params, c.Mean[i:i+c.Latent]...), c.LogVar[i:i+c.Latent]...)
	}
	return params
}
