package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

const windowParams = "dst, src []float32, n, rows, run, step, ld int"

// copyWindows emits dst[(j·rows + i)·run + e] = src[j·step + i·ld + e] for j < n, i < rows and
// e < run.
func copyWindows() {
	function("copyWindows", windowParams, "", func(v *vector) {
		v.windows("src", "dst", func(p piece, image, columns Mem) {
			x := p.register()
			p.move(image, x)
			p.move(x, columns)
		})
	})
}

// addWindows emits dst[j·step + i·ld + e] += src[(j·rows + i)·run + e] for j < n, i < rows and
// e < run.
func addWindows() {
	function("addWindows", windowParams, "", func(v *vector) {
		v.windows("dst", "src", func(p piece, image, columns Mem) {
			x, y := p.register(), p.register()
			p.move(image, x)
			p.move(columns, y)
			VADDPS(x, y, x)
			p.move(x, image)
		})
	})
}

// windows emits body for every piece of every run of every window; the pieces are of whole vectors
// and, behind these, halves, quarters and so on. A masked store would take longer than all of them.
func (v *vector) windows(image, columns string, body func(p piece, image, columns Mem)) {
	window, next := address(image), address(columns)
	n, run := integer("n"), integer("run")
	step, ld := integer("step"), integer("ld")
	SHLQ(Imm(2), step)
	SHLQ(Imm(2), ld)
	nextWindow, nextRun := v.label("window"), v.label("run")

	Label(nextWindow)
	row, rows := GP64(), integer("rows")
	MOVQ(window, row)
	Label(nextRun)
	v.whole(run, v.lanes, func() { body(piece(v.lanes), v.at(row), v.at(next)) })
	for p := piece(v.lanes / 2); p > 0; p /= 2 {
		skip := v.label("skip")
		TESTQ(U32(p), run)
		JZ(LabelRef(skip))
		body(p, v.at(row), v.at(next))
		ADDQ(Imm(uint64(p)), v.next)
		Label(skip)
	}
	LEAQ(Mem{Base: next, Index: run, Scale: 4}, next)
	ADDQ(ld, row)
	DECQ(rows)
	JNZ(LabelRef(nextRun))
	ADDQ(step, window)
	DECQ(n)
	JNZ(LabelRef(nextWindow))
}

// integer returns the register that holds the parameter of this name, an int.
func integer(param string) reg.Register { return Load(Param(param), GP64()) }

// A piece is a number of successive elements, a power of two, in one register.
type piece int

// register returns a free register for the piece.
func (p piece) register() reg.VecVirtual {
	switch p {
	case 16:
		return ZMM()
	case 8:
		return YMM()
	}
	return XMM()
}

// move emits a load or a store of the piece.
func (p piece) move(from, to Op) {
	switch p {
	case 1:
		VMOVSS(from, to)
	case 2:
		VMOVSD(from, to)
	default:
		VMOVUPS(from, to)
	}
}
