package dist

import (
	"math"

	"vae/internal/kernel"
	"vae/internal/nn"
)

// DiscretizedLogistic is the family of logistic distributions rounded to 256 levels, the multiples
// of 1/255 of 8-bit pixels. Its params are the location μ and log s of the scale:
//
//	log p(x) = Σ_i log(σ((x_i + ½/255 − μ_i)/s_i) − σ((x_i − ½/255 − μ_i)/s_i))
//
// where level 0 reaches down to −∞ and level 255 up to ∞. Kingma et al. 2016 (arXiv:1606.04934),
// section 5.2; Salimans et al. 2017 (arXiv:1701.05517), section 2.1. Elements between levels are
// rounded to the nearer one. log p is never positive: a code for the levels takes −log p nats.
type DiscretizedLogistic struct{ twoParams }

var _ Family = DiscretizedLogistic{}

// minLogisticScale is the lower bound of log s. It is that of the code of Salimans et al., −7 for
// pixels in [−1, 1]: the level at μ has 0.97 of the probability.
const minLogisticScale = -7 - math.Ln2

// Start returns the scale s whose variance π²s²/3 is the spread of the mean, and the locations for
// which the expected event is the mean, clipped to [0.001, 0.999].
func (DiscretizedLogistic) Start(mean []float32) []float32 {
	logScale := max(0.5*math.Log(3*spread(mean))-math.Log(math.Pi), minLogisticScale)
	expected := func(location float64) float64 { return expectedLevel(location, logScale) }
	start := same(logScale, 2*len(mean))
	for i, mean := range mean {
		start[i] = float32(solve(expected, inside(mean), -20, 21))
	}
	return start
}

// Of adds the distributions with params theta (R, 2E).
func (DiscretizedLogistic) Of(_ *nn.Builder, theta *nn.Node) Distribution {
	return independent{
		theta: theta, k: 2,
		logProb: func() nn.Op { return locationAndScale(kernel.DiscretizedLogistic, minLogisticScale) },
		mean: func(dst, theta []float32) {
			location, logScale := theta[:len(dst)], theta[len(dst):]
			for i := range dst {
				dst[i] = float32(expectedLevel(float64(location[i]), float64(max(logScale[i], minLogisticScale))))
			}
		},
		draw: drawLevels,
	}
}

// expectedLevel returns the expected element, the mean over the 255 edges between levels of the
// probability σ((μ − edge)/s) of lying above. Its exponential grows by a constant factor from edge
// to edge.
func expectedLevel(location, logScale float64) float64 {
	unit := math.Exp(-logScale) / 255 // a level, in units of the scale
	sure := math.Floor(255*location - 40/unit)
	sure = min(max(sure, 0), 255) // edges too far below to matter
	sum, e, factor := sure, math.Exp(unit*(sure+0.5-255*location)), math.Exp(unit)
	for range 255 - int(sure) {
		sum += 1 / (1 + e)
		e *= factor
	}
	return sum / 255
}

// drawLevels rounds draws from the logistic distribution to levels.
func drawLevels(dst, theta, noise []float32, _ float32) {
	location, logScale := theta[:len(dst)], theta[len(dst):]
	for i := range dst {
		u := float64(noise[i]) + 0x1p-25 // in (0, 1)
		scale := math.Exp(float64(max(logScale[i], minLogisticScale)))
		level := math.Round(255 * (float64(location[i]) + scale*(math.Log(u)-math.Log1p(-u))))
		dst[i] = float32(min(max(level, 0), 255) / 255)
	}
}
