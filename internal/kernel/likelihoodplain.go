package kernel

import "math"

//lint:file-ignore U1000 The assembly in vector_amd64.s continues here below AVX2.

// The loops over pixels in plain Go, for machines without AVX2: see vectorplain.go.

// bernoulliPlain returns Σ x·l − max(l, 0) and Π (1 + exp −|l|) − 1, and sets residual, if there is
// one, to x − σ(l).
func bernoulliPlain(residual, x, logits []float32) (linear, m float64) {
	for i, v := range x {
		pixel, l := float64(v), float64(logits[i])
		e := math.Exp(-math.Abs(l))
		linear += pixel*l - max(l, 0)
		m += m*e + e
		if residual == nil {
			continue
		}
		if s := e / (1 + e); l < 0 {
			residual[i] = float32(pixel - s)
		} else {
			residual[i] = float32(pixel - 1 + s)
		}
	}
	return linear, m
}

// continuousBernoulliPlain returns Σ x·l − log((exp l − 1) / l) and sets residual, if there is one,
// to x − E.
func continuousBernoulliPlain(residual, x, logits []float32) float64 {
	var sum float64
	for i, v := range x {
		pixel, l := float64(v)-0.5, float64(logits[i])
		a := math.Abs(l)
		tail, slope := tilt(a)
		sum += pixel*l - 0.5*a - tail
		if residual != nil {
			residual[i] = float32(pixel - math.Copysign(0.5-slope, l))
		}
	}
	return sum
}

// tilt returns log((1 − exp −a) / a) and its derivative, with the sign changed, for a ≥ 0: 1/a −
// 1/(exp a − 1). Below ½, digits cancel in them; there it takes the power series of log(sinh(a/2) /
// (a/2)), whose terms are Bernoulli numbers.
func tilt(a float64) (tail, slope float64) {
	if a >= 0.5 || a != a {
		return math.Log(-math.Expm1(-a) / a), 1/a - 1/math.Expm1(a)
	}
	w := a * a
	tail = -0.5*a + w*(1.0/24-w*(1.0/2880-w*(1.0/181440-w*(1.0/9676800-w/479001600))))
	slope = 0.5 - a*(1.0/12-w*(1.0/720-w*(1.0/30240-w*(1.0/1209600-w/47900160))))
	return tail, slope
}

// squaresPlain returns Σ (x − μ)² and sets residual, if there is one, to x − μ.
func squaresPlain(residual, x, mean []float32) float64 {
	var sum float64
	for i, v := range x {
		d := v - mean[i]
		sum += float64(d) * float64(d)
		if residual != nil {
			residual[i] = d
		}
	}
	return sum
}

// distancesPlain returns Σ |x − μ| and sets sign, if there is one, to that of x − μ.
func distancesPlain(sign, x, location []float32) float64 {
	var sum float64
	for i, v := range x {
		d := v - location[i]
		sum += math.Abs(float64(d))
		if sign != nil {
			sign[i] = min(1, max(-1, d*0x1p127))
		}
	}
	return sum
}

// gaussianPlain returns Σ (x − μ)²·exp(−v) + v, where v is log σ² and at least low, and sets dMean
// and dLogVar, if there are any, to the derivatives of −½ the sum.
func gaussianPlain(dMean, dLogVar, x, mean, logVar []float32, low float32) float64 {
	var sum float64
	for i, pixel := range x {
		v := float64(max(low, logVar[i]))
		d := float64(pixel - mean[i])
		z := d * math.Exp(-v)
		sum += d*z + v
		if dMean != nil {
			dMean[i], dLogVar[i] = float32(z), float32(0.5*(d*z-1))
		}
	}
	return sum
}

// discretizedLogisticPlain returns the sum over the pixels of
//
//	log(σ(p) − σ(m)) = log(1 − exp −u) − log(1 + exp −p) − log(1 + exp m)
//
// where p and m = p − u are the edges of the pixel's level, from the location and in units of the
// scale; the second term alone for level 0 and the third one for 255.
func discretizedLogisticPlain(dLocation, dLogScale, x, location, logScale []float32, low float32) float64 {
	var sum float64
	for i, pixel := range x {
		s := float64(max(low, logScale[i]))
		u := math.Exp(-s) / 255
		level := math.RoundToEven(255 * float64(pixel))
		c := u * (level - 255*float64(location[i]))
		p, m := c+0.5*u, c-0.5*u
		tail, slope := tilt(u)
		width, shrink := tail-s-math.Log(255), 1-u*slope // log(1 − exp −u) and its derivative to log u
		upper, above := softplusSlope(-p)
		lower, below := softplusSlope(m)
		if level <= 0 {
			lower, below, width, shrink = 0, 0, 0, 0
		}
		if level >= 255 {
			upper, above, width, shrink = 0, 0, 0, 0
		}
		sum += width - upper - lower
		if dLocation != nil {
			dLocation[i] = float32(255 * u * (below - above))
			dLogScale[i] = float32(m*below - p*above - shrink)
		}
	}
	return sum
}

// softplusSlope returns log(1 + exp x) and its derivative, σ(x), without overflow.
func softplusSlope(x float64) (y, slope float64) {
	e := math.Exp(-math.Abs(x))
	if x < 0 {
		return math.Log1p(e), e / (1 + e)
	}
	return x + math.Log1p(e), 1 / (1 + e)
}

// multiplyAbovePlain sets dst = factor·src, but 0 where x < low and that is above 0.
func multiplyAbovePlain(dst, src, x []float32, factor, low float32) {
	for i, v := range src {
		dst[i] = factor * v
		if x[i] < low {
			dst[i] = min(0, dst[i])
		}
	}
}
