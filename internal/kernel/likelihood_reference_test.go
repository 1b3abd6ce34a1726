package kernel

import (
	"math"
	"math/big"
	"slices"
)

// terms is what a likelihood says of one pixel: its log-probability as a sum of terms, and the
// derivatives with respect to its one or two parameters, each as a sum of terms. Rounding is
// relative to the largest of them.
type terms struct {
	logProb  []float64
	gradient [][]float64
}

// reference computes terms in float64, from textbook formulas.
type reference func(x float64, theta []float64) terms

const testLow = -4 // of scales

// families are the likelihoods with a loop of their own, beside Bernoulli.
var families = []struct {
	name string
	k    int
	call func(logProb, gradient, x, theta []float32, rows, cols int)
	want reference
}{
	{"ContinuousBernoulli", 1, ContinuousBernoulli, continuousBernoulliReference},
	{"Squares", 1, Squares, func(x float64, theta []float64) terms {
		d := x - theta[0]
		return terms{[]float64{d * d}, [][]float64{{x, -theta[0]}}}
	}},
	{"Distances", 1, Distances, func(x float64, theta []float64) terms {
		d := x - theta[0]
		sign := 0.0
		if d != 0 {
			sign = math.Copysign(1, d)
		}
		return terms{[]float64{math.Abs(d)}, [][]float64{{sign}}}
	}},
	{"Gaussian", 2, func(logProb, gradient, x, theta []float32, rows, cols int) {
		Gaussian(logProb, gradient, x, theta, rows, cols, testLow)
	}, gaussianReference},
	{"DiscretizedLogistic", 2, func(logProb, gradient, x, theta []float32, rows, cols int) {
		DiscretizedLogistic(logProb, gradient, x, theta, rows, cols, testLow)
	}, discretizedLogisticReference},
}

func gaussianReference(x float64, theta []float64) terms {
	d, v := x-theta[0], max(theta[1], testLow)
	square := d * d * math.Exp(-v)
	return terms{
		[]float64{-0.5 * square, -0.5 * v, -0.5 * math.Log(2*math.Pi)},
		[][]float64{{d * math.Exp(-v)}, {0.5 * square, -0.5}},
	}
}

// continuousBernoulliReference takes digits that cancel from a power series in big.Float: s = (eˡ −
// 1) / l = Σ lᵏ/(k+1)!, whose logarithmic derivative is the mean.
func continuousBernoulliReference(x float64, theta []float64) terms {
	l := theta[0]
	a := math.Abs(l)
	if a >= 2 {
		near, q := 0.5+math.Copysign(0.5, l), 1/a-1/math.Expm1(a)
		return terms{
			[]float64{x*l - max(l, 0), math.Log(a), -math.Log1p(-math.Exp(-a))},
			[][]float64{{x - near, math.Copysign(q, l)}},
		}
	}
	number := func(v float64) *big.Float { return new(big.Float).SetPrec(150).SetFloat64(v) }
	s, ds, power := number(0), number(0), number(1)
	for k := 1.0; k < 28; k++ {
		power.Quo(power, number(k)) // lᵏ⁻¹/k!
		s.Add(s, power)
		next := new(big.Float).Quo(power, number(k+1)) // lᵏ⁻¹/(k+1)!
		ds.Add(ds, next.Mul(next, number(k)))
		power.Mul(power, number(l))
	}
	mean := ds.Quo(ds, s)
	offset, _ := mean.Sub(mean, number(0.5)).Float64()
	w := l * l / 4 // s·e^(−l/2) = sinh(l/2) / (l/2)
	even := math.Log1p(w / 6 * (1 + w/20*(1+w/42*(1+w/72*(1+w/110*(1+w/156))))))
	return terms{[]float64{(x - 0.5) * l, -even}, [][]float64{{x - 0.5, -offset}}}
}

// discretizedLogisticReference is made of functions of the edges p and m of a level, which err by a
// part of the larger one: log σ(p) by that times σ(−p), σ(m) by that times σ(m)·σ(−m). Both count
// with the size of the terms.
func discretizedLogisticReference(x float64, theta []float64) terms {
	logScale := max(theta[1], testLow)
	s := math.Exp(logScale)
	level := math.Round(255 * x)
	p, m := ((level+0.5)/255-theta[0])/s, ((level-0.5)/255-theta[0])/s
	u := 1 / (255 * s)
	edge := max(math.Abs(p), math.Abs(m))
	logCDF := func(t float64) float64 { return min(t, 0) - math.Log1p(math.Exp(-math.Abs(t))) }
	sigma := func(t float64) float64 { return math.Exp(logCDF(t)) }
	// side returns log σ(t) and its derivatives; t falls with the location if sign is −1.
	side := func(t, sign float64) (logProb, dLocation, dLogScale []float64) {
		slope := sign * sigma(-t)
		logProb = []float64{logCDF(t), edge * slope, -edge * slope}
		dLocation = []float64{slope / s, edge * sigma(t) * slope / s, -edge * sigma(t) * slope / s}
		dLogScale = []float64{-t * sigma(-t), t * edge * sigma(t) * slope, -t * edge * sigma(t) * slope, edge * slope, -edge * slope}
		return logProb, dLocation, dLogScale
	}
	upper, upperLocation, upperScale := side(p, -1)
	lower, lowerLocation, lowerScale := side(-m, 1)
	switch level {
	case 0:
		return terms{upper, [][]float64{upperLocation, upperScale}}
	case 255:
		return terms{lower, [][]float64{lowerLocation, lowerScale}}
	}
	width, shrink := math.Log(-math.Expm1(-u)), u/math.Expm1(u)
	if u < 1e-20 {
		width, shrink = -logScale-math.Log(255), 1
	}
	return terms{
		slices.Concat([]float64{width}, upper, lower),
		[][]float64{slices.Concat(upperLocation, lowerLocation), slices.Concat(upperScale, lowerScale, []float64{-shrink})},
	}
}

// total returns the sum of terms and that of their magnitudes.
func total(values []float64) (sum, size float64) {
	for _, v := range values {
		sum += v
		size += math.Abs(v)
	}
	return sum, size
}

// pixelsOf returns n grey levels, a third of them 0 or 1.
func pixelsOf(seed uint64, n int) []float32 {
	r := generator(seed)
	x := make([]float32, n)
	for i := range x {
		switch r.IntN(6) {
		case 0:
		case 1:
			x[i] = 1
		default:
			x[i] = float32(r.IntN(256)) / 255
		}
	}
	return x
}
