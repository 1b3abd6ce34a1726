package decoder

import (
	"math"

	"vae/internal/kernel"
	"vae/internal/nn"
	"vae/internal/rng"
)

// Gaussian is the likelihood of normal pixels with the mean μ as its one parameter
// and a fixed standard deviation σ:
//
//	log p(x|z) = −½ Σ_i ((x_i − μ_i)²/σ² + log σ² + log 2π)
//
// Kingma & Welling 2014 (arXiv:1312.6114), appendix C.2. It is a density: it has no
// upper bound, and depends on the unit of the pixels.
type Gaussian struct {
	Sigma float64 // in units of the pixel range [0, 1]; above 0
}

// LearnedGaussian is Gaussian with one σ for all pixels, learnt as its logarithm.
// Rybkin, Daniilidis & Levine 2021 (arXiv:2006.13202).
type LearnedGaussian struct {
	MeanImage []float32 // (D) mean training image, from which σ starts; nil for a trained model
}

var (
	_ Likelihood = Gaussian{}
	_ Likelihood = LearnedGaussian{}
)

// minLogVar bounds a learnt log σ² from below: σ is at least half a grey level,
// without which the density of flat pixels grows without end.
var minLogVar = float32(2 * math.Log(0.5/255))

// ParamsPerPixel returns 1: the mean.
func (Gaussian) ParamsPerPixel() int { return 1 }

// ParamsPerPixel returns 1: the mean.
func (LearnedGaussian) ParamsPerPixel() int { return 1 }

// LogProb adds log p(x|z) (B·S) for images x (B, D) and means theta (B·S, D).
func (g Gaussian) LogProb(b *nn.Builder, x, theta *nn.Node) *nn.Node {
	return b.Apply(g.op(), x, theta)
}

// LogProb adds log p(x|z) (B·S) for images x (B, D) and means theta (B·S, D). The
// parameter likelihood/logvar (1) is log σ².
func (g LearnedGaussian) LogProb(b *nn.Builder, x, theta *nn.Node) *nn.Node {
	logVar := b.Scope("likelihood").Param("logvar", nn.Values(same(g.startLogVar(), 1)), 1)
	return b.Apply(g.op(), x, theta, logVar)
}

func (g Gaussian) op() nn.Op { return normal(float32(2 * math.Log(g.Sigma))) }

func (LearnedGaussian) op() nn.Op { return normal(0) }

// normal returns the operation, with log σ² where that is not an input.
func normal(logVar float32) nn.Op {
	return &sharedScale{
		sum: kernel.Squares, weight: 0.5, constant: 0.5 * math.Log(2*math.Pi), scale: logVar, low: minLogVar,
	}
}

// startLogVar returns the log σ² to start from.
func (g LearnedGaussian) startLogVar() float64 {
	return max(math.Log(spread(g.MeanImage)), float64(minLogVar))
}

// Bias returns the mean image.
func (Gaussian) Bias(meanImage []float32) []float32 { return meanImage }

// Bias returns the mean image.
func (LearnedGaussian) Bias(meanImage []float32) []float32 { return meanImage }

// Mean copies the means.
func (Gaussian) Mean(dst, theta []float32) { copy(dst, theta) }

// Mean copies the means.
func (LearnedGaussian) Mean(dst, theta []float32) { copy(dst, theta) }

// Draw adds normal noise to the means.
func (g Gaussian) Draw(dst, theta []float32, _ *nn.Params, source *rng.Source) {
	drawNormal(dst, theta, float32(g.Sigma), source)
}

// Draw adds normal noise of the learnt σ to the means.
func (LearnedGaussian) Draw(dst, theta []float32, params *nn.Params, source *rng.Source) {
	drawNormal(dst, theta, sigma(params.Get("likelihood/logvar").Data[0]), source)
}

// sigma returns σ for a learnt log σ².
func sigma(logVar float32) float32 {
	return float32(math.Exp(0.5 * float64(max(logVar, minLogVar))))
}

func drawNormal(dst, mean []float32, sigma float32, source *rng.Source) {
	source.Normal(dst)
	for i, m := range mean {
		dst[i] = m + sigma*dst[i]
	}
}
