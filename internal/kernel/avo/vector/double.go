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

// add, subtract, addProduct and grow change d to d + x, d − x, d + x·y and (1 + d)·(1 + x) − 1.
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

func (d double) grow(x double) {
	for i := range d {
		grow(x[i], d[i])
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

// grow changes d to (d·x + d) + x.
func grow(x, d reg.Register) {
	VFMADD213PD(d, x, d)
	VADDPD(x, d, d)
}

// total returns the sum of all lanes, always added in the same order.
func (d double) total() reg.Register {
	return d.fold(func(x, sum reg.Register) { VADDPD(x, sum, sum) })
}

// growth returns what all lanes come to that have grown apart, always in the same order.
func (d double) growth() reg.Register { return d.fold(grow) }

// fold joins all lanes into the first, two vectors at a time.
func (d double) fold(join func(x, into reg.Register)) reg.Register {
	all := d[0]
	join(d[1], all)
	half := YMM()
	if all.Size() == 64 {
		VEXTRACTF64X4(Imm(1), all, half)
		join(half, all.AsY())
	}
	VEXTRACTF128(Imm(1), all.AsY(), half.AsX())
	join(half.AsX(), all.AsX())
	VUNPCKHPD(all.AsX(), all.AsX(), half.AsX())
	join(half.AsX(), all.AsX())
	return all.AsX()
}
