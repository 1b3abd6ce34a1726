package kernel

// Reparameterize sets z = μ + exp(½ log σ²) ⊙ ε (rows, cols), the draw from N(μ, diag σ²) that
// belongs to the standard normal draw ε (Kingma & Welling 2014, section 2.4). params is (rows,
// 2·cols): the means, then the log-variances, of each row.
func Reparameterize(z, params, eps []float32, rows, cols int) {
	need("Reparameterize's z", len(z), rows*cols)
	need("Reparameterize's params", len(params), 2*rows*cols)
	need("Reparameterize's eps", len(eps), rows*cols)
	o := operands{dst: z, x: params, y: eps, cols: cols}
	share(rows, cols, o, func(o operands, low, high int) {
		for r := low; r < high; r++ {
			mean, logVar := halves(o.x, r, o.cols)
			reparameterize(row(o.dst, r, o.cols), mean, logVar, row(o.y, r, o.cols))
		}
	})
}

// ReparameterizeBackward turns dz, the gradient of Reparameterize's result z, into that of its
// params: dμ = dz and d log σ² = ½ dz ⊙ (z − μ).
func ReparameterizeBackward(dparams, dz, z, params []float32, rows, cols int) {
	need("ReparameterizeBackward's dparams", len(dparams), 2*rows*cols)
	need("ReparameterizeBackward's dz", len(dz), rows*cols)
	need("ReparameterizeBackward's z", len(z), rows*cols)
	need("ReparameterizeBackward's params", len(params), 2*rows*cols)
	o := operands{dst: dparams, x: params, y: dz, z: z, cols: cols}
	share(rows, cols, o, func(o operands, low, high int) {
		for r := low; r < high; r++ {
			mean, _ := halves(o.x, r, o.cols)
			dMean, dLogVar := halves(o.dst, r, o.cols)
			reparameterizeBack(dMean, dLogVar, row(o.y, r, o.cols), row(o.z, r, o.cols), mean)
		}
	})
}

// GaussianKL sets kl (rows) to KL(N(μ, diag σ²) ‖ N(0, I)) of each row, in nats:
//
//	½ Σ_c (μ² + σ² − log σ² − 1)
//
// params is (rows, 2·cols), as for Reparameterize. Kingma & Welling 2014, appendix B. Above log σ²
// = 88.3, near the end of float32, σ² stays as it is there.
func GaussianKL(kl, params []float32, rows, cols int) {
	need("GaussianKL's kl", len(kl), rows)
	need("GaussianKL's params", len(params), 2*rows*cols)
	o := operands{dst: kl, x: params, cols: cols}
	share(rows, cols, o, func(o operands, low, high int) {
		for r := low; r < high; r++ {
			mean, logVar := halves(o.x, r, o.cols)
			o.dst[r] = float32(0.5 * gaussianKL(mean, logVar))
		}
	})
}

// GaussianKLBackward turns dkl (rows), the gradient of GaussianKL's result, into that of its
// params: dμ = dkl·μ and d log σ² = ½ dkl·(σ² − 1).
func GaussianKLBackward(dparams, dkl, params []float32, rows, cols int) {
	need("GaussianKLBackward's dparams", len(dparams), 2*rows*cols)
	need("GaussianKLBackward's dkl", len(dkl), rows)
	need("GaussianKLBackward's params", len(params), 2*rows*cols)
	o := operands{dst: dparams, x: params, y: dkl, cols: cols}
	share(rows, cols, o, func(o operands, low, high int) {
		for r := low; r < high; r++ {
			mean, logVar := halves(o.x, r, o.cols)
			dMean, dLogVar := halves(o.dst, r, o.cols)
			gaussianKLBack(dMean, dLogVar, mean, logVar, o.y[r])
		}
	})
}

// halves returns the means and the log-variances in row r of params (rows, 2·cols).
func halves(params []float32, r, cols int) (mean, logVar []float32) {
	both := row(params, r, 2*cols)
	return both[:cols], both[cols:]
}
