package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// line is how many elements a cache line holds, as in package kernel.
const line = 16

const copyDoc = `sets dst[t·tile + p·%[1]d + i] = src[p·ldSrc + t·%[1]d + i] for t < %[2]d, p < k
and i < %[1]d, k ≥ 1: the elements of %[2]d tiles, whose rows lie in columns of src, go to
a place for each tile. Each row of src gives a cache line's worth of them.`

// copyTiles generates the function that copies the elements of some of the tallest tiles out of a
// transposed matrix.
func copyTiles(s simd) {
	height := s.heights[0]
	tiles := line / height
	TEXT("copy"+s.suffix, NOSPLIT, "func(dst, src *float32, tile, ldSrc, k int)")
	document("copy"+s.suffix, fmt.Sprintf(copyDoc, height, tiles))
	Pragma("noescape")
	dst, src := argument("dst"), argument("src")
	tile, row, k := distance("tile"), distance("ldSrc"), argument("k")
	tile3 := GP64()
	LEAQ(Mem{Base: tile, Index: tile, Scale: 2}, tile3)
	Label("column")
	for t := range tiles {
		var v reg.VecVirtual = XMM()
		if height == 8 {
			v = YMM()
		}
		VMOVUPS(Mem{Base: src, Disp: 4 * height * t}, v)
		VMOVUPS(v, quadRow(dst, tile, tile3, t))
	}
	ADDQ(row, src)
	ADDQ(Imm(uint64(4*height)), dst)
	DECQ(k)
	JNZ(LabelRef("column"))
	VZEROUPPER()
	RET()
}
