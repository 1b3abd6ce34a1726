package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// A loop is the work of a tile on one column of a after the other: it adds the column's product
// with a row of b to the sums.
type loop struct {
	panelArgs
	height        int
	packing       bool // whether b is copied
	whole         bool // whether b has been packed, in rows of whole vectors
	sums          []reg.VecVirtual
	vectorsB      []reg.VecVirtual // a row of b
	elements      []reg.VecVirtual // of a, used in turn
	rows          []reg.GPVirtual  // where a is read, every fourth row
	b, pack, next reg.GPVirtual
}

// addProducts generates a tile's loop over k.
func (p panelArgs) addProducts(sums []reg.VecVirtual, height int, packing bool, name string) {
	l := p.newLoop(sums, height, packing)
	k := argument("k")
	if l.whole && p.unroll > 1 {
		l.unrolled(k, name)
		return
	}
	Label("add" + name)
	TESTQ(U32(3), k)
	JNZ(LabelRef("fetched" + name))
	l.fetch()
	Label("fetched" + name)
	l.step(0)
	ADDQ(p.rowB, l.b)
	if packing {
		ADDQ(Imm(uint64(l.rowSize())), l.pack)
	}
	DECQ(k)
	JNZ(LabelRef("add" + name))
}

// unrolled generates the loop with several steps in each round, and another for the steps that are
// left over.
func (l *loop) unrolled(k reg.GPVirtual, name string) {
	n := l.unroll
	SUBQ(Imm(uint64(n)), k)
	JLT(LabelRef("rest" + name))
	Label("add" + name)
	l.fetch()
	for i := range n {
		l.step(i * l.rowSize())
	}
	ADDQ(U32(n*l.rowSize()), l.b)
	SUBQ(Imm(uint64(n)), k)
	JGE(LabelRef("add" + name))

	Label("rest" + name)
	ADDQ(Imm(uint64(n)), k)
	JZ(LabelRef("added" + name))
	Label("single" + name)
	l.step(0)
	ADDQ(Imm(uint64(l.rowSize())), l.b)
	DECQ(k)
	JNZ(LabelRef("single" + name))
	Label("added" + name)
}

// newLoop returns a loop before its first step.
func (p panelArgs) newLoop(sums []reg.VecVirtual, height int, packing bool) *loop {
	l := &loop{panelArgs: p, height: height, packing: packing, sums: sums}
	l.whole = height == p.heights[0] && !packing
	l.rows = p.rowPointers(height)
	l.b = GP64()
	MOVQ(p.b, l.b)
	if packing {
		l.pack = argument("pack")
	}
	l.vectorsB = p.newVectors(p.vectors)
	l.next = p.nextLines()
	free := p.registers - len(sums) - len(l.vectorsB)
	l.elements = p.newVectors(min(free, height, 4))
	return l
}

// rowSize returns how many bytes a packed row of b takes.
func (l *loop) rowSize() int { return l.vectors * l.bytes() }

// fetch fetches a line of what the next panel needs. It belongs to every fourth step.
func (l *loop) fetch() {
	PREFETCHT1(Mem{Base: l.next})
	ADDQ(l.rowNext4, l.next)
}

// step adds the product of a column of a with the row of b that many bytes on.
func (l *loop) step(offset int) {
	for j, v := range l.vectorsB {
		l.load(l.last(j) && !l.whole, Mem{Base: l.b, Disp: offset + j*l.bytes()}, v)
		if l.packing {
			VMOVUPS(v, Mem{Base: l.pack, Disp: j * l.bytes()})
		}
	}
	for i := range l.height {
		e := l.elements[i%len(l.elements)]
		VBROADCASTSS(l.elementA(l.rows, i), e)
		for j, v := range l.vectorsB {
			VFMADD231PS(v, e, l.sums[i*l.vectors+j])
		}
	}
	for _, r := range l.rows {
		ADDQ(l.colA, r)
	}
}
