package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

const transposeDoc = `sets dst[p·ldDst + r] = src[r·ldSrc + p] for p < k and r < rows. It works
on four rows and columns at a time: rows must be a multiple of four, at least four
and at most a vector's lanes, and k at least four. Of dst it writes whole vectors;
what lies beyond rows is arbitrary.`

// transpose generates the function that copies rows of a matrix to the columns of a panel.
func transpose(s simd) {
	TEXT("transpose"+s.suffix, NOSPLIT, "func(dst, src *float32, ldDst, ldSrc, rows, k int)")
	document("transpose"+s.suffix, transposeDoc)
	Pragma("noescape")
	dst, rowDst := argument("dst"), distance("ldDst")
	rowSrc, k := distance("ldSrc"), argument("k")
	rowSrc3, rowDst3 := GP64(), GP64()
	LEAQ(Mem{Base: rowSrc, Index: rowSrc, Scale: 2}, rowSrc3)
	LEAQ(Mem{Base: rowDst, Index: rowDst, Scale: 2}, rowDst3)
	quads := quadPointers(s, rowSrc)

	four := GP64()
	MOVQ(U32(4), four)

	Label("next")
	in := s.newVectors(4)
	for i, v := range in {
		for lane, q := range quads {
			insert(s, lane, quadRow(q, rowSrc, rowSrc3, i), v)
		}
	}
	for i, v := range transpose4(s, in) {
		VMOVUPS(v, quadRow(dst, rowDst, rowDst3, i))
	}

	// The next four columns or, where fewer are left, the last four once more.
	SUBQ(Imm(4), k)
	JZ(LabelRef("done"))
	step := GP64()
	MOVQ(k, step)
	CMPQ(k, four)
	CMOVQGT(four, step)
	CMOVQLT(four, k)
	for _, q := range quads {
		LEAQ(Mem{Base: q, Index: step, Scale: 4}, q)
	}
	IMULQ(rowDst, step)
	ADDQ(step, dst)
	JMP(LabelRef("next"))
	Label("done")
	VZEROUPPER()
	RET()
}

// quadPointers returns pointers to rows 0, 4, … of src, or to row 0 instead of those that are not
// there.
func quadPointers(s simd, rowSrc reg.GPVirtual) []reg.GPVirtual {
	first := argument("src")
	quads := []reg.GPVirtual{first}
	rows, next := argument("rows"), GP64()
	MOVQ(first, next)
	for r := 4; r < s.lanes; r += 4 {
		q := GP64()
		LEAQ(Mem{Base: next, Index: rowSrc, Scale: 4}, next)
		MOVQ(first, q)
		CMPQ(rows, Imm(uint64(r)))
		CMOVQGT(next, q)
		quads = append(quads, q)
	}
	return quads
}

// quadRow returns the place of row i of the four that begin at base.
func quadRow(base, row, row3 reg.GPVirtual, i int) Mem {
	m := Mem{Base: base}
	switch i {
	case 1:
		return m.Idx(row, 1)
	case 2:
		return m.Idx(row, 2)
	case 3:
		return m.Idx(row3, 1)
	}
	return m
}

// insert loads four floats into a 128-bit lane of v; lane 0 comes first.
func insert(s simd, lane int, from Mem, v reg.VecVirtual) {
	switch {
	case lane == 0:
		VMOVUPS(from, v.AsX())
	case s.lanes == 8:
		VINSERTF128(Imm(uint64(lane)), from, v, v)
	default:
		VINSERTF32X4(Imm(uint64(lane)), from, v, v)
	}
}

// transpose4 transposes the four by four floats in each lane of four vectors.
func transpose4(s simd, in []reg.VecVirtual) []reg.VecVirtual {
	pairs, out := s.newVectors(4), s.newVectors(4)
	VUNPCKLPS(in[1], in[0], pairs[0])
	VUNPCKHPS(in[1], in[0], pairs[1])
	VUNPCKLPS(in[3], in[2], pairs[2])
	VUNPCKHPS(in[3], in[2], pairs[3])
	VUNPCKLPD(pairs[2], pairs[0], out[0])
	VUNPCKHPD(pairs[2], pairs[0], out[1])
	VUNPCKLPD(pairs[3], pairs[1], out[2])
	VUNPCKHPD(pairs[3], pairs[1], out[3])
	return out
}
