package main

import (
	. "github.com/mmcloughlin/avo/build"
)

// logistic emits dst = 1 / (1 + e⁻ˣ).
func logistic() {
	function("logistic", "dst, x []float32", "", func(v *vector) {
		n, dst, x := length("dst"), address("dst"), address("x")
		v.keepExp()
		v.each(n, func() { v.store(v.sigmoid(v.load(x)), dst) })
	})
}

// silu emits dst = x·σ, where σ = 1 / (1 + e⁻ˣ).
func silu() {
	function("silu", "dst, x []float32", "", func(v *vector) {
		n, dst, x := length("dst"), address("dst"), address("x")
		v.keepExp()
		v.each(n, func() {
			a := v.load(x)
			v.store(v.mul(a, v.sigmoid(a)), dst)
		})
	})
}

// multiply emits dst = factor·src.
func multiply() {
	function("multiply", "dst, src []float32, factor float32", "", func(v *vector) {
		n, dst, src, factor := length("dst"), address("dst"), address("src"), v.number("factor")
		v.each(n, func() { v.store(v.mul(v.load(src), factor), dst) })
	})
}

// reparameterize emits z = μ + exp(½ log σ²) ⊙ ε.
func reparameterize() {
	function("reparameterize", "z, mean, logVar, eps []float32", "", func(v *vector) {
		n, z, mean, logVar, eps := length("z"), address("z"), address("mean"), address("logVar"), address("eps")
		v.each(n, func() {
			sigma := v.exp(v.min(maxExp, v.mul(v.load(logVar), 0.5)))
			v.store(v.fma(sigma, v.load(eps), v.load(mean)), z)
		})
	})
}

// reparameterizeBack emits dμ = dz and d log σ² = ½ dz ⊙ (z − μ).
func reparameterizeBack() {
	const params = "dMean, dLogVar, dz, z, mean []float32"
	function("reparameterizeBack", params, "", func(v *vector) {
		n, dMean, dLogVar := length("dMean"), address("dMean"), address("dLogVar")
		dz, z, mean := address("dz"), address("z"), address("mean")
		v.each(n, func() {
			d := v.load(dz)
			v.store(d, dMean)
			v.store(v.mul(v.mul(d, 0.5), v.sub(v.load(z), v.load(mean))), dLogVar)
		})
	})
}

// gaussianKL emits Σ (μ² + eᵛ − 1 − v) over one row, where v = log σ² is n·ln 2 + r. With p = 2ⁿ,
// the part eᵛ − 1 − v is the sum of p·(eʳ − 1 − r), which float32 holds to the last digit, and of
// (p − 1) + p·r − v, which cancels in float64.
func gaussianKL() {
	function("gaussianKL", "mean, logVar []float32", "float64", func(v *vector) {
		length, mean, logVar := length("mean"), address("mean"), address("logVar")
		sum := v.zero()
		v.each(length, func() {
			m, w := v.load(mean), v.load(logVar)
			n, r := v.split(v.min(maxSplit, w))
			power := v.scale(1.0, n)
			tail := v.mul(power, v.mul(v.mul(r, r), v.polynomial(r, expTail)))

			term := v.widen(v.sub(power, 1.0))
			term.addProduct(v.widen(power), v.widen(r))
			term.subtract(v.widen(w))
			term.add(v.widen(tail))
			square := v.widen(m)
			term.addProduct(square, square)
			sum.add(term)
		})
		Store(sum.total(), ReturnIndex(0))
	})
}

// gaussianKLBack emits dμ = dkl·μ and d log σ² = ½ dkl·(σ² − 1).
func gaussianKLBack() {
	const params = "dMean, dLogVar, mean, logVar []float32, dkl float32"
	function("gaussianKLBack", params, "", func(v *vector) {
		n, dMean, dLogVar := length("dMean"), address("dMean"), address("dLogVar")
		mean, logVar, dkl := address("mean"), address("logVar"), v.number("dkl")
		half := v.mul(dkl, 0.5)
		v.each(n, func() {
			v.store(v.mul(dkl, v.load(mean)), dMean)
			v.store(v.mul(half, v.expm1(v.min(maxSplit, v.load(logVar)))), dLogVar)
		})
	})
}
