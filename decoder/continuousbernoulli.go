package decoder

import (
	"math"

	"vae/internal/kernel"
	"vae/internal/nn"
	"vae/internal/rng"
)

// ContinuousBernoulli is the likelihood of grey pixels in [0, 1] with a density that is
// exponential in the pixel, and the logit l as its one parameter:
//
//	log p(x|z) = Σ_i x_i·l_i − log((exp l_i − 1) / l_i)
//
// Loaiza-Ganem & Cunningham 2019 (arXiv:1907.06845), where λ is σ(l) and the normaliser
// C(λ) = 2 artanh(1 − 2λ) / (1 − 2λ): it is Bernoulli with what that lacks on grey pixels.
type ContinuousBernoulli struct{}

var _ Likelihood = ContinuousBernoulli{}

// ParamsPerPixel returns 1: the logit.
func (ContinuousBernoulli) ParamsPerPixel() int { return 1 }

// LogProb adds log p(x|z) (B·S) for images x (B, D) and logits theta (B·S, D).
func (l ContinuousBernoulli) LogProb(b *nn.Builder, x, theta *nn.Node) *nn.Node {
	return b.Apply(l.op(), x, theta)
}

func (ContinuousBernoulli) op() nn.Op {
	return &perPixel{params: 1, loop: kernel.ContinuousBernoulli}
}

// Bias returns the logits whose expected image is the mean image, clipped to [0.001,
// 0.999], which are the most likely ones for the training images.
func (ContinuousBernoulli) Bias(meanImage []float32) []float32 {
	logits := make([]float32, len(meanImage))
	for i, mean := range meanImage {
		logits[i] = float32(solve(tiltedMean, inside(mean), -2000, 2000))
	}
	return logits
}

// Mean sets dst to the expected image.
func (ContinuousBernoulli) Mean(dst, theta []float32) {
	for i, l := range theta {
		dst[i] = float32(tiltedMean(float64(l)))
	}
}

// tiltedMean returns the expected pixel 1/(1 − exp −l) − 1/l; near l = 0, where digits
// cancel, from its power series.
func tiltedMean(l float64) float64 {
	if math.Abs(l) < 0.01 {
		return 0.5 + l/12 - l*l*l/720
	}
	return -1/math.Expm1(-l) - 1/l
}

// Draw inverts the distribution function (exp lx − 1) / (exp l − 1).
func (ContinuousBernoulli) Draw(dst, theta []float32, _ *nn.Params, source *rng.Source) {
	source.Uniform(dst)
	for i, l := range theta {
		dst[i] = float32(tiltedQuantile(float64(dst[i]), float64(l)))
	}
}

// tiltedQuantile returns the pixel below which lies the part u of the probability. For
// positive l it is what is symmetric to it, so that nothing overflows.
func tiltedQuantile(u, l float64) float64 {
	switch {
	case l > 0:
		return 1 - tiltedQuantile(1-u, -l)
	case l == 0:
		return u
	}
	return math.Log1p(u*math.Expm1(l)) / l
}
