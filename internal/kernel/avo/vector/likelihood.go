package main

import (
	"math"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// unlessNil emits body to be skipped where the slice at p is nil.
func (v *vector) unlessNil(p reg.Register, body func()) {
	skip := v.label("skip")
	TESTQ(p, p)
	JZ(LabelRef(skip))
	body()
	Label(skip)
}

// bernoulli emits the log-likelihood of some pixels, with e = exp(−|l|), as
//
//	Σ (x·l − max(l, 0)) − log (1 + m), 1 + m = Π (1 + e)
//
// where for x in [0, 1] no term is positive, so that no digits cancel, and the caller takes the
// logarithm; and its residual x − σ(l) as x − s, or (x − 1) + s where l ≥ 0, with s = e / (1 + e).
func bernoulli() {
	function("bernoulli", "residual, x, logits []float32", "(linear, m float64)", func(v *vector) {
		n, residual, x, logits := length("x"), address("residual"), address("x"), address("logits")
		linear, m := v.zero(), v.zero()
		v.keepExp()
		v.each(n, func() {
			pixel, l := v.load(x), v.load(logits)
			e := v.exp(v.or(l, signBit))
			linear.add(v.widen(v.alive(v.fma(pixel, l, v.min(0.0, v.xor(l, signBit))))))
			m.grow(v.widen(v.alive(e)))

			v.unlessNil(residual, func() {
				s := v.div(e, v.add(e, 1.0))
				signed := v.xor(s, v.and(l, signBit))
				v.store(v.add(v.sub(pixel, v.ifNegative(l, 0.0, 1.0)), signed), residual)
			})
		})
		Store(linear.total(), ReturnIndex(0))
		Store(m.growth(), ReturnIndex(1))
	})
}

// continuousBernoulli emits the log-likelihood of one row, x·l − log((eˡ − 1) / l) for each pixel,
// and its residual. Where a = |l| is below narrow they are
//
//	(x−½)·l − log(sinh(a/2) / (a/2)), (x−½) − l·(½coth(a/2) − 1/a)/a
//
// and elsewhere, with e = exp(−a),
//
//	(x·l − max(l, 0)) + log a − log(1−e), x − q or (x−1) + q where l ≥ 0
//
// with the distance q = 1/a − e/(1−e) of the mean from the nearer of 0 and 1.
func continuousBernoulli() {
	function("continuousBernoulli", "residual, x, logits []float32", "float64", func(v *vector) {
		n, residual, x, logits := length("x"), address("residual"), address("x"), address("logits")
		sum := v.zero()
		v.keepExp()
		v.each(n, func() {
			l := v.load(logits)
			a := v.magnitude(l)
			square := v.mul(a, a)
			centred := v.sub(v.load(x), 0.5)
			e := v.exp(v.or(l, signBit))

			near := v.fnma(square, v.polynomial(square, logSinhTail), v.mul(centred, l))
			far := v.fma(v.load(x), l, v.min(0.0, v.xor(l, signBit)))
			far = v.sub(v.add(far, v.log(a)), v.log1m(e))
			sum.add(v.widen(v.alive(v.choose(a, less, narrow, near, far))))

			v.unlessNil(residual, func() {
				near := v.fnma(l, v.polynomial(square, cothTail), centred)
				q := v.div(v.fnma(e, v.add(a, 1.0), 1.0), v.fnma(a, e, a))
				far := v.add(v.sub(v.load(x), v.ifNegative(l, 0.0, 1.0)), v.xor(q, v.and(l, signBit)))
				v.store(v.choose(a, less, narrow, near, far), residual)
			})
		})
		Store(sum.total(), ReturnIndex(0))
	})
}

// squares emits Σ (x − μ)² over one row, and the residual x − μ.
func squares() {
	function("squares", "residual, x, mean []float32", "float64", func(v *vector) {
		n, residual, x, mean := length("x"), address("residual"), address("x"), address("mean")
		sum := v.zero()
		v.each(n, func() {
			d := v.sub(v.load(x), v.load(mean))
			wide := v.widen(d)
			sum.addProduct(wide, wide)
			v.unlessNil(residual, func() { v.store(d, residual) })
		})
		Store(sum.total(), ReturnIndex(0))
	})
}

// distances emits Σ |x − μ| over one row, and the sign of each x − μ.
func distances() {
	function("distances", "sign, x, location []float32", "float64", func(v *vector) {
		n, sign, x, location := length("x"), address("sign"), address("x"), address("location")
		sum := v.zero()
		v.each(n, func() {
			d := v.sub(v.load(x), v.load(location))
			sum.add(v.widen(v.magnitude(d)))
			v.unlessNil(sign, func() {
				v.store(v.min(1.0, v.max(-1.0, v.mul(d, 0x1p127))), sign)
			})
		})
		Store(sum.total(), ReturnIndex(0))
	})
}

// gaussian emits Σ (x − μ)²·e⁻ᵛ + v over one row, where v = log σ² is at least low, and the
// derivatives of −½ the sum, (x − μ)·e⁻ᵛ and ½((x − μ)²·e⁻ᵛ − 1).
func gaussian() {
	const params = "dMean, dLogVar, x, mean, logVar []float32, low float32"
	function("gaussian", params, "float64", func(v *vector) {
		n, dMean, dLogVar := length("x"), address("dMean"), address("dLogVar")
		x, mean, logVar, low := address("x"), address("mean"), address("logVar"), v.number("low")
		sum := v.zero()
		v.each(n, func() {
			w := v.max(low, v.load(logVar))
			d := v.sub(v.load(x), v.load(mean))
			z := v.mul(d, v.exp(v.xor(w, signBit)))
			square := v.mul(d, z)
			sum.add(v.widen(v.alive(w)))
			sum.add(v.widen(square))
			v.unlessNil(dMean, func() {
				v.store(z, dMean)
				v.store(v.fma(square, 0.5, -0.5), dLogVar)
			})
		})
		Store(sum.total(), ReturnIndex(0))
	})
}

// discretizedLogistic emits the sum over one row of
//
//	log(σ(p) − σ(m)) = log(1 − e⁻ᵘ) − log(1 + e⁻ᵖ) − log(1 + eᵐ)
//
// where p and m = p − u are the edges of a pixel's level, from the location and in units of the
// scale; none of the terms is positive, so that no digits cancel. Level 0 has only the second one
// and 255 the third. With σ(−p) and σ(m) for the terms that there are and, where there is the
// first, t = u / (eᵘ − 1), the derivatives are
//
//	(σ(m) − σ(−p)) / s, m·σ(m) − p·σ(−p) − t
func discretizedLogistic() {
	const params = "dLocation, dLogScale, x, location, logScale []float32, low float32"
	function("discretizedLogistic", params, "float64", func(v *vector) {
		n, dLocation, dLogScale := length("x"), address("dLocation"), address("dLogScale")
		x, location, logScale, low := address("x"), address("location"), address("logScale"), v.number("low")
		sum := v.zero()
		v.each(n, func() {
			level := v.sub(v.fma(v.load(x), 255.0, rounder), rounder)
			notFirst := func(x Op) Op { return v.choose(level, lessOrEqual, 0.0, 0.0, x) }
			notLast := func(x Op) Op { return v.choose(255.0, lessOrEqual, level, 0.0, x) }
			u, width, t := v.widthOfLevel(v.max(low, v.load(logScale)))
			width, t = notFirst(notLast(width)), notFirst(notLast(t))

			c := v.mul(u, v.fnma(v.load(location), 255.0, level))
			p, m := v.fma(u, 0.5, c), v.fnma(u, 0.5, c)
			upper, above := v.softplusSlope(v.xor(p, signBit))
			term := v.sub(width, notLast(upper))
			dScale := v.fnma(p, notLast(above), v.xor(t, signBit))
			lower, below := v.softplusSlope(m)
			term = v.sub(term, notFirst(lower))
			sum.add(v.widen(v.alive(term)))

			v.unlessNil(dLocation, func() {
				below := notFirst(below)
				v.store(v.mul(v.mul(u, 255.0), v.sub(below, notLast(above))), dLocation)
				v.store(v.fma(m, below, dScale), dLogScale)
			})
		})
		Store(sum.total(), ReturnIndex(0))
	})
}

// widthOfLevel returns, for the logarithm s of the scale, the width of a level u = e⁻ˢ/255, log(1 −
// e⁻ᵘ) and its derivative with respect to log u, t = u / (eᵘ − 1).
func (v *vector) widthOfLevel(s Op) (u, width, t Op) {
	u = v.mul(v.exp(v.xor(s, signBit)), 1.0/255)
	square := v.mul(u, u)
	near := v.fnma(u, 0.5, v.mul(square, v.polynomial(square, logSinhTail)))
	near = v.sub(near, v.add(s, math.Log(255)))
	e := v.exp(v.xor(u, signBit))
	width = v.choose(u, less, narrow, near, v.log1m(e))
	near = v.fnma(u, v.fnma(u, v.polynomial(square, cothTail), 0.5), 1.0)
	t = v.choose(u, less, narrow, near, v.div(v.mul(u, e), v.sub(1.0, e)))
	return u, width, t
}

// multiplyAbove emits dst = factor·src, but 0 where x < low and that is above 0.
func multiplyAbove() {
	function("multiplyAbove", "dst, src, x []float32, factor, low float32", "", func(v *vector) {
		n, dst, src, x := length("dst"), address("dst"), address("src"), address("x")
		factor, low := v.number("factor"), v.number("low")
		v.each(n, func() {
			d := v.mul(v.load(src), factor)
			v.store(v.choose(v.load(x), less, low, v.min(0.0, d), d), dst)
		})
	})
}
