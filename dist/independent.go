package dist

import (
	"slices"

	"vae/internal/nn"
)

// independent is a distribution of independent elements with K params each and perhaps one more for
// all. logProb returns the operation on events, θ and shared; mean and draw compute a row of E
// elements.
type independent struct {
	theta  *nn.Node // (R, K·E)
	shared *nn.Node // (1), or nil
	k      int

	logProb func() nn.Op
	mean    func(dst, theta []float32)
	draw    func(dst, theta, noise []float32, shared float32)
	normal  bool // an element has normal noise, else uniform
}

var _ Distribution = independent{}

// width returns E.
func (d independent) width() int { return d.theta.Shape()[1] / d.k }

// Noise returns a number for each element.
func (d independent) Noise() Noise {
	if d.normal {
		return Noise{Normal: d.width()}
	}
	return Noise{Uniform: d.width()}
}

// Sample adds draws (R, E), which no derivative passes through.
func (d independent) Sample(b *nn.Builder, noise *nn.Node) *nn.Node {
	theta, noise := nn.MatchRows(b, d.theta, noise)
	return rowwise(b, d.width(), func(dst []float32, in ...[]float32) {
		var shared float32
		if len(in) == 3 {
			shared = in[2][0]
		}
		d.draw(dst, in[0], in[1], shared)
	}, d.with(theta, noise)...)
}

// LogProb adds the log-probability or log-density (R) of events x (R/S, E).
func (d independent) LogProb(b *nn.Builder, x *nn.Node) *nn.Node {
	return b.Apply(d.logProb(), d.with(x, d.theta)...)
}

// Mean adds the expected events (R, E).
func (d independent) Mean(b *nn.Builder) *nn.Node {
	return rowwise(b, d.width(), func(dst []float32, in ...[]float32) { d.mean(dst, in[0]) }, d.theta)
}

// with returns the nodes and, if it is not nil, shared.
func (d independent) with(nodes ...*nn.Node) []*nn.Node {
	if d.shared == nil {
		return nodes
	}
	return append(slices.Clip(nodes), d.shared)
}

// copyMean is the mean of families whose first params are the means.
func copyMean(dst, theta []float32) { copy(dst, theta) }
