package dist

import (
	"fmt"
	"math"

	"vae/internal/nn"
)

var log2Pi = math.Log(2 * math.Pi)

// Standard is N(0, I) over codes of that many dimensions, Z.
type Standard int

var (
	_ Distribution = Standard(0)
	_ Exact        = Standard(0)
)

// Noise returns a normal number for each dimension.
func (s Standard) Noise() Noise { return Noise{Normal: int(s)} }

// Sample returns the noise (S, Z), which is the draw.
func (Standard) Sample(_ *nn.Builder, noise *nn.Node) *nn.Node { return noise }

// LogProb adds log N(z; 0, I) of codes z (S, Z), summed in float64:
//
//	−½ Σ_j (z_j² + log 2π)
func (Standard) LogProb(b *nn.Builder, z *nn.Node) *nn.Node { return b.Apply(&logStandard{}, z) }

// LogDensity returns log N(z; 0, I) of a code (Z).
func (Standard) LogDensity(z []float32) float64 {
	sum := float64(len(z)) * log2Pi
	for _, v := range z {
		sum += float64(v) * float64(v)
	}
	return -0.5 * sum
}

// Mean adds zeros (1, Z).
func (s Standard) Mean(b *nn.Builder) *nn.Node { return b.Constant(make([]float32, s), 1, int(s)) }

// logStandard is log N(z; 0, I) of each row.
type logStandard struct{ width int }

// Shape returns (R) for z (R, Z).
func (l *logStandard) Shape(in []nn.Shape) (nn.Shape, error) {
	if in[0].Dims() != 2 {
		return nil, fmt.Errorf("%v is not a shape of codes", in[0])
	}
	l.width = in[0][1]
	return nn.Shape{in[0][0]}, nil
}

// Forward computes −½ Σ_j (z_j² + log 2π), in float64.
func (l *logStandard) Forward(logProb []float32, in [][]float32) {
	for r := range logProb {
		logProb[r] = float32(Standard(l.width).LogDensity(in[0][r*l.width : (r+1)*l.width]))
	}
}

// Backward computes dz = −d·z.
func (l *logStandard) Backward(dIn [][]float32, dLogProb, _ []float32, in [][]float32) {
	for i, z := range in[0] {
		dIn[0][i] = -dLogProb[i/l.width] * z
	}
}
