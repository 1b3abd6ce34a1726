package kernel

// ColumnSquares sets dst (rows, cols) to Σ_i y[r, i, c]², for y (rows, depth, cols).
func ColumnSquares(dst, y []float32, rows, depth, cols int) {
	need("ColumnSquares' dst", len(dst), rows*cols)
	need("ColumnSquares' y", len(y), rows*depth*cols)
	if depth == 0 {
		clear(dst)
		return
	}
	o := operands{dst: dst, x: y, cols: cols, k: depth}
	share(rows, depth*cols, o, func(o operands, low, high int) {
		for r := low; r < high; r++ {
			columnSquares(row(o.dst, r, o.cols), row(o.x, r, o.k*o.cols))
		}
	})
}
