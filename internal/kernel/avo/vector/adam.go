package main

import (
	. "github.com/mmcloughlin/avo/build"
)

// adam emits Adam's step with rate = α / (1 − β₁ᵗ):
//
//	m = β₁m + (1−β₁)g, v = β₂v + (1−β₂)g², param −= rate·m / (√(v·unbias2) + ε)
func adam() {
	const params = "param, grad, m, v []float32, factor, beta1, beta2, rate, unbias2, epsilon float32"
	function("adam", params, "", func(v *vector) {
		n, param, grad, first, second := length("param"), address("param"), address("grad"), address("m"), address("v")
		factor, beta1, beta2 := v.number("factor"), v.number("beta1"), v.number("beta2")
		rate, unbias2, epsilon := v.number("rate"), v.number("unbias2"), v.number("epsilon")
		gain1, gain2 := v.sub(1.0, beta1), v.sub(1.0, beta2)
		v.each(n, func() {
			g := v.mul(v.load(grad), factor)
			m := v.fma(gain1, g, v.mul(beta1, v.load(first)))
			u := v.fma(gain2, v.mul(g, g), v.mul(beta2, v.load(second)))
			v.store(m, first)
			v.store(u, second)
			root := v.sqrt(v.mul(u, unbias2))
			change := v.div(v.mul(rate, m), v.add(root, epsilon))
			v.store(v.sub(v.load(param), change), param)
		})
	})
}

// sumSquares emits Σ x² in float64.
func sumSquares() {
	function("sumSquares", "x []float32", "float64", func(v *vector) {
		n, x := length("x"), address("x")
		sum := v.zero()
		v.each(n, func() {
			d := v.widen(v.load(x))
			sum.addProduct(d, d)
		})
		Store(sum.total(), ReturnIndex(0))
	})
}
