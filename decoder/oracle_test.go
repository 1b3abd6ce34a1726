package decoder_test

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/integrate/quad"
	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"
)

// oracle is an independent account of the distribution of a pixel.
type oracle interface {
	LogProb(x float64) float64
	Mean() float64
	StdDev() float64
}

// oracles give the distribution of a pixel with the params theta (K). Shared scales are those of a
// mean image with spread 1.
var oracles = map[string]func(theta []float64) oracle{
	"bernoulli":            func(theta []float64) oracle { return distuv.Bernoulli{P: 1 / (1 + math.Exp(-theta[0]))} },
	"continuous-bernoulli": func(theta []float64) oracle { return tilted{theta[0]} },
	"gaussian":             func(theta []float64) oracle { return distuv.Normal{Mu: theta[0], Sigma: sigma} },
	"gaussian-learned":     func(theta []float64) oracle { return distuv.Normal{Mu: theta[0], Sigma: 1} },
	"gaussian-per-pixel": func(theta []float64) oracle {
		return distuv.Normal{Mu: theta[0], Sigma: math.Exp(0.5 * theta[1])}
	},
	"laplace":              func(theta []float64) oracle { return distuv.Laplace{Mu: theta[0], Scale: 2} },
	"discretized-logistic": func(theta []float64) oracle { return newRounded(theta[0], math.Exp(theta[1])) },
}

// tilted has the density λˣ(1−λ)¹⁻ˣ / Z on [0, 1], where λ = σ(l). Z and the moments come from
// Gauss–Legendre quadrature.
type tilted struct{ l float64 }

func (d tilted) unnormalised(x float64) float64 {
	lambda := 1 / (1 + math.Exp(-d.l))
	return math.Pow(lambda, x) * math.Pow(1/(1+math.Exp(d.l)), 1-x)
}

// moment returns the integral of f times the unnormalised density.
func (d tilted) moment(f func(x float64) float64) float64 {
	return quad.Fixed(func(x float64) float64 { return f(x) * d.unnormalised(x) }, 0, 1, 200, nil, 0)
}

func (d tilted) normaliser() float64 { return d.moment(func(float64) float64 { return 1 }) }

func (d tilted) LogProb(x float64) float64 {
	return math.Log(d.unnormalised(x)) - math.Log(d.normaliser())
}

func (d tilted) Mean() float64 {
	return d.moment(func(x float64) float64 { return x }) / d.normaliser()
}

func (d tilted) StdDev() float64 {
	mean := d.Mean()
	return math.Sqrt(d.moment(func(x float64) float64 { return (x - mean) * (x - mean) }) / d.normaliser())
}

// rounded is a logistic distribution rounded to 256 levels.
type rounded struct{ levels, probability []float64 }

// newRounded computes the probability of a level as a difference of the distribution function or,
// in the upper tail, of its complement.
func newRounded(location, scale float64) rounded {
	var d rounded
	below := func(edge float64) float64 { return 1 / (1 + math.Exp(-(edge-location)/scale)) }
	above := func(edge float64) float64 { return 1 / (1 + math.Exp((edge-location)/scale)) }
	for k := range 256 {
		from, to := (float64(k)-0.5)/255, (float64(k)+0.5)/255
		if k == 0 {
			from = math.Inf(-1)
		}
		if k == 255 {
			to = math.Inf(1)
		}
		p := below(to) - below(from)
		if from > location {
			p = above(from) - above(to)
		}
		d.levels, d.probability = append(d.levels, float64(k)/255), append(d.probability, p)
	}
	return d
}

func (d rounded) LogProb(x float64) float64 { return math.Log(d.probability[int(math.Round(255*x))]) }

func (d rounded) Mean() float64 { return stat.Mean(d.levels, d.probability) }

func (d rounded) StdDev() float64 {
	return math.Sqrt(stat.MomentAbout(2, d.levels, d.Mean(), d.probability))
}

// The 256 probabilities of the oracle sum to 1, and so do those of the likelihood, which agrees
// with it at every level.
func TestDiscretizedLogistic_sumsToOne(t *testing.T) {
	for _, theta := range [][]float64{{0.3, -1}, {0.5, -4}, {0.71, -7.5}, {-2, 0.5}, {1.5, -2}, {0, 3}} {
		var want, got float64
		for k, p := range newRounded(theta[0], math.Exp(theta[1])).probability {
			want += p
			got += math.Exp(logProb(t, "discretized-logistic", float32(k)/255, theta))
		}
		// Narrow levels are up to 1/scale apart, in whose units float32 rounds: 1e-7 of that.
		if tolerance := 1e-6 + 1e-7*math.Exp(-theta[1]); math.Abs(want-1) > 1e-12 || math.Abs(got-1) > tolerance {
			t.Errorf("location %g, log s %g: the oracle sums to %.15g, the likelihood to %g",
				theta[0], theta[1], want, got)
		}
	}
}

// The density of the continuous Bernoulli integrates to 1, near λ = ½ and far from it.
func TestContinuousBernoulli_integratesToOne(t *testing.T) {
	for _, l := range []float64{0, 1e-8, -1e-4, 0.01, 0.5, -1.99, 2.01, 10, -40} {
		got := quad.Fixed(func(x float64) float64 {
			return math.Exp(logProb(t, "continuous-bernoulli", float32(x), []float64{l}))
		}, 0, 1, 60, nil, 0)
		if math.Abs(got-1) > 1e-6*max(1, math.Abs(l)) { // x is rounded to float32
			t.Errorf("l = %g: the density integrates to %g", l, got)
		}
	}
}
