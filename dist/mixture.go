package dist

import (
	"fmt"
	"math"

	"vae/internal/nn"
	"vae/internal/reduce"
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

// logMixture is log 1/K Σ_k N(z; μ_k, diag σ_k²) of each row of z, summed in float64.
type logMixture struct {
	components, width int
	terms             []float64 // (S, K): log N(z; μ_k, diag σ_k²), then the components' shares of the sum
}

// Shape returns (S) for components (K, 2Z) and codes (S, Z).
func (l *logMixture) Shape(in []nn.Shape) (shape nn.Shape, err error) {
	if l.components, l.width, err = halves(in[0]); err == nil && (in[1].Dims() != 2 || in[1][1] != l.width) {
		err = fmt.Errorf("codes %v do not fit components %v", in[1], in[0])
	}
	l.terms = make([]float64, in[1][0]*l.components)
	return nn.Shape{in[1][0]}, err
}

func (l *logMixture) Forward(logProb []float32, in [][]float32) {
	clear(l.terms)
	l.each(in, func(r, k, _ int, distance, logVar float64) {
		l.terms[r*l.components+k] -= 0.5 * (distance*distance*math.Exp(-logVar) + logVar + log2Pi)
	})
	for r := range logProb {
		terms := l.terms[r*l.components:][:l.components]
		logProb[r] = float32(reduce.LogMeanExp(terms))
		reduce.Softmax(terms, terms)
	}
}

// Backward computes, for each component with its share of the sum, dz = −share·d·(z − μ)/σ², dμ =
// −dz and d log σ² = ½ share·d·((z − μ)²/σ² − 1).
func (l *logMixture) Backward(dIn [][]float32, dLogProb, _ []float32, in [][]float32) {
	for _, d := range dIn {
		clear(d)
	}
	l.each(in, func(r, k, j int, distance, logVar float64) {
		weight, precision := l.terms[r*l.components+k]*float64(dLogProb[r]), math.Exp(-logVar)
		slope := float32(weight * distance * precision)
		if dz := dIn[1]; dz != nil {
			dz[r*l.width+j] -= slope
		}
		if dParams := dIn[0]; dParams != nil {
			dParams[2*k*l.width+j] += slope
			dParams[(2*k+1)*l.width+j] += float32(0.5 * weight * (distance*distance*precision - 1))
		}
	})
}

// each calls f with z_j − μ_j and log σ_j² of every row r, component k and dimension j.
func (l *logMixture) each(in [][]float32, f func(r, k, j int, distance, logVar float64)) {
	params, z := in[0], in[1]
	for r := range len(z) / l.width {
		for k := range l.components {
			for j := range l.width {
				mean, logVar := params[2*k*l.width+j], params[(2*k+1)*l.width+j]
				f(r, k, j, float64(z[r*l.width+j])-float64(mean), float64(logVar))
			}
		}
	}
}
