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
// The tallest and widest tile leaves registers for a row of b and an element of a. Two
// multiply-adds can start per cycle, and two loads: 4 × 24 needs 7 loads for 12 multiply-adds, 8 ×
// 48 with AVX-512 needs 11 for 24. Four and eight divide most batches. 784 and 400 leave two
// vectors after whole panels of 24, and one after panels of 48. Measured to be slower: 6 × 16 with
// AVX2, 12 × 32 and 14 × 32 with AVX-512.
//
// AVX2 needs twice as many instructions. Where another program runs on the core's other thread,
// they are what the core runs short of: four steps at a time were measured to be up to a fifth
// faster then, and equal on an idle core.
type simd struct {
	suffix    string // of the names of functions
	lanes     int    // float32s in a vector
	registers int    // vector registers free for numbers
	heights   []int  // of tiles, the tallest first
	vectors   int    // in a row of the widest tile
	unroll    int    // steps of the loop over k at a time: 1, or 4 to fetch one line with each
	vector    func() reg.VecVirtual

	// maskedStoresCost says that a masked store takes far longer than another, as VMASKMOVPS does:
	// some 20 cycles on AMD's processors.
	maskedStoresCost bool

	// fetchDst says that tiles fetch the next tile of dst: on a Zen 3 with 512 KiB of second-level
	// cache it gains 4 to 18 %. With AVX-512 it has not been measured.
	fetchDst bool
}

var sets = map[string]simd{
	"avx2":   {suffix: "AVX2", lanes: 8, registers: 16, heights: []int{4, 2, 1}, vectors: 3, unroll: 4, vector: YMM, maskedStoresCost: true, fetchDst: true},
	"avx512": {suffix: "AVX512", lanes: 16, registers: 32, heights: []int{8, 4, 2, 1}, vectors: 3, unroll: 1, vector: ZMM},
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

// A mask selects the first lanes of a vector: a mask register with AVX-512, a vector of sign bits
// in the function's frame with AVX2.
type mask struct {
	simd
	bits Mem
}

// newMask returns a mask of the first n lanes, 1 ≤ n ≤ lanes. It changes CX.
func (s simd) newMask(n Mem) mask {
	if s.lanes == 16 {
		bits := GP32()
		MOVQ(n, reg.RCX)
		MOVL(U32(1), bits)
		SHLL(reg.CL, bits)
		DECL(bits)
		KMOVW(bits, reg.K1)
		return mask{simd: s}
	}
	window, back := GP64(), GP64()
	LEAQ(signs(), window)
	MOVQ(n, back)
	NEGQ(back)
	m, bits := YMM(), AllocLocal(s.bytes())
	VMOVUPS(Mem{Base: window, Index: back, Scale: 4, Disp: s.bytes()}, m)
	VMOVUPS(m, bits)
	return mask{s, bits}
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
	case m.lanes == 16:
		VMOVUPS_Z(from, reg.K1, to)
	default:
		VMOVUPS(m.bits, to)
		VMASKMOVPS(from, to, to)
	}
}

// store stores a vector, or with a mask its first lanes alone.
func (m mask) store(masked bool, from reg.VecVirtual, to Mem) {
	switch {
	case !masked:
		VMOVUPS(from, to)
	case m.lanes == 16:
		VMOVUPS(from, reg.K1, to)
	default:
		bits := m.vector()
		VMOVUPS(m.bits, bits)
		VMASKMOVPS(from, bits, to)
	}
}

// zero sets v to zeros.
func zero(v reg.VecVirtual) { VXORPS(v, v, v) }
