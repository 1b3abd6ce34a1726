package kernel

import "math"

// A likelihoodLoop returns the sum over the pixels of a row x of what a likelihood gives for them
// under one row theta of its parameters, and sets gradient, if there is one, to the derivatives
// with respect to theta. Scales are at least low.
type likelihoodLoop func(gradient, x, theta []float32, low float32) float64

// likelihood calls a loop for each row of theta (rows, k·cols) and sets result (rows) to the sums,
// which are taken in float64. The rows of gradient, which may be nil, are like those of theta; x is
// (rows/draws, cols): each of its rows belongs to draws successive rows of theta.
func likelihood(loop likelihoodLoop, result, gradient, x, theta []float32, rows, cols, k int, low float32) {
	need("a likelihood's result", len(result), rows)
	draws := max(1, rows*cols/max(1, len(x)))
	need("a likelihood's x", len(x)*draws, rows*cols)
	need("a likelihood's theta", len(theta), rows*cols*k)
	if gradient != nil {
		need("a likelihood's gradient", len(gradient), rows*cols*k)
	}
	o := operands{dst: result, dst2: gradient, x: x, y: theta, cols: cols, draws: draws, k: k, low: low, loop: loop}
	share(rows, cols, o, func(o operands, low, high int) {
		for r := low; r < high; r++ {
			var gradient []float32
			if o.dst2 != nil {
				gradient = row(o.dst2, r, o.k*o.cols)
			}
			o.dst[r] = float32(o.loop(gradient, row(o.x, r/o.draws, o.cols), row(o.y, r, o.k*o.cols), o.low))
		}
	})
}

// Bernoulli sets logProb (rows) to the Bernoulli log-likelihood of a row of x given each row of
// logits, summed over the columns in float64, in nats:
//
//	Σ_c x·l − log(1 + exp l)
//
// and residual (rows, cols) to its gradient with respect to the logits, x − σ(l). residual may be
// nil where no gradient is wanted. logits is (rows, cols), x is (rows/draws, cols): each of its
// rows belongs to draws successive rows of logits.
func Bernoulli(logProb, residual, x, logits []float32, rows, cols int) {
	likelihood(bernoulliRow, logProb, residual, x, logits, rows, cols, 1, 0)
}

// maxFactors is how many factors of up to 2 a float64 can hold.
const maxFactors = 1000

// bernoulliRow takes one logarithm of the product of many factors 1 + exp −|l|, instead of one of
// each, which is faster and as exact: of the product what exceeds 1 is kept.
func bernoulliRow(residual, x, logits []float32, _ float32) float64 {
	var sum float64
	for from := 0; from < len(x); from += maxFactors {
		to := min(from+maxFactors, len(x))
		part := residual
		if part != nil {
			part = part[from:to]
		}
		linear, m := bernoulli(part, x[from:to], logits[from:to])
		sum += linear - math.Log1p(m)
	}
	return sum
}

// ContinuousBernoulli is Bernoulli for the continuous Bernoulli distribution, which is normalised
// over grey pixels:
//
//	Σ_c x·l − log((exp l − 1) / l)
//
// with the gradient x − E, where E = 1/(1 − exp −l) − 1/l is the mean of a pixel. Loaiza-Ganem &
// Cunningham 2019 (arXiv:1907.06845), in terms of the logit.
func ContinuousBernoulli(logProb, residual, x, logits []float32, rows, cols int) {
	likelihood(continuousBernoulliRow, logProb, residual, x, logits, rows, cols, 1, 0)
}

func continuousBernoulliRow(residual, x, logits []float32, _ float32) float64 {
	return continuousBernoulli(residual, x, logits)
}

// Squares sets sum (rows) to Σ_c (x − μ)² and residual (rows, cols), unless it is nil, to x − μ,
// for arrays as in Bernoulli.
func Squares(sum, residual, x, mean []float32, rows, cols int) {
	likelihood(squaresRow, sum, residual, x, mean, rows, cols, 1, 0)
}

