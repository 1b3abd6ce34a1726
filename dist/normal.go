package dist

import (
	"vae/internal/kernel"
	"vae/internal/nn"
)

// NormalFamily is the family N(μ, diag σ²). Its params are the means, then log σ², clamped to
// [MinLogVar, MaxLogVar].
type NormalFamily struct{ twoParams }

var _ Family = NormalFamily{}

// The bounds of log σ²: wide enough for any useful posterior (σ from 4.5e-5 to 148), narrow enough
// that exp never overflows in float32.
const (
	MinLogVar = -20
	MaxLogVar = 10
)

// Start returns nil, which stands for zeros.
func (NormalFamily) Start([]float32) []float32 { return nil }

// Of adds the distributions with params theta (R, 2Z).
func (NormalFamily) Of(b *nn.Builder, theta *nn.Node) Distribution {
	return Normal{Params: b.Apply(&clampLogVar{}, theta)}
}

// Normal is N(μ, diag σ²), one for each row of its params.
type Normal struct {
	Params *nn.Node // (R, 2Z): in each row the means, then the log-variances
}

var _ Distribution = Normal{}

// Noise returns a normal number for each element.
func (q Normal) Noise() Noise { return Noise{Normal: q.Params.Shape()[1] / 2} }

// Sample adds the draws z = μ + σ ⊙ ε (R·S, Z) of noise ε (R·S, Z), by the reparameterisation
// trick: Kingma & Welling 2014 (arXiv:1312.6114), section 2.4. Derivatives pass through to μ and σ.
func (q Normal) Sample(b *nn.Builder, noise *nn.Node) *nn.Node {
	params, noise := nn.MatchRows(b, q.Params, noise)
	return b.Apply(&reparameterize{}, params, noise)
}

// LogProb adds log N(z; μ, diag σ²), summed in float64:
//
//	−½ Σ_j ((z_j − μ_j)²/σ_j² + log σ_j² + log 2π)
func (q Normal) LogProb(b *nn.Builder, z *nn.Node) *nn.Node {
	z, params := nn.MatchRows(b, z, q.Params)
	return b.Apply(&logNormal{}, z, params)
}

// Mean adds μ (R, Z).
func (q Normal) Mean(b *nn.Builder) *nn.Node {
	return rowwise(b, q.Noise().Normal, func(dst []float32, in ...[]float32) { copy(dst, in[0]) }, q.Params)
}

// reparameterize is z = μ + σ ⊙ ε in one operation.
type reparameterize struct{ rows, latent int }

// Shape returns (R, Z) for params (R, 2Z) and noise (R, Z).
func (r *reparameterize) Shape(in []nn.Shape) (shape nn.Shape, err error) {
	r.rows, r.latent, err = fit(in[1], in[0], 2)
	return in[1].Clone(), err
}

// Forward computes z = μ + exp(½ log σ²) ⊙ ε.
func (r *reparameterize) Forward(z []float32, in [][]float32) {
	kernel.Reparameterize(z, in[0], in[1], r.rows, r.latent)
}

// Backward computes dμ = dz and d log σ² = ½ dz ⊙ σ ⊙ ε.
func (r *reparameterize) Backward(dIn [][]float32, dz, z []float32, in [][]float32) {
	kernel.ReparameterizeBackward(dIn[0], dz, z, in[0], r.rows, r.latent)
}
