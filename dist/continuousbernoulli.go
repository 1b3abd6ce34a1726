package dist

import (
	"math"

	"vae/internal/kernel"
	"vae/internal/nn"
)

// ContinuousBernoulli is the family of elements in [0, 1] whose density is exponential in the
// element. Its param is the logit l:
//
//	log p(x) = Σ_i x_i·l_i − log((exp l_i − 1) / l_i)
//
// Loaiza-Ganem & Cunningham 2019 (arXiv:1907.06845), where λ = σ(l) and the normaliser is C(λ) = 2
// artanh(1 − 2λ) / (1 − 2λ). It is Bernoulli, normalised over [0, 1].
type ContinuousBernoulli struct{ oneParam }

var _ Family = ContinuousBernoulli{}

// Start returns the maximum-likelihood logits, whose expected event is the mean, clipped to [0.001,
// 0.999].
func (ContinuousBernoulli) Start(mean []float32) []float32 {
	logits := make([]float32, len(mean))
	for i, mean := range mean {
		logits[i] = float32(solve(tiltedMean, inside(mean), -2000, 2000))
	}
	return logits
}

// Of adds the distributions with logits theta (R, E).
func (ContinuousBernoulli) Of(_ *nn.Builder, theta *nn.Node) Distribution {
	return independent{
		theta: theta, k: 1,
		logProb: func() nn.Op { return &perElementOp{params: 1, loop: kernel.ContinuousBernoulli} },
		mean: func(dst, theta []float32) {
			for i, l := range theta {
				dst[i] = float32(tiltedMean(float64(l)))
			}
		},
		draw: func(dst, theta, noise []float32, _ float32) {
			for i, l := range theta {
				dst[i] = float32(tiltedQuantile(float64(noise[i]), float64(l)))
			}
		},
	}
}

// tiltedMean returns the expected element 1/(1 − exp −l) − 1/l; near l = 0, where digits cancel, by
// its power series.
func tiltedMean(l float64) float64 {
	if math.Abs(l) < 0.01 {
		return 0.5 + l/12 - l*l*l/720
	}
	return -1/math.Expm1(-l) - 1/l
}

// tiltedQuantile returns the u-quantile, the inverse of the distribution function (exp lx − 1) /
// (exp l − 1). It uses symmetry for positive l, so that nothing overflows.
func tiltedQuantile(u, l float64) float64 {
	switch {
	case l > 0:
		return 1 - tiltedQuantile(1-u, -l)
	case l == 0:
		return u
	}
	return math.Log1p(u*math.Expm1(l)) / l
}
