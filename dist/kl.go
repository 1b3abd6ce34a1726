package dist

import (
	"errors"

	"vae/internal/kernel"
	"vae/internal/nn"
)

// KL adds KL(q ‖ p), in nats: in closed form (B) if there is one, else estimated by log q(z) − log
// p(z) of each draw d from q (B·S).
//
//	½ Σ_j (μ_j² + σ_j² − log σ_j² − 1) for q = N(μ, diag σ²), p = N(0, I)
//
// Kingma & Welling 2014 (arXiv:1312.6114), appendix B.
func KL(b *nn.Builder, q, p Distribution, d Draw) *nn.Node {
	if normal, ok := standardised(q, p); ok {
		return b.Apply(&klStandard{}, normal.Params)
	}
	return nn.Subtract(b, q.LogProb(b, d.Z), p.LogProb(b, d.Z))
}

// Closed reports whether KL(q ‖ p) has a closed form.
func Closed(q, p Distribution) bool {
	_, ok := standardised(q, p)
	return ok
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
	}
	return nn.Subtract(b, p.LogProb(b, d.Z), q.LogProb(b, d.Z))
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
