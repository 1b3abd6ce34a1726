package decoder

import (
	"math"

	"vae/internal/kernel"
	"vae/internal/nn"
	"vae/internal/rng"
)

// Laplace is the likelihood of pixels with Laplace's distribution, with the location μ
// as its one parameter and one scale b for all pixels, learnt as its logarithm:
//
//	log p(x|z) = −Σ_i (|x_i − μ_i|/b + log b + log 2)
//
// Johnson, Kotz & Balakrishnan 1995, "Continuous univariate distributions", chapter 24.
// It forgives single pixels that are far off, where a Gaussian spreads itself over them.
type Laplace struct {
	MeanImage []float32 // (D) mean training image, from which b starts; nil for a trained model
}

var _ Likelihood = Laplace{}

// minLogScale bounds log b from below: b is at least half a grey level.
var minLogScale = float32(math.Log(0.5 / 255))

// ParamsPerPixel returns 1: the location.
func (Laplace) ParamsPerPixel() int { return 1 }

// LogProb adds log p(x|z) (B·S) for images x (B, D) and locations theta (B·S, D). The
// parameter likelihood/logscale (1) is log b.
func (l Laplace) LogProb(b *nn.Builder, x, theta *nn.Node) *nn.Node {
	logScale := b.Scope("likelihood").Param("logscale", nn.Values(same(l.startLogScale(), 1)), 1)
	return b.Apply(l.op(), x, theta, logScale)
}

func (Laplace) op() nn.Op {
	return &sharedScale{sum: kernel.Distances, weight: 1, constant: math.Ln2, low: minLogScale}
}

// startLogScale returns the logarithm of the largest mean distance of pixels in [0, 1]
// from their mean m, 2m(1 − m).
func (l Laplace) startLogScale() float64 {
	return max(math.Log(2*spread(l.MeanImage)), float64(minLogScale))
}

// Bias returns the mean image.
func (Laplace) Bias(meanImage []float32) []float32 { return meanImage }

// Mean copies the locations.
func (Laplace) Mean(dst, theta []float32) { copy(dst, theta) }

// Draw inverts the distribution function on either side of the location.
func (Laplace) Draw(dst, theta []float32, params *nn.Params, source *rng.Source) {
	scale := math.Exp(float64(max(params.Get("likelihood/logscale").Data[0], minLogScale)))
	source.Uniform(dst)
	for i, location := range theta {
		u := float64(dst[i]) + 0x1p-25 - 0.5 // in (−½, ½)
		distance := -scale * math.Log1p(-2*math.Abs(u))
		dst[i] = location + float32(math.Copysign(distance, u))
	}
}
