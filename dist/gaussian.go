package dist

import (
	"math"

	"vae/internal/kernel"
	"vae/internal/nn"
)

// Gaussian is the family of normal elements with a fixed standard deviation σ. Its param is the
// mean μ:
//
//	log p(x) = −½ Σ_i ((x_i − μ_i)²/σ² + log σ² + log 2π)
//
// Kingma & Welling 2014 (arXiv:1312.6114), appendix C.2. It is a density: it has no upper bound,
// and depends on the unit of the elements.
type Gaussian struct {
	location
	Sigma float64 // above 0; in units of the range [0, 1] of pixels
}

// LearnedGaussian is Gaussian with one σ for all elements, learnt as its logarithm. Rybkin,
// Daniilidis & Levine 2021 (arXiv:2006.13202).
type LearnedGaussian struct {
	location
	Mean []float32 // (E) mean of the training data, from which σ starts; nil for a trained model
}

var (
	_ Family = Gaussian{}
	_ Family = LearnedGaussian{}
)

// minLogVar is the lower bound of a learnt log σ²: σ is at least half a grey level, or else the
// density of flat pixels would grow without bound.
var minLogVar = float32(2 * math.Log(0.5/255))

// Of adds the distributions with means theta (R, E).
func (g Gaussian) Of(_ *nn.Builder, theta *nn.Node) Distribution {
	return gaussian(theta, nil, float32(2*math.Log(g.Sigma)), func(float32) float32 { return float32(g.Sigma) })
}

// Of adds the distributions with means theta (R, E). The weight logvar (1) is log σ².
func (g LearnedGaussian) Of(b *nn.Builder, theta *nn.Node) Distribution {
	start := max(math.Log(spread(g.Mean)), float64(minLogVar))
	return gaussian(theta, b.Param("logvar", nn.Values(same(start, 1)), 1), 0, deviation)
}

// gaussian returns the distributions. log σ² is the node logVar or, if that is nil, fixed; sigma
// returns σ for the value of logVar.
func gaussian(means, logVar *nn.Node, fixed float32, sigma func(logVar float32) float32) Distribution {
	return independent{
		theta: means, shared: logVar, k: 1, normal: true,
		logProb: func() nn.Op {
			return &sharedScale{
				sum: kernel.Squares, weight: 0.5, constant: 0.5 * math.Log(2*math.Pi), scale: fixed, low: minLogVar,
			}
		},
		mean: copyMean,
		draw: func(dst, mean, noise []float32, logVar float32) {
			sigma := sigma(logVar)
			for i, m := range mean {
				dst[i] = m + sigma*noise[i]
			}
		},
	}
}

// deviation returns σ for a learnt log σ².
func deviation(logVar float32) float32 {
	return float32(math.Exp(0.5 * float64(max(logVar, minLogVar))))
}
