package dist

import "vae/internal/nn"

// Standard is N(0, I) over codes of so many dimensions, Z.
type Standard int

var _ Distribution = Standard(0)

// Noise returns a normal number for each dimension.
func (s Standard) Noise() Noise { return Noise{Normal: int(s)} }

// Sample returns the noise (S, Z), which is the draw.
func (Standard) Sample(_ *nn.Builder, noise *nn.Node) *nn.Node { return noise }

// LogProb adds log N(z; 0, I) of codes z (S, Z), summed in float64:
//
//	−½ Σ_j (z_j² + log 2π)
func (Standard) LogProb(b *nn.Builder, z *nn.Node) *nn.Node { return b.Apply(&logStandard{}, z) }

// Mean adds zeros (1, Z).
func (s Standard) Mean(b *nn.Builder) *nn.Node { return b.Constant(make([]float32, s), 1, int(s)) }
