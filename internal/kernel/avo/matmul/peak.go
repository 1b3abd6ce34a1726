package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
)

// independent is the number of multiply-adds that do not wait for each other: two start per cycle
// and take four cycles, five on some processors.
const independent = 12

// peak generates a function that does nothing but multiply-adds in registers.
func peak(s simd) {
	TEXT("peak"+s.suffix, NOSPLIT, "func(n int)")
	document("peak"+s.suffix, "runs n rounds of 12 vector multiply-adds, none of which waits for memory.")
	n := argument("n")
	x, sums := s.vector(), s.newVectors(independent)
	zero(x)
	for _, v := range sums {
		zero(v)
	}
	Label("round")
	for _, v := range sums {
		VFMADD231PS(x, x, v)
	}
	DECQ(n)
	JNZ(LabelRef("round"))
	VZEROUPPER()
	RET()
}
