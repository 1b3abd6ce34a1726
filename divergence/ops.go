package divergence

import (
	"fmt"

	"vae/internal/nn"
)

// logMixture is log p(x) of each row, computed in float64.
type logMixture struct {
	p        Mixture
	x, score []float64 // (D) scratch
}

// Shape returns (S) for x (S, D).
func (l *logMixture) Shape(in []nn.Shape) (nn.Shape, error) {
	d := l.p.Dims()
	if in[0].Dims() != 2 || in[0][1] != d {
		return nil, fmt.Errorf("a density in %d dimensions does not fit %v", d, in[0])
	}
	l.x, l.score = make([]float64, d), make([]float64, d)
	return nn.Shape{in[0][0]}, nil
}

// Forward computes log p(x).
func (l *logMixture) Forward(logProb []float32, in [][]float32) {
	for s := range logProb {
		widen(l.x, in[0][s*len(l.x):][:len(l.x)])
		logProb[s] = float32(l.p.LogProb(l.x))
	}
}

// Backward computes dx = d log p · ∇ log p(x).
func (l *logMixture) Backward(dIn [][]float32, dLogProb, _ []float32, in [][]float32) {
	for s, d := range dLogProb {
		widen(l.x, in[0][s*len(l.x):][:len(l.x)])
		l.p.score(l.score, l.x)
		for j, v := range l.score {
			dIn[0][s*len(l.x)+j] = float32(float64(d) * v)
		}
	}
}
