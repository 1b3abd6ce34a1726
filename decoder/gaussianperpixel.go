package decoder

import (
	"math"
	"slices"

	"vae/internal/kernel"
	"vae/internal/nn"
	"vae/internal/rng"
)

// PerPixelGaussian is Gaussian with two parameters for each pixel, the mean μ and
// log σ², which is at least minLogVar:
//
//	log p(x|z) = −½ Σ_i ((x_i − μ_i)²/σ_i² + log σ_i² + log 2π)
//
// Kingma & Welling 2014 (arXiv:1312.6114), appendix C.2.
type PerPixelGaussian struct{}

var _ Likelihood = PerPixelGaussian{}

// ParamsPerPixel returns 2: the mean and log σ².
func (PerPixelGaussian) ParamsPerPixel() int { return 2 }

// LogProb adds log p(x|z) (B·S) for images x (B, D) and parameters theta (B·S, 2D).
func (g PerPixelGaussian) LogProb(b *nn.Builder, x, theta *nn.Node) *nn.Node {
	return b.Apply(g.op(), x, theta)
}

func (PerPixelGaussian) op() nn.Op {
	return locationAndScale(kernel.Gaussian, minLogVar)
}

// Bias returns the mean image, and the σ from which LearnedGaussian starts.
func (PerPixelGaussian) Bias(meanImage []float32) []float32 {
	logVar := max(math.Log(spread(meanImage)), float64(minLogVar))
	return slices.Concat(meanImage, same(logVar, len(meanImage)))
}

// Mean copies the means.
func (PerPixelGaussian) Mean(dst, theta []float32) { copy(dst, theta[:len(dst)]) }

// Draw adds normal noise to the means.
func (PerPixelGaussian) Draw(dst, theta []float32, _ *nn.Params, source *rng.Source) {
	source.Normal(dst)
	mean, logVar := theta[:len(dst)], theta[len(dst):]
	for i, m := range mean {
		dst[i] = m + sigma(logVar[i])*dst[i]
	}
}
