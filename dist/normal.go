package dist

import (
	"math"

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

// logNormal is log N(x; μ, diag σ²) of each row, with params of its own.
type logNormal struct{ rows, width int }

// Shape returns (R) for x (R, Z) and params (R, 2Z).
func (l *logNormal) Shape(in []nn.Shape) (shape nn.Shape, err error) {
	l.rows, l.width, err = fit(in[0], in[1], 2)
	return nn.Shape{l.rows}, err
}

// Forward computes −½ Σ_j ((x_j − μ_j)²/σ_j² + log σ_j² + log 2π), in float64.
func (l *logNormal) Forward(logProb []float32, in [][]float32) {
	var sum float64
	l.each(in, func(r, j int, distance, logVar float64) {
		if j == 0 {
			sum = 0
		}
		sum -= 0.5 * (distance*distance*math.Exp(-logVar) + logVar + log2Pi)
		logProb[r] = float32(sum)
	})
}

// Backward computes dμ = d·(x − μ)/σ², d log σ² = ½ d·((x − μ)²/σ² − 1) and dx = −dμ.
func (l *logNormal) Backward(dIn [][]float32, dLogProb, _ []float32, in [][]float32) {
	dx, dParams := dIn[0], dIn[1]
	l.each(in, func(r, j int, distance, logVar float64) {
		d, precision := float64(dLogProb[r]), math.Exp(-logVar)
		dMean := float32(d * distance * precision)
		if dParams != nil {
			dParams[2*r*l.width+j] = dMean
			dParams[(2*r+1)*l.width+j] = float32(0.5 * d * (distance*distance*precision - 1))
		}
		if dx != nil {
			dx[r*l.width+j] = -dMean
		}
	})
}

// each calls f with x_j − μ_j and log σ_j² of every element.
func (l *logNormal) each(in [][]float32, f func(r, j int, distance, logVar float64)) {
	x, params := in[0], in[1]
	for r := range l.rows {
		for j := range l.width {
			mean, logVar := params[2*r*l.width+j], params[(2*r+1)*l.width+j]
			f(r, j, float64(x[r*l.width+j])-float64(mean), float64(logVar))
		}
	}
}

// clampLogVar clamps the second half of each row, the log-variances. Outside the bounds it passes
// only derivatives along which descent leads back inside.
type clampLogVar struct{ rows, latent int }

// Shape returns (R, 2Z) for params (R, 2Z).
func (c *clampLogVar) Shape(in []nn.Shape) (nn.Shape, error) {
	var err error
	c.rows, c.latent, err = halves(in[0])
	return in[0].Clone(), err
}

func (c *clampLogVar) Forward(out []float32, in [][]float32) {
	copy(out, in[0])
	c.eachLogVar(func(i int) { out[i] = min(max(out[i], MinLogVar), MaxLogVar) })
}

// Backward drops the derivatives that lead further outside.
func (c *clampLogVar) Backward(dIn [][]float32, dOut, _ []float32, in [][]float32) {
	d, x := dIn[0], in[0]
	copy(d, dOut)
	c.eachLogVar(func(i int) {
		if x[i] < MinLogVar && d[i] > 0 || x[i] > MaxLogVar && d[i] < 0 {
			d[i] = 0
		}
	})
}

// eachLogVar calls f with the index of every log-variance.
func (c *clampLogVar) eachLogVar(f func(i int)) {
	for r := range c.rows {
		for j := range c.latent {
			f((2*r+1)*c.latent + j)
		}
	}
}
