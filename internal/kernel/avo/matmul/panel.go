package main

import (
	"fmt"
	"strings"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

const panelSignature = "func(dst, init, a, b, pack, next *float32, " +
	"ldDst, ldInit, rowA, colA, tileA, ldB, ldNext, rows, k, tail int, apart, relu bool)"

const panelDoc = `sets a panel of dst, rows high and %d vectors wide, to init + a·b, or to
max(0, init + a·b) if relu is set. The last vector has tail columns. rows and
k are at least one. The sums begin with init or, if apart is set, with zeros, and
init is added to them at the end.

Rows of dst, init and b are ldDst, ldInit and ldB elements apart. In a, element
(i, p) of a tile lies at i·rowA + p·colA, and the tallest tiles are tileA apart;
lower ones come last and have only their rows between them. If pack is not nil, rows must reach the height of
the tallest tile; the first tile then copies the panel of b there, in rows of
whole vectors, and the other tiles read the copy.

Meanwhile 256 bytes of each of the k rows at next, which are ldNext elements
apart, are brought into the second-level cache, some by every tile.`

// A panelArgs holds what all tiles of a panel share, in registers or in the function's frame.
// Distances are in bytes.
type panelArgs struct {
	mask
	vectors           int
	dst, init, a, b   reg.GPVirtual
	rowA, rowA3       reg.GPVirtual // the distance of two rows of a, and thrice it
	colA, rowB, rows  reg.GPVirtual
	rowNext, rowNext4 Mem // the distance of two rows of next, and four times it
	tileA             Mem // the distance of two of the tallest tiles in a
}

// panel generates the function that computes a panel of the given width.
func panel(s simd, vectors int) {
	name := fmt.Sprintf("panel%sx%d", s.suffix, vectors)
	TEXT(name, NOSPLIT, panelSignature)
	document(name, fmt.Sprintf(panelDoc, vectors))
	Pragma("noescape")
	p := panelArgs{vectors: vectors}
	p.mask = s.newMask(NewParamAddr("tail", tailOffset))
	p.dst, p.init, p.a, p.b = argument("dst"), argument("init"), argument("a"), argument("b")
	p.rowA, p.colA, p.rowB = distance("rowA"), distance("colA"), distance("ldB")
	p.rows = argument("rows")
	rowNext := distance("ldNext")
	p.rowNext = local(rowNext)
	SHLQ(Imm(2), rowNext)
	p.rowNext4 = local(rowNext)
	p.tileA = local(distance("tileA"))
	p.rowA3 = GP64()
	LEAQ(Mem{Base: p.rowA, Index: p.rowA, Scale: 2}, p.rowA3)

	tallest := s.heights[0]
	pack := argument("pack")
	TESTQ(pack, pack)
	JZ(LabelRef(fmt.Sprintf("rows%d", tallest)))
	p.tile(tallest, true)
	Load(Param("pack"), p.b)
	MOVQ(U32(vectors*s.bytes()), p.rowB)

	for _, height := range s.heights {
		Label(fmt.Sprintf("rows%d", height))
		CMPQ(p.rows, Imm(uint64(height)))
		JLT(LabelRef(fmt.Sprintf("fewer%d", height)))
		p.tile(height, false)
		if height == tallest {
			JMP(LabelRef(fmt.Sprintf("rows%d", height)))
		}
		Label(fmt.Sprintf("fewer%d", height))
	}
	VZEROUPPER()
	RET()
}

// Where some of panel's arguments lie: six pointers come first, then integers.
const (
	nextOffset = 5 * 8
	tailOffset = 15 * 8
)

// document writes the doc comment of a function.
func document(name, text string) {
	Doc(strings.Split(name+" "+text, "\n")...)
}

// argument loads an argument of the function.
func argument(name string) reg.GPVirtual {
	r := GP64()
	Load(Param(name), r)
	return r
}

// distance loads an argument that counts elements, and turns it into bytes.
func distance(name string) reg.GPVirtual {
	r := argument(name)
	SHLQ(Imm(2), r)
	return r
}

// local puts a number into the function's frame.
func local(r reg.GPVirtual) Mem {
	m := AllocLocal(8)
	MOVQ(r, m)
	return m
}
