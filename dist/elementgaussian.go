package dist

import (
	"math"
	"slices"

	"vae/internal/kernel"
	"vae/internal/nn"
)

// ElementGaussian is the family of normal elements with a σ each. Its params are the mean μ and log
// σ², which is at least minLogVar:
//
//	log p(x) = −½ Σ_i ((x_i − μ_i)²/σ_i² + log σ_i² + log 2π)
//
// Kingma & Welling 2014 (arXiv:1312.6114), appendix C.2.
type ElementGaussian struct{ twoParams }

var _ Family = ElementGaussian{}

// Start returns the mean and the log σ² from which LearnedGaussian starts.
func (ElementGaussian) Start(mean []float32) []float32 {
	logVar := max(math.Log(spread(mean)), float64(minLogVar))
	return slices.Concat(mean, same(logVar, len(mean)))
}

// Of adds the distributions with params theta (R, 2E).
func (ElementGaussian) Of(_ *nn.Builder, theta *nn.Node) Distribution {
	return independent{
		theta: theta, k: 2, normal: true,
		logProb: func() nn.Op { return locationAndScale(kernel.Gaussian, minLogVar) },
		mean:    copyMean,
		draw: func(dst, theta, noise []float32, _ float32) {
			mean, logVar := theta[:len(dst)], theta[len(dst):]
			for i, m := range mean {
				dst[i] = m + deviation(logVar[i])*noise[i]
			}
		},
	}
}
