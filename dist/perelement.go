package dist

import (
	"vae/internal/kernel"
	"vae/internal/nn"
)

// perElementOp is the log-likelihood, in one operation, of a family whose params all belong to
// elements: a location or, if there are two, a location and a scale.
type perElementOp struct {
	params int     // K: 1 or 2
	low    float32 // lower bound of the scales

	// loop sets logProb (B·S) and, unless it is nil, gradient (B·S, K·E).
	loop func(logProb, gradient, x, theta []float32, rows, cols int)

	rows, width int
	gradient    []float32 // set by Forward once Backward has allocated it
}

// locationAndScale returns the operation for a loop over locations and scales of at least low.
func locationAndScale(
	loop func(logProb, gradient, x, theta []float32, rows, cols int, low float32), low float32,
) nn.Op {
	return &perElementOp{params: 2, low: low, loop: func(logProb, gradient, x, theta []float32, rows, cols int) {
		loop(logProb, gradient, x, theta, rows, cols, low)
	}}
}

// Shape returns (B·S) for events (B, E) and params (B·S, K·E).
func (l *perElementOp) Shape(in []nn.Shape) (nn.Shape, error) {
	if err := divides(in[0], in[1], l.params); err != nil {
		return nil, err
	}
	l.rows, l.width = in[1][0], in[0][1]
	return nn.Shape{l.rows}, nil
}

func (l *perElementOp) Forward(logProb []float32, in [][]float32) {
	l.loop(logProb, l.gradient, in[0], in[1], l.rows, l.width)
}

// Backward computes dθ = d·gradient. A scale below its bound gets no derivative that leads further
// down.
func (l *perElementOp) Backward(dIn [][]float32, dLogProb, logProb []float32, in [][]float32) {
	if l.gradient == nil {
		l.gradient = make([]float32, len(in[1]))
		l.Forward(logProb, in)
	}
	if l.params == 1 {
		kernel.ScaleRows(dIn[1], l.gradient, dLogProb, l.rows, l.width)
	} else {
		kernel.ScaleRowsAbove(dIn[1], l.gradient, dLogProb, in[1], l.rows, l.width, l.low)
	}
}
