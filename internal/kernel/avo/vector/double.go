package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// A double is a vector in float64: its lower and its upper half.
type double [2]reg.VecVirtual

// widen returns x in float64.
func (v *vector) widen(x Op) double {
	d := double{v.new(), v.new()}
	r := x.(reg.VecVirtual)
	if v.zmm() {
		upper := YMM()
		VEXTRACTF32X8(Imm(1), r, upper)
		VCVTPS2PD(r.AsY(), d[0])
		VCVTPS2PD(upper, d[1])
	} else {
		upper := XMM()
		VEXTRACTF128(Imm(1), r, upper)
		VCVTPS2PD(r.AsX(), d[0])
		VCVTPS2PD(upper, d[1])
	}
	return d
}

// add, subtract and addProduct change d to d + x, d − x and d + x·y.
func (d double) add(x double) {
	for i := range d {
		VADDPD(x[i], d[i], d[i])
	}
}

func (d double) subtract(x double) {
	for i := range d {
		VSUBPD(x[i], d[i], d[i])
	}
}

func (d double) addProduct(x, y double) {
	for i := range d {
		VFMADD231PD(y[i], x[i], d[i])
	}
}

// zero returns a sum that is still empty.
func (v *vector) zero() double {
	d := double{v.new(), v.new()}
	for i := range d {
		VXORPD(d[i], d[i], d[i])
	}
	return d
}

// total returns the sum of all lanes, always added in the same order.
func (d double) total() reg.Register {
	sum := d[0]
	VADDPD(d[1], sum, sum)
	half := YMM()
	if sum.Size() == 64 {
		VEXTRACTF64X4(Imm(1), sum, half)
		VADDPD(half, sum.AsY(), sum.AsY())
	}
	VEXTRACTF128(Imm(1), sum.AsY(), half.AsX())
	VADDPD(half.AsX(), sum.AsX(), sum.AsX())
	VUNPCKHPD(sum.AsX(), sum.AsX(), half.AsX())
	VADDSD(half.AsX(), sum.AsX(), sum.AsX())
	return sum.AsX()
}
