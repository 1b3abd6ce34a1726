package main

import (
	. "github.com/mmcloughlin/avo/build"
)

// fromBytes emits dst = src / 255 for a multiple of 16 bytes. The quotient from the reciprocal and
// its remainder give the correctly rounded one (Markstein 1990).
func fromBytes() {
	function("fromBytes", "dst []float32, src []byte", "", func(v *vector) {
		n, dst, src := length("dst"), address("dst"), address("src")
		v.whole(n, v.lanes, func() {
			at := v.at(src)
			at.Scale = 1
			b := v.new()
			VPMOVZXBD(at, b)
			x := v.fromInt(b)
			q := v.mul(x, 1.0/255)
			v.store(v.fma(v.fnma(q, 255.0, x), 1.0/255, q), dst)
		})
	})
}

// binarize emits x = 1 where uniform < x, and 0 elsewhere.
func binarize() {
	function("binarize", "x, uniform []float32", "", func(v *vector) {
		n, x, uniform := length("x"), address("x"), address("uniform")
		v.each(n, func() {
			v.store(v.choose(v.load(uniform), less, v.load(x), 1.0, 0.0), x)
		})
	})
}