func squaresRow(residual, x, mean []float32, _ float32) float64 { return squares(residual, x, mean) }

// Distances sets sum (rows) to Σ_c |x − μ| and sign (rows, cols), unless it is nil, to the sign of
// x − μ, for arrays as in Bernoulli.
func Distances(sum, sign, x, location []float32, rows, cols int) {
	likelihood(distancesRow, sum, sign, x, location, rows, cols, 1, 0)
}

func distancesRow(sign, x, location []float32, _ float32) float64 {
	return distances(sign, x, location)
}

// Gaussian sets logProb (rows) to the log-likelihood of normal pixels whose means μ and
// log-variances v come in the two halves of each row of theta (rows, 2·cols):
//
//	−½ Σ_c ((x − μ)²·exp(−v) + v + log 2π)
//
// and gradient (rows, 2·cols), unless it is nil, to its derivatives with respect to theta. v counts
// as low where it is below. x is as in Bernoulli.
func Gaussian(logProb, gradient, x, theta []float32, rows, cols int, low float32) {
	likelihood(gaussianRow, logProb, gradient, x, theta, rows, cols, 2, low)
}

func gaussianRow(gradient, x, theta []float32, low float32) float64 {
	mean, logVar := cut(theta)
	dMean, dLogVar := cut(gradient)
	return -0.5 * (gaussian(dMean, dLogVar, x, mean, logVar, low) + float64(len(x))*math.Log(2*math.Pi))
}

// DiscretizedLogistic is Gaussian for 256 grey levels that a logistic distribution is rounded to,
// with its location μ and the logarithm of its scale s:
//
//	Σ_c log(σ((x + ½/255 − μ)/s) − σ((x − ½/255 − μ)/s))
//
// where σ is the logistic function, the first edge of level 255 lies at ∞ and the second one of
// level 0 at −∞. x counts as the nearest level. Kingma et al. 2016 (arXiv:1606.04934), section 5.2;
// Salimans et al. 2017 (arXiv:1701.05517), section 2.1.
func DiscretizedLogistic(logProb, gradient, x, theta []float32, rows, cols int, low float32) {
	likelihood(discretizedLogisticRow, logProb, gradient, x, theta, rows, cols, 2, low)
}

func discretizedLogisticRow(gradient, x, theta []float32, low float32) float64 {
	location, logScale := cut(theta)
	dLocation, dLogScale := cut(gradient)
	return discretizedLogistic(dLocation, dLogScale, x, location, logScale, low)
}

// cut returns the halves of a row.
func cut(row []float32) (location, scale []float32) { return row[:len(row)/2], row[len(row)/2:] }

// ScaleRowsAbove is ScaleRows for the gradient of a likelihood with scales: dst[r] =
// factor[r]·gradient[r], with zeros for those of the scales, the second halves of the rows of
// theta, that are below low where descending along dst would lead them further down. dst, gradient
// and theta are (rows, 2·cols).
func ScaleRowsAbove(dst, gradient, factor, theta []float32, rows, cols int, low float32) {
	need("ScaleRowsAbove's dst", len(dst), 2*rows*cols)
	need("ScaleRowsAbove's gradient", len(gradient), 2*rows*cols)
	need("ScaleRowsAbove's factor", len(factor), rows)
	need("ScaleRowsAbove's theta", len(theta), 2*rows*cols)
	o := operands{dst: dst, x: gradient, y: factor, z: theta, cols: cols, low: low}
	share(rows, 2*cols, o, func(o operands, low, high int) {
		for r := low; r < high; r++ {
			dLocation, dScale := halves(o.dst, r, o.cols)
			gLocation, gScale := halves(o.x, r, o.cols)
			_, scale := halves(o.z, r, o.cols)
			multiply(dLocation, gLocation, o.y[r])
			multiplyAbove(dScale, gScale, scale, o.y[r], o.low)
		}
	})
}
