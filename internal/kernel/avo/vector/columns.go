package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
)

// columnSquares emits dst = Σ_i y[i, c]² for each column c of y, which has at least one row.
func columnSquares() {
	function("columnSquares", "dst, y []float32", "", func(v *vector) {
		n, dst, y, size := length("dst"), address("dst"), address("y"), length("y")
		v.each(n, func() {
			row, left, sum := GP64(), GP64(), v.new()
			MOVQ(y, row)
			MOVQ(size, left)
			VXORPS(sum, sum, sum)
			loop := v.label("rows")
			Label(loop)
			x := v.load(row)
			VFMADD231PS(x, x, sum)
			LEAQ(Mem{Base: row, Index: n, Scale: 4}, row)
			SUBQ(n, left)
			JNZ(LabelRef(loop))
			v.store(sum, dst)
		})
	})
}
