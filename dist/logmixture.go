package dist

import (
	"fmt"
	"math"

	"vae/internal/nn"
	"vae/internal/reduce"
)

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
