package dist

import "vae/internal/nn"

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
