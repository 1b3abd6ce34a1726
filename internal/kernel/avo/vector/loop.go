package main

import (
	"fmt"
	"strings"

	. "github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/ir"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// function emits the Go function name(params) result in both vector widths, and a choice between
// them by package kernel's variable level (whose values are 0, 1 and 2). Below AVX2 it continues in
// the Go function named name + "Plain".
func function(name, params, result string, body func(v *vector)) {
	TEXT(name, NOSPLIT, "func("+params+") "+result)
	Pragma("noescape")
	Doc(name + " is " + name + "Plain in vectors.")
	CMPQ(symbol("·level"), Imm(1))
	JEQ(LabelRef("avx2"))
	JLT(LabelRef("plain"))
	for _, lanes := range []int{16, 8} {
		if lanes == 8 {
			Label("avx2")
		}
		LDMXCSR(constant(U32(flushDenormals)))
		body(&vector{lanes: lanes})
		LDMXCSR(constant(U32(keepDenormals)))
		VZEROUPPER() // or else all SSE code that follows is very slow
		RET()
	}
	Label("plain")
	Instruction(&ir.Instruction{
		Opcode:     "JMP",
		Operands:   []Op{symbol("·" + name + "Plain")},
		IsTerminal: true,
	})
	plain = append(plain, fmt.Sprintf("func %[1]s(%[2]s) %[3]s { %[4]s%[1]sPlain(%[5]s) }",
		name, params, result, strings.Repeat("return ", min(len(result), 1)), names(params)))
}

// Values of the control register MXCSR. An instruction that meets or makes a denormal number is
// many times slower than others, unless flushDenormals lets it take that for zero. keepDenormals is
// the state that Go programs run in.
const (
	keepDenormals  = 0x1F80                       // all exceptions masked
	flushDenormals = keepDenormals | 1<<15 | 1<<6 // flush to zero, denormals are zeros
)

// plain holds the functions for machines without assembly.
var plain []string

// names strips the types from a list of parameters.
func names(params string) string {
	list := strings.Split(params, ", ")
	for i, p := range list {
		list[i], _, _ = strings.Cut(p, " ")
	}
	return strings.Join(list, ", ")
}

func symbol(name string) Mem { return NewDataAddr(Symbol{Name: name}, 0) }

// each emits body for every whole vector among n elements and, once more, for the elements that are
// left: then the other lanes load zeros and are not stored.
func (v *vector) each(n reg.Register, body func()) {
	v.whole(n, v.lanes, body)
	done := v.label("done")
	left := GP64()
	MOVQ(n, left)
	SUBQ(v.next, left)
	JZ(LabelRef(done))
	v.rest = v.firstLanes(left)
	body()
	v.rest = nil
	Label(done)
}

// whole emits body for every step elements among n, as long as there are so many.
func (v *vector) whole(n reg.Register, step int, body func()) {
	loop, done := v.label("loop"), v.label("whole")
	v.next = GP64()
	XORQ(v.next, v.next)
	end := GP64()
	MOVQ(n, end)
	ANDQ(I32(-step), end)
	JZ(LabelRef(done))
	Label(loop)
	body()
	ADDQ(Imm(uint64(step)), v.next)
	CMPQ(v.next, end)
	JB(LabelRef(loop))
	Label(done)
}

// label returns a label that is new to the function.
func (v *vector) label(name string) string {
	v.labels++
	return fmt.Sprintf("%s%d_%d", name, v.labels, v.lanes)
}

// firstLanes returns the mask of the first n lanes, 0 < n < lanes.
func (v *vector) firstLanes(n reg.GPVirtual) Op {
	if v.zmm() {
		bits := GP64()
		MOVQ(I32(-1), bits)
		BZHIQ(n, bits, bits)
		k := K()
		KMOVW(bits.As32(), k)
		return k
	}
	table := GP64()
	LEAQ(ones(), table)
	NEGQ(n)
	mask := YMM()
	VMOVUPS(Mem{Base: table, Disp: 4 * v.lanes, Index: n, Scale: 4}, mask)
	return mask
}

// ones returns the address of eight lanes of ones and eight of zeros.
func ones() Mem {
	if onesAddress.Base == nil {
		onesAddress = GLOBL("ones", RODATA|NOPTR)
		for i := range 16 {
			DATA(4*i, U32(1<<32-1)*U32(1-i/8))
		}
	}
	return onesAddress
}

var onesAddress Mem

// address returns the register that holds the address of the slice named param.
func address(param string) reg.Register { return Load(Param(param).Base(), GP64()) }

// length returns the register that holds the length of the slice named param.
func length(param string) reg.Register { return Load(Param(param).Len(), GP64()) }

// number returns the parameter of this name, a float32 or uint64, in every lane of its size.
func (v *vector) number(param string) Op {
	p, err := Param(param).Resolve()
	if err != nil {
		panic(err)
	}
	d := v.new()
	if p.Type.String() == "uint64" {
		VPBROADCASTQ(p.Addr, d)
	} else {
		VBROADCASTSS(p.Addr, d)
	}
	return d
}

// at returns the place of the vector at hand in the slice at p.
func (v *vector) at(p reg.Register) Mem { return Mem{Base: p, Index: v.next, Scale: 4} }

// load returns the vector at hand of the slice at p.
func (v *vector) load(p reg.Register) Op {
	d := v.new()
	switch {
	case v.rest == nil:
		VMOVUPS(v.at(p), d)
	case v.zmm():
		VMOVUPS_Z(v.at(p), v.rest, d)
	default:
		VMASKMOVPS(v.at(p), v.rest, d)
	}
	return d
}

// store sets the vector at hand of the slice at p to x.
func (v *vector) store(x value, p reg.Register) {
	switch {
	case v.rest == nil:
		VMOVUPS(v.in(x), v.at(p))
	case v.zmm():
		VMOVUPS(v.in(x), v.rest, v.at(p))
	default:
		VMASKMOVPS(v.in(x), v.rest, v.at(p))
	}
}

// alive returns x with zeros in the lanes beyond the end of the slice.
func (v *vector) alive(x Op) Op {
	switch {
	case v.rest == nil:
		return x
	case v.zmm():
		d := v.new()
		VMOVAPS_Z(x, v.rest, d)
		return d
	default:
		return v.and(x, v.rest)
	}
}
