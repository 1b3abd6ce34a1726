package main

import (
	"math"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
)

// uniform emits dst = the upper 24 bits of the words · 2⁻²⁴, for a multiple of 32 elements.
func uniform() {
	function("uniform", "dst []float32, "+philoxParams, "", func(v *vector) {
		n, dst, p := length("dst"), address("dst"), newPhilox(v)
		v.whole(n, 2*v.lanes, func() {
			c01, c23 := p.words()
			first, second := v.binary(VPUNPCKLQDQ, c01, c23), v.binary(VPUNPCKHQDQ, c01, c23)
			for i, w := range []Op{first, second} {
				VMOVUPS(v.mul(v.fromInt(v.shift(VPSRLD, w, 8)), 0x1p-24), v.at(dst).Offset(4*i*v.lanes))
			}
		})
	})
}

// normal emits dst = standard normal numbers, for a multiple of 32 elements: of every two words one
// is the radius and the other the angle of Box and Muller.
func normal() {
	function("normal", "dst []float32, "+philoxParams, "", func(v *vector) {
		n, dst, p := length("dst"), address("dst"), newPhilox(v)
		v.whole(n, 2*v.lanes, func() {
			c01, c23 := p.words()
			const lower, upper uint64 = 1<<32 - 1, 1<<64 - 1<<32
			even := v.or(v.and(c01, lower), v.shift(VPSLLQ, c23, 32))
			odd := v.or(v.shift(VPSRLQ, c01, 32), v.and(c23, upper))
			radius := v.sqrt(v.mul(v.logUnit(even), -2.0))
			sin, cos := v.sinCosTurn(odd)
			x, y := v.mul(radius, cos), v.mul(radius, sin)
			VMOVUPS(v.binary(VUNPCKLPS, x, y), v.at(dst))
			VMOVUPS(v.binary(VUNPCKHPS, x, y), v.at(dst).Offset(4*v.lanes))
		})
	})
}

// logUnit returns log u for u = (word + ½)·2⁻³². Where the word is above a half, u = 1 − p with p =
// (¬word + ½)·2⁻³², whose digits are kept down to the last.
func (v *vector) logUnit(word Op) Op {
	above := v.shift(VPSRAD, word, 31)
	p := v.fma(v.fromInt(v.xor(word, above)), 0x1p-32, 0x1p-33)
	one := v.and(above, 1.0)
	difference := v.sub(one, p)
	u := v.magnitude(difference)             // p or 1 − p
	lost := v.sub(v.sub(one, difference), p) // what was rounded off
	n, y := v.splitLog(u)
	return v.joinLog(n, v.add(y, lost))
}

// The Taylor-like series of sine and cosine in z = t², |t| ≤ π/4: sin t = t + t·z·sinTail, cos t =
// 1 + z·cosTail.
var (
	sinTail = fit(func(z float64) float64 {
		return (math.Sin(math.Sqrt(z))/math.Sqrt(z) - 1) / z
	}, 0, math.Pi*math.Pi/16, 3)
	cosTail = fit(func(z float64) float64 {
		return -2 * math.Pow(math.Sin(math.Sqrt(z)/2), 2) / z
	}, 0, math.Pi*math.Pi/16, 3)
)

// sinCosTurn returns the sine and cosine of word·2⁻³² turns. The nearest quarter q of a turn is
// taken off in integers, which is exact, and decides which of the two is which, and the signs.
func (v *vector) sinCosTurn(word Op) (sin, cos Op) {
	q := v.shift(VPSRAD, v.addInt(word, uint32(1<<29)), 30)
	t := v.mul(v.fromInt(v.subInt(word, v.shift(VPSLLD, q, 30))), 2*math.Pi/(1<<32))
	z := v.mul(t, t)
	s := v.fma(v.mul(t, z), v.polynomial(z, sinTail), t)
	c := v.fma(z, v.polynomial(z, cosTail), 1.0)

	odd := v.shift(VPSLLD, q, 31)
	sinNegative := v.and(v.shift(VPSLLD, q, 30), signBit)                      // q is 2 or 3
	cosNegative := v.and(v.shift(VPSLLD, v.addInt(q, uint32(1)), 30), signBit) // q is 1 or 2
	sin = v.xor(v.ifNegative(odd, c, s), sinNegative)
	cos = v.xor(v.ifNegative(odd, s, c), cosNegative)
	return sin, cos
}
