package dist

import (
	"fmt"
	"math"

	"vae/internal/kernel"
	"vae/internal/nn"
)

// sharedScale is the log-likelihood, in one operation, of a family with one scale for all elements.
// The inputs are x, locations μ and, if it is learnt, the log-scale s:
//
//	log p(x) = −w·(exp(−s)·Σ_i t(x_i − μ_i) + D·s) − D·c
type sharedScale struct {
	// sum sets sums (B·S) to Σ t and, unless it is nil, gradient (B·S, E) to the derivatives of
	// −w·Σ t with respect to the locations.
	sum         func(sums, gradient, x, location []float32, rows, cols int)
	weight      float64 // w
	constant    float64 // c
	scale       float32 // s, if it is not an input
	low         float32 // lower bound of s
	rows, width int
	sums        []float32
	gradient    []float32 // set by Forward once Backward has allocated it
	factors     []float32 // of the rows, in Backward
}

// Shape returns (B·S) for events (B, E) and locations (B·S, E).
func (l *sharedScale) Shape(in []nn.Shape) (nn.Shape, error) {
	if err := divides(in[0], in[1], 1); err != nil {
		return nil, err
	}
	if len(in) == 3 && in[2].TotalSize() != 1 {
		return nil, fmt.Errorf("scale of shape %v, want one number", in[2])
	}
	l.rows, l.width = in[1][0], in[1][1]
	l.sums = make([]float32, l.rows)
	return nn.Shape{l.rows}, nil
}

func (l *sharedScale) Forward(logProb []float32, in [][]float32) {
	l.sum(l.sums, l.gradient, in[0], in[1], l.rows, l.width)
	s, d := l.effective(in), float64(l.width)
	for r, sum := range l.sums {
		logProb[r] = float32(-l.weight*(math.Exp(-s)*float64(sum)+d*s) - d*l.constant)
	}
}

// Backward computes dμ = d·exp(−s)·gradient and ds = Σ d·w·(exp(−s)·Σ t − D). Below its bound s
// gets no derivative that leads further down.
func (l *sharedScale) Backward(dIn [][]float32, dLogProb, logProb []float32, in [][]float32) {
	if l.gradient == nil {
		l.gradient, l.factors = make([]float32, len(in[1])), make([]float32, l.rows)
		l.Forward(logProb, in)
	}
	precision := math.Exp(-l.effective(in))
	var ds float64
	for r, d := range dLogProb {
		l.factors[r] = float32(float64(d) * precision)
		ds += float64(d) * l.weight * (precision*float64(l.sums[r]) - float64(l.width))
	}
	kernel.ScaleRows(dIn[1], l.gradient, l.factors, l.rows, l.width)
	if len(in) < 3 || dIn[2] == nil {
		return
	}
	if in[2][0] < l.low && ds > 0 {
		ds = 0
	}
	dIn[2][0] = float32(ds)
}

// effective returns s, at least low if it is learnt.
func (l *sharedScale) effective(in [][]float32) float64 {
	if len(in) < 3 {
		return float64(l.scale)
	}
	return float64(max(in[2][0], l.low))
}
