package encoder

import (
	"fmt"

	"vae/internal/kernel"
	"vae/internal/nn"
)

// Posterior is the approximate posterior q(z|x) = N(μ, diag σ²) of each image in a
// batch.
type Posterior struct {
	// Params has shape (B, 2Z): in each row the means μ, then the log-variances
	// log σ², which lie in [MinLogVar, MaxLogVar].
	Params *nn.Node
}

// The bounds of log σ²: wide enough for any posterior of use (σ from 4.5e-5 to
// 148), narrow enough that exp never overflows in float32.
const (
	MinLogVar = -20
	MaxLogVar = 10
)

// Repeat returns q(z|x) of B·times rows: that of each image times times in succession.
func (q Posterior) Repeat(b *nn.Builder, times int) Posterior {
	return Posterior{Params: nn.Repeat(b, q.Params, times)}
}

// Sample adds the draw z = μ + σ ⊙ ε (B, Z) that belongs to the standard normal
// draw eps (B, Z). Kingma & Welling 2014 (arXiv:1312.6114), section 2.4.
func (q Posterior) Sample(b *nn.Builder, eps *nn.Node) *nn.Node {
	return b.Apply(&reparameterize{}, q.Params, eps)
}

// reparameterize is z = μ + σ ⊙ ε in one operation.
type reparameterize struct{ rows, latent int }

// Shape returns (B, Z) for parameters (B, 2Z) and noise (B, Z).
func (r *reparameterize) Shape(in []nn.Shape) (nn.Shape, error) {
	params, eps := in[0], in[1]
	if params.Dims() != 2 || eps.Dims() != 2 || params[0] != eps[0] || params[1] != 2*eps[1] {
		return nil, fmt.Errorf("posterior parameters %v do not fit noise %v", params, eps)
	}
	r.rows, r.latent = eps[0], eps[1]
	return eps.Clone(), nil
}

// Forward computes z = μ + exp(½ log σ²) ⊙ ε.
func (r *reparameterize) Forward(z []float32, in [][]float32) {
	kernel.Reparameterize(z, in[0], in[1], r.rows, r.latent)
}

// Backward computes dμ = dz and d log σ² = ½ dz ⊙ σ ⊙ ε.
func (r *reparameterize) Backward(dIn [][]float32, dz, z []float32, in [][]float32) {
	kernel.ReparameterizeBackward(dIn[0], dz, z, in[0], r.rows, r.latent)
}

// clampLogVar bounds the second half of each row, the log-variances. A derivative
// passes outside the bounds where following it leads back inside.
type clampLogVar struct{ rows, latent int }

// Shape returns the shape of the parameters, (B, 2Z).
func (c *clampLogVar) Shape(in []nn.Shape) (nn.Shape, error) {
	if in[0].Dims() != 2 || in[0][1]%2 != 0 {
		return nil, fmt.Errorf("%v is not a shape of means and log-variances", in[0])
	}
	c.rows, c.latent = in[0][0], in[0][1]/2
	return in[0].Clone(), nil
}

// Forward copies the means and clamps the log-variances.
func (c *clampLogVar) Forward(out []float32, in [][]float32) {
	copy(out, in[0])
	c.eachLogVar(func(i int) { out[i] = min(max(out[i], MinLogVar), MaxLogVar) })
}

// Backward copies the derivatives and removes those that lead further outside.
func (c *clampLogVar) Backward(dIn [][]float32, dOut, _ []float32, in [][]float32) {
	d, x := dIn[0], in[0]
	copy(d, dOut)
	c.eachLogVar(func(i int) {
		if x[i] < MinLogVar && d[i] > 0 || x[i] > MaxLogVar && d[i] < 0 {
			d[i] = 0
		}
	})
}

// eachLogVar calls f with the place of every log-variance.
func (c *clampLogVar) eachLogVar(f func(i int)) {
	for r := range c.rows {
		for j := range c.latent {
			f((2*r+1)*c.latent + j)
		}
	}
}
