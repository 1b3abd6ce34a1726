package dist

import (
	"errors"
	"fmt"
	"math"

	"vae/internal/kernel"
	"vae/internal/nn"
)

// KL adds KL(q ‖ p), in nats: in closed form (B) if there is one, else estimated by log q(z) − log
// p(z) of each draw d from q (B·S).
//
//	½ Σ_j (μ_j² + σ_j² − log σ_j² − 1) for q = N(μ, diag σ²), p = N(0, I)
//
// Kingma & Welling 2014 (arXiv:1312.6114), appendix B. For p = N(m, diag s²), q
// is first standardised by p: see Standardise.
func KL(b *nn.Builder, q, p Distribution, d Draw) *nn.Node {
	if normal, ok := Standardise(b, q, p); ok {
		return b.Apply(&klStandard{}, normal.Params)
	}
	return nn.Subtract(b, logDraw(b, q, d), p.LogProb(b, d.Z))
}

// Closed reports whether KL(q ‖ p) has a closed form: whether both are normal.
func Closed(q, p Distribution) bool {
	if _, ok := q.(Normal); !ok {
		return false
	}
	switch p.(type) {
	case Standard, Normal:
		return true
	}
	return false
}

// standardised returns q if it is normal and p is N(0, I).
func standardised(q, p Distribution) (Normal, bool) {
	normal, ok := q.(Normal)
	_, standard := p.(Standard)
	return normal, ok && standard
}

// LogRatio adds log p(z) − log q(z) of each draw d from q (B·S), in nats, whose expectation is
// −KL(q ‖ p).
//
// Derivatives follow z and, unless pathwise is set, the params of q. Pathwise derivatives have the
// same expectation, since E_q[∇ log q] = 0, and no variance where q(z|x) = p(z|x): Roeder, Wu &
// Duvenaud 2017 (arXiv:1703.09194).
func LogRatio(b *nn.Builder, q, p Distribution, d Draw, pathwise bool) *nn.Node {
	if normal, ok := standardised(q, p); ok {
		params, _ := nn.MatchRows(b, normal.Params, d.Z)
		return b.Apply(&logRatio{pathwise: pathwise}, params, d.Noise, d.Z)
	}
	if pathwise {
		normal, ok := q.(Normal)
		if !ok {
			return b.Fail(errors.New("dist: pathwise derivatives need a normal posterior"))
		}
		q = Normal{Params: detach(b, normal.Params)}
		return nn.Subtract(b, p.LogProb(b, d.Z), q.LogProb(b, d.Z))
	}
	return nn.Subtract(b, p.LogProb(b, d.Z), logDraw(b, q, d))
}

// klStandard is KL(N(μ, diag σ²) ‖ N(0, I)) in one operation.
type klStandard struct{ rows, latent int }

// Shape returns (B) for params (B, 2Z).
func (k *klStandard) Shape(in []nn.Shape) (shape nn.Shape, err error) {
	k.rows, k.latent, err = halves(in[0])
	return nn.Shape{k.rows}, err
}

// Forward computes ½ Σ (μ² + σ² − log σ² − 1) of each row.
func (k *klStandard) Forward(kl []float32, in [][]float32) {
	kernel.GaussianKL(kl, in[0], k.rows, k.latent)
}

// Backward computes dμ = dkl·μ and d log σ² = ½ dkl·(σ² − 1).
func (k *klStandard) Backward(dIn [][]float32, dkl, _ []float32, in [][]float32) {
	kernel.GaussianKLBackward(dIn[0], dkl, in[0], k.rows, k.latent)
}

// logRatio is log p(z) − log q(z) for p = N(0, I) and a normal q, in one operation on q's params
// and on draws z = μ + σ ⊙ ε with their noise:
//
//	½ Σ_j (ε_j² + log σ_j² − z_j²)
type logRatio struct {
	pathwise bool
	latent   int
}

// Shape returns (R) for params (R, 2Z), noise and draws (R, Z).
func (l *logRatio) Shape(in []nn.Shape) (nn.Shape, error) {
	rows, latent, err := fit(in[2], in[0], 2)
	if err == nil && !in[1].Eq(in[2]) {
		err = fmt.Errorf("noise %v does not fit draws %v", in[1], in[2])
	}
	l.latent = latent
	return nn.Shape{rows}, err
}

// Forward computes ½ Σ (ε² + log σ² − z²) of each row, in float64.
func (l *logRatio) Forward(out []float32, in [][]float32) {
	for r := range out {
		logVar, eps, z := l.rows(r, in)
		var sum float64
		for j, v := range z {
			sum += float64(eps[j])*float64(eps[j]) + float64(logVar[j]) - float64(v)*float64(v)
		}
		out[r] = float32(0.5 * sum)
	}
}

// Backward computes dz = −d·z and d log σ² = ½ d or, if pathwise, where ε = (z − μ)/σ changes with
// z, only dz = d·(ε/σ − z).
func (l *logRatio) Backward(dIn [][]float32, dOut, _ []float32, in [][]float32) {
	clear(dIn[0])
	for r, d := range dOut {
		logVar, eps, z := l.rows(r, in)
		dLogVar, _, dz := l.rows(r, dIn)
		for j, v := range z {
			dz[j] = -d * v
			if l.pathwise {
				dz[j] += d * eps[j] * float32(math.Exp(-0.5*float64(logVar[j])))
			} else {
				dLogVar[j] = 0.5 * d
			}
		}
	}
}

// rows returns row r of the log-variances, of the noise and of the draws; nil for nil arrays.
func (l *logRatio) rows(r int, in [][]float32) (logVar, eps, z []float32) {
	row := func(x []float32, index int) []float32 {
		if x == nil {
			return nil
		}
		return x[index*l.latent : (index+1)*l.latent]
	}
	return row(in[0], 2*r+1), row(in[1], r), row(in[2], r)
}
