package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

const copyDoc = `sets dst[p·%[1]d + i] = src[p·ldSrc + i] for p < k and i < %[1]d, k ≥ 1: a tile's
rows, which lie in columns of src, go to one place.`

// copyRows generates the function that copies the elements of one of the tallest
// tiles out of a transposed matrix.
func copyRows(s simd) {
	height := s.heights[0]
	TEXT("copy"+s.suffix, NOSPLIT, "func(dst, src *float32, ldSrc, k int)")
	document("copy"+s.suffix, fmt.Sprintf(copyDoc, height))
	Pragma("noescape")
	dst, src, row, k := argument("dst"), argument("src"), distance("ldSrc"), argument("k")
	var v reg.VecVirtual = XMM()
	if height == 8 {
		v = YMM()
	}
	Label("column")
	VMOVUPS(Mem{Base: src}, v)
	VMOVUPS(v, Mem{Base: dst})
	ADDQ(row, src)
	ADDQ(Imm(uint64(4*height)), dst)
	DECQ(k)
	JNZ(LabelRef("column"))
	VZEROUPPER()
	RET()
}
