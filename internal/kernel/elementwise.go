package kernel

import "math"

// Logistic sets dst = 1 / (1 + exp −x), element by element. dst may be x.
func Logistic(dst, x []float32) {
	for i, v := range x {
		dst[i] = sigmoid(v)
	}
}

// Bernoulli sets logProb (rows) to the Bernoulli log-likelihood of each row of x
// given logits, summed over the columns in float64, in nats:
//
//	Σ_c x·l − log(1 + exp l)
//
// and residual (rows, cols) to its gradient with respect to the logits, x − σ(l).
// residual may be nil where no gradient is wanted. x and logits are (rows, cols).
func Bernoulli(logProb, residual, x, logits []float32, rows, cols int) {
	for r := range rows {
		var sum float64
		for i := r * cols; i < (r+1)*cols; i++ {
			sum += float64(x[i]*logits[i] - softplus(logits[i]))
			if residual != nil {
				residual[i] = x[i] - sigmoid(logits[i])
			}
		}
		logProb[r] = float32(sum)
	}
}

// ScaleRows sets dst[r, c] = scale[r] · src[r, c]. dst and src are (rows, cols),
// scale (rows). dst may be src.
func ScaleRows(dst, src, scale []float32, rows, cols int) {
	for r := range rows {
		for i := r * cols; i < (r+1)*cols; i++ {
			dst[i] = scale[r] * src[i]
		}
	}
}

// Reparameterize sets z = μ + exp(½ log σ²) ⊙ ε (rows, cols), the draw from
// N(μ, diag σ²) that belongs to the standard normal draw ε (Kingma & Welling
// 2014, section 2.4). params is (rows, 2·cols): the means, then the
// log-variances, of each row.
func Reparameterize(z, params, eps []float32, rows, cols int) {
	for r := range rows {
		mean, logVar := halves(params, r, cols)
		for c := range cols {
			i := r*cols + c
			z[i] = mean[c] + float32(math.Exp(0.5*float64(logVar[c])))*eps[i]
		}
	}
}

// ReparameterizeBackward turns dz, the gradient of Reparameterize's result z, into
// that of its params: dμ = dz and d log σ² = ½ dz ⊙ (z − μ).
func ReparameterizeBackward(dparams, dz, z, params []float32, rows, cols int) {
	for r := range rows {
		mean, _ := halves(params, r, cols)
		dMean, dLogVar := halves(dparams, r, cols)
		for c := range cols {
			i := r*cols + c
			dMean[c] = dz[i]
			dLogVar[c] = 0.5 * dz[i] * (z[i] - mean[c])
		}
	}
}

// GaussianKL sets kl (rows) to KL(N(μ, diag σ²) ‖ N(0, I)) of each row, in nats:
//
//	½ Σ_c (μ² + σ² − log σ² − 1)
//
// params is (rows, 2·cols), as for Reparameterize. Kingma & Welling 2014,
// appendix B.
func GaussianKL(kl, params []float32, rows, cols int) {
	for r := range rows {
		mean, logVar := halves(params, r, cols)
		var sum float64
		for c := range cols {
			m, v := float64(mean[c]), float64(logVar[c])
			sum += m*m + math.Expm1(v) - v
		}
		kl[r] = float32(0.5 * sum)
	}
}

// GaussianKLBackward turns dkl (rows), the gradient of GaussianKL's result, into
// that of its params: dμ = dkl·μ and d log σ² = ½ dkl·(σ² − 1).
func GaussianKLBackward(dparams, dkl, params []float32, rows, cols int) {
	for r := range rows {
		mean, logVar := halves(params, r, cols)
		dMean, dLogVar := halves(dparams, r, cols)
		for c := range cols {
			dMean[c] = dkl[r] * mean[c]
			dLogVar[c] = 0.5 * dkl[r] * float32(math.Expm1(float64(logVar[c])))
		}
	}
}

// halves returns the means and the log-variances in row r of params (rows, 2·cols).
func halves(params []float32, r, cols int) (mean, logVar []float32) {
	row := params[2*r*cols : 2*(r+1)*cols]
	return row[:cols], row[cols:]
}
