package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
)

// An activation is a function of x, and the product of dy with its derivative as a function of its
// result y, or of SiLU's argument.
type activation struct {
	apply func(v *vector, x Op) Op
	back  func(v *vector, dy, y Op) Op
}

const leak = 0.01

// activations are in the order of package kernel's constants.
var activations = []activation{
	{ // Identity
		func(v *vector, x Op) Op { return x },
		func(v *vector, dy, y Op) Op { return dy },
	},
	{ // ReLU
		func(v *vector, x Op) Op { return v.max(0.0, x) },
		func(v *vector, dy, y Op) Op { return v.choose(y, lessOrEqual, 0.0, 0.0, dy) },
	},
	{ // LeakyReLU
		func(v *vector, x Op) Op { return v.max(v.mul(x, leak), x) },
		func(v *vector, dy, y Op) Op { return v.choose(y, lessOrEqual, 0.0, v.mul(dy, leak), dy) },
	},
	{ // Tanh: 1 − y²
		func(v *vector, x Op) Op { return v.tanh(x) },
		func(v *vector, dy, y Op) Op { return v.mul(dy, v.fnma(y, y, 1.0)) },
	},
	{ // Softplus: 1 − e⁻ʸ
		func(v *vector, x Op) Op { return v.softplus(x) },
		func(v *vector, dy, y Op) Op {
			m := v.expm1(v.xor(y, signBit))
			return v.mul(dy, v.xor(m, signBit))
		},
	},
	{ // ELU: y + 1 where y < 0
		func(v *vector, x Op) Op { return v.add(v.max(0.0, x), v.expm1(v.min(0.0, x))) },
		func(v *vector, dy, y Op) Op { return v.mul(dy, v.add(v.min(0.0, y), 1.0)) },
	},
	{ // Sigmoid: y(1 − y)
		func(v *vector, x Op) Op { return v.sigmoid(x) },
		func(v *vector, dy, y Op) Op { return v.mul(dy, v.mul(y, v.sub(1.0, y))) },
	},
	{ // SiLU: σ(1 + x(1 − σ)), where σ = 1 / (1 + e⁻ˣ)
		func(v *vector, x Op) Op { return v.mul(x, v.sigmoid(x)) },
		func(v *vector, dy, x Op) Op {
			s := v.sigmoid(x)
			return v.mul(dy, v.mul(s, v.fma(x, v.sub(1.0, s), 1.0)))
		},
	},
}

// activate emits row = act(row + bias).
func activate() {
	function("activate", "act int, row, bias []float32", "", func(v *vector) {
		n, row, bias := length("row"), address("row"), address("bias")
		v.keepExp()
		v.perActivation(func(a activation) {
			v.each(n, func() {
				v.store(a.apply(v, v.add(v.load(row), v.load(bias))), row)
			})
		})
	})
}

// activateBack emits dz = dy ⊙ act′(y) and dbias += dz.
func activateBack() {
	function("activateBack", "act int, dz, dbias, dy, y []float32", "", func(v *vector) {
		n, dz, dbias, dy, y := length("dz"), address("dz"), address("dbias"), address("dy"), address("y")
		v.keepExp()
		v.perActivation(func(a activation) {
			v.each(n, func() {
				d := a.back(v, v.load(dy), v.load(y))
				v.store(d, dz)
				v.store(v.add(v.load(dbias), d), dbias)
			})
		})
	})
}

// perActivation emits body for each of the activations and a jump to the one that the parameter act
// stands for.
func (v *vector) perActivation(body func(a activation)) {
	act := Load(Param("act"), GP64())
	label := func(i int) string { return fmt.Sprintf("act%d_%d", i, v.lanes) }
	for i := range activations {
		CMPQ(act, Imm(uint64(i)))
		JEQ(LabelRef(label(i)))
	}
	end := label(len(activations))
	JMP(LabelRef(end))
	for i, a := range activations {
		Label(label(i))
		body(a)
		JMP(LabelRef(end))
	}
	Label(end)
}
