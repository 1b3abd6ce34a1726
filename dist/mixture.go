package dist

import (
	"fmt"
	"math"

	"vae/internal/nn"
)

// Mixture is 1/K Σ_k N(z; μ_k, diag σ_k²), where Components has K rows.
type Mixture struct{ Components Normal }

var _ Distribution = Mixture{}

// Noise returns a normal number for each element, and a uniform one that chooses the component.
func (m Mixture) Noise() Noise { return Noise{Normal: m.Components.Noise().Normal, Uniform: 1} }

// Sample adds draws (S, Z), which no derivative passes through. The last number of the noise
// chooses the component; the others are ε of its draw.
func (m Mixture) Sample(b *nn.Builder, noise *nn.Node) *nn.Node {
	return b.Apply(&forwardOnly{
		shape: func(in []nn.Shape) (nn.Shape, error) {
			_, width, err := halves(in[0])
			if err == nil && (in[1].Dims() != 2 || in[1][1] != width+1) {
				err = fmt.Errorf("noise %v does not fit components %v", in[1], in[0])
			}
			return nn.Shape{in[1][0], width}, err
		},
		compute: func(z []float32, in [][]float32) { drawMixture(z, in[0], in[1], m.Components.Noise().Normal) },
	}, m.Components.Params, noise)
}

// drawMixture sets z (S, Z) to draws from components (K, 2Z) made from noise (S, Z+1).
func drawMixture(z, components, noise []float32, width int) {
	for r := range len(z) / width {
		row := noise[r*(width+1):][:width+1]
		k := int(float64(row[width]) * float64(len(components)/(2*width)))
		params := components[2*k*width:][:2*width]
		for j, e := range row[:width] {
			z[r*width+j] = params[j] + float32(math.Exp(0.5*float64(params[width+j])))*e
		}
	}
}

// LogProb adds the log-density of codes z (S, Z), in nats.
func (m Mixture) LogProb(b *nn.Builder, z *nn.Node) *nn.Node {
	return b.Apply(&logMixture{}, m.Components.Params, z)
}

// Mean adds the mean of the components' means (1, Z).
func (m Mixture) Mean(b *nn.Builder) *nn.Node {
	width := m.Components.Noise().Normal
	return b.Apply(&forwardOnly{
		shape: func([]nn.Shape) (nn.Shape, error) { return nn.Shape{1, width}, nil },
		compute: func(out []float32, in [][]float32) {
			clear(out)
			share := float32(2*width) / float32(len(in[0]))
			for i, v := range in[0] {
				if j := i % (2 * width); j < width {
					out[j] += share * v
				}
			}
		},
	}, m.Components.Params)
}
