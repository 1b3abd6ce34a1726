package dist

import (
	"fmt"
	"math"

	"vae/internal/nn"
)

// Mixture is 1/K Σ_k N(z; μ_k, diag σ_k²), of the normal distributions in K rows.
type Mixture struct{ Components Normal }

var _ Distribution = Mixture{}

// Noise returns a normal number for each element, and a uniform one that chooses the component.
func (m Mixture) Noise() Noise { return Noise{Normal: m.Components.Noise().Normal, Uniform: 1} }

// Sample adds draws (S, Z), which no derivative passes through.
func (m Mixture) Sample(b *nn.Builder, noise *nn.Node) *nn.Node {
	return b.Apply(&drawMixture{}, m.Components.Params, noise)
}

// LogProb adds the log-density of codes z (S, Z), in nats: the logarithm of the mean density of the
// components.
func (m Mixture) LogProb(b *nn.Builder, z *nn.Node) *nn.Node {
	return b.Apply(&logMixture{}, m.Components.Params, z)
}

// Mean adds the mean of the components' means (1, Z).
func (m Mixture) Mean(b *nn.Builder) *nn.Node { return b.Apply(&meanMixture{}, m.Components.Params) }

// drawMixture places the normal part of the noise in the component that its last number chooses.
type drawMixture struct {
	detach
	components, width int
}

// Shape returns (S, Z) for components (K, 2Z) and noise (S, Z+1).
func (d *drawMixture) Shape(in []nn.Shape) (shape nn.Shape, err error) {
	if d.components, d.width, err = halves(in[0]); err == nil && (in[1].Dims() != 2 || in[1][1] != d.width+1) {
		err = fmt.Errorf("noise %v does not fit components %v", in[1], in[0])
	}
	return nn.Shape{in[1][0], d.width}, err
}

// Forward draws.
func (d *drawMixture) Forward(z []float32, in [][]float32) {
	for r := range len(z) / d.width {
		noise := in[1][r*(d.width+1):][:d.width+1]
		k := int(float64(noise[d.width]) * float64(d.components))
		params := in[0][2*k*d.width:][:2*d.width]
		for j, e := range noise[:d.width] {
			z[r*d.width+j] = params[j] + float32(math.Exp(0.5*float64(params[d.width+j])))*e
		}
	}
}

// meanMixture is the mean of the components' means.
type meanMixture struct {
	detach
	components, width int
}

// Shape returns (1, Z) for components (K, 2Z).
func (m *meanMixture) Shape(in []nn.Shape) (shape nn.Shape, err error) {
	m.components, m.width, err = halves(in[0])
	return nn.Shape{1, m.width}, err
}

// Forward takes the mean.
func (m *meanMixture) Forward(out []float32, in [][]float32) {
	for j := range out {
		var sum float64
		for k := range m.components {
			sum += float64(in[0][2*k*m.width+j])
		}
		out[j] = float32(sum / float64(m.components))
	}
}
