package main

import (
	"math"
	"sync"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// A simd describes a set of vector instructions and the tile that suits it.
//
// The tallest and widest tile leaves registers for a row of b, an element of a and
// a mask. Two multiply-adds can start per cycle, and two loads: 6 × 16 needs 8
// loads for 12 multiply-adds, 8 × 48 with AVX-512 needs 11 for 24. 12 × 32 and
// 14 × 32 were measured to be slower, eight divides most batches, and 784 and 400
// leave one vector after whole panels of 48.
type simd struct {
	suffix    string // of the names of functions
	lanes     int    // float32s in a vector
	registers int    // vector registers free for numbers
	heights   []int  // of tiles, the tallest first
	vectors   int    // in a row of the widest tile
	vector    func() reg.VecVirtual
}

var sets = map[string]simd{
	"avx2":   {suffix: "AVX2", lanes: 8, registers: 15, heights: []int{6, 4, 2, 1}, vectors: 2, vector: YMM},
	"avx512": {suffix: "AVX512", lanes: 16, registers: 32, heights: []int{8, 4, 2, 1}, vectors: 3, vector: ZMM},
}

// bytes returns the size of a vector.
func (s simd) bytes() int { return 4 * s.lanes }

// newVectors returns n new vector registers.
func (s simd) newVectors(n int) []reg.VecVirtual {
	v := make([]reg.VecVirtual, n)
	for i := range v {
		v[i] = s.vector()
	}
	return v
}

// A mask selects the first lanes of a vector: a mask register with AVX-512, a
// vector of sign bits with AVX2.
type mask struct{ reg.Register }

// newMask returns a mask of the first n lanes, 1 ≤ n ≤ lanes. It changes CX.
func (s simd) newMask(n Mem) mask {
	if s.lanes == 16 {
		bits := GP32()
		MOVQ(n, reg.RCX)
		MOVL(U32(1), bits)
		SHLL(reg.CL, bits)
		DECL(bits)
		KMOVW(bits, reg.K1)
		return mask{reg.K1}
	}
	window, back := GP64(), GP64()
	LEAQ(signs(), window)
	MOVQ(n, back)
	NEGQ(back)
	m := YMM()
	VMOVUPS(Mem{Base: window, Index: back, Scale: 4, Disp: s.bytes()}, m)
	return mask{m}
}

// signs returns a table of eight set lanes and eight clear ones.
var signs = sync.OnceValue(func() Mem {
	table := GLOBL("signs", RODATA|NOPTR)
	for i, lanes := range []uint64{math.MaxUint64, 0} {
		for j := range 4 {
			DATA(32*i+8*j, U64(lanes))
		}
	}
	return table
})

// load loads a vector, or with a mask its first lanes, and zeros elsewhere.
func (m mask) load(masked bool, from Mem, to reg.VecVirtual) {
	switch {
	case !masked:
		VMOVUPS(from, to)
	case m.Register == reg.K1:
		VMOVUPS_Z(from, reg.K1, to)
	default:
		VMASKMOVPS(from, m, to)
	}
}

// store stores a vector, or with a mask its first lanes alone.
func (m mask) store(masked bool, from reg.VecVirtual, to Mem) {
	switch {
	case !masked:
		VMOVUPS(from, to)
	case m.Register == reg.K1:
		VMOVUPS(from, reg.K1, to)
	default:
		VMASKMOVPS(from, m, to)
	}
}

// zero sets v to zeros.
func zero(v reg.VecVirtual) { VXORPS(v, v, v) }
