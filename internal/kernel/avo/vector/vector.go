package main

import (
	"fmt"
	"math"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// A vector emits instructions on vectors of float32 of one width. Its methods leave their arguments
// alone and return a new register.
type vector struct {
	lanes  int          // 16: AVX-512 and ZMM registers; 8: AVX2, FMA and YMM registers
	next   reg.Register // index of the first element of the vector at hand
	rest   Op           // which lanes are alive, while what is left of a slice fills only some
	labels int          // labels handed out so far
	kept   map[value]Op // numbers that stay in registers
}

// A value is a register, or a number that every lane gets a copy of: a float64 for its float32, a
// uint32 for its bits, a uint64 for those of a pair of lanes.
type value any

// signBit is the sign of a float32.
const signBit uint32 = 1 << 31

func (v *vector) zmm() bool { return v.lanes == 16 }

// new returns a free vector register.
func (v *vector) new() reg.VecVirtual {
	if v.zmm() {
		return ZMM()
	}
	return YMM()
}

// keep loads numbers that a loop is going to need again and again; only ZMM registers are so many.
func (v *vector) keep(numbers ...value) {
	if v.zmm() {
		kept := map[value]Op{}
		for _, x := range numbers {
			kept[x] = v.in(x)
		}
		v.kept = kept
	}
}

// in returns a register that holds x.
func (v *vector) in(x value) Op {
	if r, ok := v.kept[x]; ok {
		return r
	}
	switch x := x.(type) {
	case Op:
		return x
	case float64:
		return v.in(math.Float32bits(float32(x)))
	case uint32:
		d := v.new()
		VBROADCASTSS(constant(U32(x)), d)
		return d
	case uint64:
		d := v.new()
		VPBROADCASTQ(constant(U64(x)), d)
		return d
	}
	panic(fmt.Sprintf("%T is not a value", x))
}

// copy returns a register that holds x and that nobody else reads.
func (v *vector) copy(x value) Op {
	_, register := x.(Op)
	_, kept := v.kept[x]
	if !register && !kept {
		return v.in(x)
	}
	d := v.new()
	VMOVAPS(v.in(x), d)
	return d
}

// constants holds the addresses of all numbers used so far.
var constants = map[Constant]Mem{}

// constant returns the address where c is stored.
func constant(c Constant) Mem {
	m, ok := constants[c]
	if !ok {
		m = ConstData(fmt.Sprintf("bits%0*x", 2*c.Bytes(), c), c)
		constants[c] = m
	}
	return m
}

// binary emits an instruction with two arguments in Intel's order.
func (v *vector) binary(instruction func(...Op), a, b value) Op {
	d := v.new()
	instruction(v.in(b), v.in(a), d)
	return d
}

func (v *vector) add(a, b value) Op { return v.binary(VADDPS, a, b) }
func (v *vector) sub(a, b value) Op { return v.binary(VSUBPS, a, b) }
func (v *vector) mul(a, b value) Op { return v.binary(VMULPS, a, b) }
func (v *vector) div(a, b value) Op { return v.binary(VDIVPS, a, b) }

// min and max return b where one of a and b is not a number.
func (v *vector) min(a, b value) Op { return v.binary(VMINPS, a, b) }
func (v *vector) max(a, b value) Op { return v.binary(VMAXPS, a, b) }

func (v *vector) and(a, b value) Op    { return v.binary(VANDPS, a, b) }
func (v *vector) or(a, b value) Op     { return v.binary(VORPS, a, b) }
func (v *vector) xor(a, b value) Op    { return v.binary(VXORPS, a, b) }
func (v *vector) andNot(a, b value) Op { return v.binary(VANDNPS, a, b) } // ¬a ∧ b

func (v *vector) addInt(a, b value) Op { return v.binary(VPADDD, a, b) }
func (v *vector) subInt(a, b value) Op { return v.binary(VPSUBD, a, b) }

// unary emits an instruction with one argument.
func (v *vector) unary(instruction func(...Op), x value) Op {
	d := v.new()
	instruction(v.in(x), d)
	return d
}

func (v *vector) sqrt(x value) Op      { return v.unary(VSQRTPS, x) }
func (v *vector) fromInt(x value) Op   { return v.unary(VCVTDQ2PS, x) }
func (v *vector) nearestInt(x Op) Op   { return v.unary(VCVTPS2DQ, x) }
func (v *vector) magnitude(x value) Op { return v.andNot(signBit, x) }

// shift emits a shift of every lane by a fixed number of bits.
func (v *vector) shift(instruction func(...Op), x Op, bits uint64) Op {
	d := v.new()
	instruction(Imm(bits), x, d)
	return d
}

// fma returns a·b + c, rounded once; fnma returns c − a·b.
func (v *vector) fma(a, b, c value) Op {
	d := v.copy(c)
	VFMADD231PS(v.in(b), v.in(a), d)
	return d
}

func (v *vector) fnma(a, b, c value) Op {
	d := v.copy(c)
	VFNMADD231PS(v.in(b), v.in(a), d)
	return d
}

// polynomial returns c₀ + c₁x + c₂x² + … by Horner's rule, in place and with the coefficients from
// memory, because it is most of every function.
func (v *vector) polynomial(x Op, c []float64) Op {
	p := v.copy(c[len(c)-1])
	for i := len(c) - 2; i >= 0; i-- {
		if v.zmm() {
			VFMADD213PS_BCST(constant(U32(math.Float32bits(float32(c[i])))), x, p)
		} else {
			p = v.fma(p, x, c[i])
		}
	}
	return p
}

// ifNegative returns yes where the sign bit of x is set, and no elsewhere.
func (v *vector) ifNegative(x Op, yes, no value) Op {
	if v.zmm() {
		k := K()
		VPMOVD2M(x, k)
		return v.blend(k, yes, no)
	}
	d := v.new()
	VBLENDVPS(x, v.in(yes), v.in(no), d)
	return d
}

// blend returns yes in the lanes of k, and no elsewhere. (Of VBLENDMPS avo believes that it reads
// its destination, which would be occupied from the start of the loop.)
func (v *vector) blend(k reg.OpmaskVirtual, yes, no value) Op {
	d := v.copy(no)
	VMOVAPS(v.in(yes), k, d)
	return d
}

// The comparisons of VCMPPS: false where an argument is not a number.
const (
	less        = 17
	lessOrEqual = 18
)

// choose returns yes where the comparison of a with b holds, and no elsewhere.
func (v *vector) choose(a value, comparison uint64, b, yes, no value) Op {
	if v.zmm() {
		k := K()
		VCMPPS(Imm(comparison), v.in(b), v.in(a), k)
		return v.blend(k, yes, no)
	}
	d := v.new()
	VCMPPS(Imm(comparison), v.in(b), v.in(a), d)
	VBLENDVPS(d, v.in(yes), v.in(no), d)
	return d
}

// copySign returns the magnitude of x with the sign of s.
func (v *vector) copySign(x, s Op) Op {
	return v.or(v.magnitude(x), v.and(s, signBit))
}

// scale returns x·2ⁿ for an integral n in [−252, 254], rounded once where the result is denormal.
func (v *vector) scale(x value, n Op) Op {
	if v.zmm() {
		return v.binary(VSCALEFPS, x, n)
	}
	power := func(n Op) Op { // 2ⁿ: the biased exponent shifted to its place
		return v.shift(VPSLLD, v.addInt(n, uint32(127)), 23)
	}
	k := v.nearestInt(n)
	half := v.shift(VPSRAD, k, 1)
	return v.mul(v.mul(x, power(half)), power(v.subInt(k, half)))
}
