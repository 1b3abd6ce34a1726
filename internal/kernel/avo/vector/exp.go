package main

import (
	"math"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
)

// The functions of this file err by less than 2·10⁻⁷ of the result wherever that is not denormal.
// They pass on what is not a number.

// The polynomials behind exp and log1p, each divided by what is known of it so that its relative
// error counts.
var (
	// expTail is (eʳ − 1 − r) / r² = 1/2! + r/3! + r²/4! + … for |r| ≤ ½ ln 2.
	expTail = fit(func(r float64) float64 {
		sum, term := 0.0, 0.5
		for k := 3.0; k < 20; k++ {
			sum += term
			term *= r / k
		}
		return sum
	}, -math.Ln2/2, math.Ln2/2, 4)

	// log1pRatio is log(1+x) / x for 0 ≤ x ≤ 1.
	log1pRatio = fit(func(x float64) float64 {
		return math.Log1p(x) / x
	}, 0, 1, 10)

	// log1mRatio is log(1−x) / x for 0 ≤ x ≤ exp(−narrow).
	log1mRatio = fit(func(x float64) float64 {
		return math.Log1p(-x) / x
	}, 0, math.Exp(-narrow), 6)

	// logSinhTail is log(sinh(a/2) / (a/2)) / a² and cothTail (½coth(a/2) − 1/a) / a, for 0 ≤ a² ≤
	// narrow².
	logSinhTail = fit(func(square float64) float64 {
		a := math.Sqrt(square)
		return math.Log(math.Sinh(a/2)/(a/2)) / square
	}, 0, narrow*narrow, 5)
	cothTail = fit(func(square float64) float64 {
		a := math.Sqrt(square)
		return (0.5/math.Tanh(a/2) - 1/a) / a
	}, 0, narrow*narrow, 5)
)

const (
	maxSplit = 88.3   // up to here split's 2ⁿ is a float32
	maxExp   = 89.0   // eˣ is infinite here
	lowest   = -104.0 // eˣ rounds to zero here
	narrow   = 2.0    // up to here a power series in a², beyond a series in e⁻ᵃ

	perLn2  = float64(math.Log2E) // 1 / ln 2
	high    = 0x1.62e43p-1        // ln 2 in float32, and what that is short of
	low     = math.Ln2 - high     // ln 2; n·high is exact in fma
	rounder = float64(3 << 22)    // a float32 of this size has no fraction
)

// keepExp keeps the numbers that exp, log1p and what is made of them use most.
func (v *vector) keepExp() {
	v.keep(lowest, perLn2, rounder, high, low, 0.0, 1.0, signBit)
}

// split returns an integral n and |r| ≤ ½ ln 2 with x = n·ln 2 + r (Cody & Waite 1980, "Software
// manual for the elementary functions", chapter 6). It takes x below lowest for lowest.
func (v *vector) split(x value) (n, r Op) {
	x = v.max(lowest, x)
	n = v.sub(v.fma(x, perLn2, rounder), rounder)
	r = v.fnma(n, low, v.fnma(n, high, x))
	return n, r
}

// exp returns eˣ = 2ⁿ·eʳ for x ≤ maxExp.
func (v *vector) exp(x value) Op {
	n, r := v.split(x)
	return v.scale(v.polynomial(r, append([]float64{1, 1}, expTail...)), n)
}

// expm1 returns eˣ − 1 = 2ⁿ(eʳ − 1) + (2ⁿ − 1) for x ≤ maxSplit.
func (v *vector) expm1(x value) Op {
	n, r := v.split(x)
	power := v.scale(1.0, n)
	p := v.fma(v.mul(r, r), v.polynomial(r, expTail), r)
	return v.fma(power, p, v.sub(power, 1.0))
}

// log1p returns log(1 + x) for 0 ≤ x ≤ 1.
func (v *vector) log1p(x Op) Op {
	return v.mul(x, v.polynomial(x, log1pRatio))
}

// logTail is (log(1+y) − y) / y² for √½ ≤ 1+y ≤ √2.
var logTail = fit(func(y float64) float64 {
	return (math.Log1p(y) - y) / (y * y)
}, math.Sqrt2/2-1, math.Sqrt2-1, 9)

// log returns log x for a normal x above 0. It does not pass on what is not a number.
func (v *vector) log(x Op) Op { return v.joinLog(v.splitLog(x)) }

// splitLog returns n and y with x = 2ⁿ·(1+y) and √½ ≤ 1+y < √2: subtracting the bits of √½ leaves n
// in the exponent.
func (v *vector) splitLog(x Op) (n, y Op) {
	n = v.shift(VPSRAD, v.subInt(x, math.Float32bits(math.Sqrt2/2)), 23)
	return n, v.sub(v.subInt(x, v.shift(VPSLLD, n, 23)), 1.0)
}

// joinLog returns n·log 2 + log(1+y).
func (v *vector) joinLog(n, y Op) Op {
	return v.fma(v.fromInt(n), math.Ln2, v.fma(v.mul(y, y), v.polynomial(y, logTail), y))
}

// log1m returns log(1 − x) for 0 ≤ x ≤ exp(−narrow).
func (v *vector) log1m(x Op) Op {
	return v.mul(x, v.polynomial(x, log1mRatio))
}

// softplus returns log(1 + eˣ) = max(x, 0) + log(1 + e^−|x|).
func (v *vector) softplus(x Op) Op {
	return v.add(v.max(0.0, x), v.log1p(v.exp(v.or(x, signBit))))
}

// sigmoid returns 1 / (1 + e⁻ˣ), for negative x as eˣ / (1 + eˣ).
func (v *vector) sigmoid(x Op) Op {
	e := v.exp(v.or(x, signBit))
	return v.div(v.ifNegative(x, e, 1.0), v.add(e, 1.0))
}

// softplusSlope returns log(1 + eˣ) and its derivative, 1 / (1 + e⁻ˣ).
func (v *vector) softplusSlope(x Op) (y, slope Op) {
	e := v.exp(v.or(x, signBit))
	return v.add(v.max(0.0, x), v.log1p(e)), v.div(v.ifNegative(x, e, 1.0), v.add(e, 1.0))
}

// tanh returns tanh x, whose magnitude is −m / (2 + m) with m = e^(−2|x|) − 1.
func (v *vector) tanh(x Op) Op {
	m := v.expm1(v.mul(v.or(x, signBit), 2.0))
	return v.copySign(v.div(m, v.add(m, 2.0)), x)
}
