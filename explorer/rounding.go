package explorer

import (
	"encoding/binary"
	"math"

	"vae"
	"vae/internal/fault"
	"vae/internal/reduce"
)

// Rounding is how far weights in float16 move what a model gives: the largest differences over some
// images and over codes drawn from the prior.
type Rounding struct {
	Images    int     `json:"images"`
	Draws     int     `json:"draws"`
	Pixel     float64 `json:"pixel"`     // of a pixel of an expected image, in units of its range [0, 1]
	Posterior float64 `json:"posterior"` // of the mean and the standard deviation of q(z|x), in units of the latter
	LogProb   float64 `json:"logProb"`   // of log p(x|z) at the posterior mean, in nats
}

// What nobody sees: half a grey level, and a place that is a small part of the width of q(z|x).
const (
	invisiblePixel     = 0.5 / 255
	invisiblePosterior = 0.05
)

// roundingDraws is the number of codes from the prior.
const roundingDraws = 256

// NewCompactNetwork returns the networks of a model, with weights in float16 if that moves no pixel
// by half a grey level, and no posterior by a twentieth of its standard deviation. in has the
// images on which that is measured, with labels if the model depends on them. Rounding is nil if
// weights are too large for float16.
func NewCompactNetwork(m *vae.Model, in vae.Input) (Network, error) {
	n := NewNetwork(m)
	compact, finite, err := rounded(m)
	if err != nil || !finite {
		return n, err
	}
	r, err := compare(m, compact, in)
	if err != nil || !reduce.Finite(r.Pixel+r.Posterior+r.LogProb) {
		return n, err
	}
	n.Rounding = &r
	if r.Pixel >= invisiblePixel || r.Posterior >= invisiblePosterior {
		return n, nil
	}
	n.Format, n.Weights = formatFloat16, n.Weights[:0]
	for _, p := range networkParameters(m) {
		for _, w := range p.Data {
			n.Weights = binary.LittleEndian.AppendUint16(n.Weights, toFloat16(w))
		}
	}
	return n, nil
}

// rounded returns the model with the weights of its networks in float16, and whether all fit.
func rounded(m *vae.Model) (_ *vae.Model, finite bool, err error) {
	compact := map[string][]float32{}
	for _, p := range networkParameters(m) {
		data := make([]float32, len(p.Data))
		for i, w := range p.Data {
			bits := toFloat16(w)
			if bits&0x7c00 == 0x7c00 {
				return nil, false, nil
			}
			data[i] = fromFloat16(bits)
		}
		compact[p.Name] = data
	}
	var params []vae.Parameter
	for _, p := range m.Parameters() {
		q := *p
		if data, ok := compact[p.Name]; ok {
			q.Data = data
		}
		params = append(params, q)
	}
	model, err := vae.Restore(m.Config(), params)
	return model, true, err
}

// compare returns the differences between two models with the same prior, that of m.
func compare(m, other *vae.Model, in vae.Input) (r Rounding, err error) {
	defer fault.Mark("explorer", &err)
	codes, logProb, err := encode(m, in)
	if err != nil {
		return r, err
	}
	otherCodes, otherLogProb, err := encode(other, in)
	if err != nil {
		return r, err
	}
	draws, err := m.Prior(roundingDraws, 1)
	if err != nil {
		return r, err
	}
	r.Images, r.Draws, r.LogProb = codes.Len(), roundingDraws, furthest(logProb, otherLogProb)
	for i, mean := range codes.Mean {
		sigma := math.Exp(0.5 * float64(codes.LogVar[i]))
		r.Posterior = max(r.Posterior, math.Abs(float64(mean-otherCodes.Mean[i]))/sigma,
			math.Abs(math.Expm1(0.5*float64(otherCodes.LogVar[i]-codes.LogVar[i]))))
	}
	for _, from := range [][2]vae.Input{{codes.Input(), otherCodes.Input()}, {draws, draws}} {
		x, err := m.Decode(from[0])
		if err != nil {
			return r, err
		}
		y, err := other.Decode(from[1])
		if err != nil {
			return r, err
		}
		r.Pixel = max(r.Pixel, furthest(x, y))
	}
	return r, nil
}

// encode returns the codes of images, and log p(x|z) of each (n) at its posterior mean, in nats.
func encode(m *vae.Model, in vae.Input) (codes vae.Codes, logProb []float32, err error) {
	if codes, err = m.Encode(in); err != nil {
		return codes, nil, err
	}
	w, err := m.Weigh(in, codes, make([]float32, len(codes.Mean)))
	return codes, w.LogProb, err
}

// furthest returns the largest distance between elements of x and y.
func furthest(x, y []float32) (distance float64) {
	for i, v := range x {
		distance = max(distance, math.Abs(float64(v)-float64(y[i])))
	}
	return distance
}
