package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// tile generates the next rows of a panel, as many as height says, and moves dst, init, a and rows
// on. With packing, it copies the rows of b that it reads.
func (p panelArgs) tile(height int, packing bool) {
	name := fmt.Sprint(height)
	if packing {
		name += "pack"
	}
	sums := p.newVectors(height * p.vectors)
	p.beginSums(sums, height, name)
	if p.fetchDst {
		p.fetchNextTile(height)
	}
	p.addProducts(sums, height, packing, name)
	p.addInit(sums, height, name)

	unless("relu", "store"+name)
	floor := p.vector()
	zero(floor)
	for _, s := range sums {
		VMAXPS(s, floor, s) // of NaN and zero, NaN: the first operand in Go's order
	}
	Label("store" + name)
	p.storeSums(sums, height, name)
	if height == p.heights[0] {
		ADDQ(p.tileA, p.a)
	} else {
		for range height {
			ADDQ(p.rowA, p.a)
		}
	}
	SUBQ(Imm(uint64(height)), p.rows)
}

// unless jumps to a label if an argument of the function is false.
func unless(flag, label string) {
	set := GP8()
	Load(Param(flag), set)
	TESTB(set, set)
	JZ(LabelRef(label))
}

// beginSums sets sums to a tile of init, row after row, or to zeros if init is added later.
func (p panelArgs) beginSums(sums []reg.VecVirtual, height int, name string) {
	unless("apart", "init"+name)
	for _, s := range sums {
		zero(s)
	}
	JMP(LabelRef("begun" + name))
	Label("init" + name)
	p.eachOfInit(height, func(i int, from Mem, masked bool) { p.load(masked, from, sums[i]) })
	Label("begun" + name)
}

// addInit adds a tile of init to sums that began with zeros.
func (p panelArgs) addInit(sums []reg.VecVirtual, height int, name string) {
	unless("apart", "summed"+name)
	v := p.vector()
	p.eachOfInit(height, func(i int, from Mem, masked bool) {
		p.load(masked, from, v)
		VADDPS(v, sums[i], sums[i])
	})
	Label("summed" + name)
}

// eachOfInit calls do for each vector of a tile of init, row after row, and moves init on.
func (p panelArgs) eachOfInit(height int, do func(i int, from Mem, masked bool)) {
	row := distance("ldInit")
	for i := range height {
		for j := range p.vectors {
			do(i*p.vectors+j, Mem{Base: p.init, Disp: j * p.bytes()}, p.last(j))
		}
		ADDQ(row, p.init)
	}
}

// fetchNextTile brings the next tile of dst into the first-level cache while this one is at work:
// its sums begin there, unless k does.
func (p panelArgs) fetchNextTile(height int) {
	row, next := distance("ldDst"), GP64()
	IMUL3Q(U32(height), row, next)
	ADDQ(p.dst, next)
	for range height {
		PREFETCHT0(Mem{Base: next})
		PREFETCHT0(Mem{Base: next, Disp: p.vectors*p.bytes() - 4})
		ADDQ(row, next)
	}
}

// storeSums stores a tile of dst.
func (p panelArgs) storeSums(sums []reg.VecVirtual, height int, name string) {
	if p.maskedStoresCost {
		tail := GP64()
		Load(Param("tail"), tail)
		CMPQ(tail, Imm(uint64(p.lanes)))
		JNE(LabelRef("tail" + name))
		p.storeRows(sums, height, false)
		JMP(LabelRef("stored" + name))
		Label("tail" + name)
	}
	p.storeRows(sums, height, true)
	Label("stored" + name)
}

// storeRows stores the rows of a tile, with a mask for the last vector of each or without.
func (p panelArgs) storeRows(sums []reg.VecVirtual, height int, masked bool) {
	row := distance("ldDst")
	for i := range height {
		for j := range p.vectors {
			p.store(masked && p.last(j), sums[i*p.vectors+j], Mem{Base: p.dst, Disp: j * p.bytes()})
		}
		ADDQ(row, p.dst)
	}
}

// last reports whether the vector numbered j is a row's last, which has a mask.
func (p panelArgs) last(j int) bool { return j == p.vectors-1 }

// nextLines returns where a tile begins to fetch what the next panel needs. In every fourth step it
// fetches a line of every fourth row, so that fetching does not hold up the tile's own loads; while
// rows counts down by 128, four lines of each row are fetched.
func (p panelArgs) nextLines() reg.GPVirtual {
	row, line := GP64(), GP64()
	MOVQ(p.rows, line)
	SHRQ(Imm(3), line)
	MOVQ(line, row)
	ANDQ(Imm(3), row)
	IMULQ(p.rowNext, row)
	SHLQ(Imm(4), line)
	ANDQ(Imm(3<<6), line)
	ADDQ(row, line)
	ADDQ(NewParamAddr("next", nextOffset), line)
	return line
}

// rowPointers returns pointers to every fourth row of a.
func (p panelArgs) rowPointers(height int) []reg.GPVirtual {
	first := GP64()
	MOVQ(p.a, first)
	rows := []reg.GPVirtual{first}
	for i := 4; i < height; i += 4 {
		next := GP64()
		LEAQ(Mem{Base: rows[len(rows)-1], Index: p.rowA, Scale: 4}, next)
		rows = append(rows, next)
	}
	return rows
}

// elementA returns the place of row i's current element.
func (p panelArgs) elementA(rows []reg.GPVirtual, i int) Mem {
	switch m := (Mem{Base: rows[i/4]}); i % 4 {
	case 1:
		return m.Idx(p.rowA, 1)
	case 2:
		return m.Idx(p.rowA, 2)
	case 3:
		return m.Idx(p.rowA3, 1)
	default:
		return m
	}
}
