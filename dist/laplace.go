package dist

import (
	"math"

	"vae/internal/kernel"
	"vae/internal/nn"
)

// Laplace is the family of Laplace-distributed elements with one scale s for all, learnt as its
// logarithm. Its param is the location μ:
//
//	log p(x) = −Σ_i (|x_i − μ_i|/s + log s + log 2)
//
// Johnson, Kotz & Balakrishnan 1995, "Continuous univariate distributions", chapter 24. It
// tolerates single outliers, for which a Gaussian widens.
type Laplace struct {
	location
	Mean []float32 // (E) mean of the training data, from which s starts; nil for a trained model
}

var _ Family = Laplace{}

// minLogScale is the lower bound of log s: s is at least half a grey level.
var minLogScale = float32(math.Log(0.5 / 255))

// Of adds the distributions with locations theta (R, E). The weight logscale (1) is log s; s starts
// at 2m(1 − m), the largest mean distance of elements in [0, 1] from their mean m.
func (l Laplace) Of(b *nn.Builder, theta *nn.Node) Distribution {
	start := max(math.Log(2*spread(l.Mean)), float64(minLogScale))
	return independent{
		theta: theta, shared: b.Param("logscale", nn.Values(same(start, 1)), 1), k: 1,
		logProb: func() nn.Op {
			return &sharedScale{sum: kernel.Distances, weight: 1, constant: math.Ln2, low: minLogScale}
		},
		mean: copyMean,
		draw: drawLaplace,
	}
}

// drawLaplace inverts the distribution function on either side of the location.
func drawLaplace(dst, locations, noise []float32, logScale float32) {
	scale := math.Exp(float64(max(logScale, minLogScale)))
	for i, location := range locations {
		u := float64(noise[i]) + 0x1p-25 - 0.5 // in (−½, ½)
		distance := -scale * math.Log1p(-2*math.Abs(u))
		dst[i] = location + float32(math.Copysign(distance, u))
	}
}
