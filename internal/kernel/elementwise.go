package kernel

// Logistic sets dst = 1 / (1 + exp −x), element by element. dst may be x.
func Logistic(dst, x []float32) {
	need("Logistic's dst", len(dst), len(x))
	share(len(x), 1, operands{dst: dst, x: x}, func(o operands, low, high int) {
		logistic(o.dst[low:high], o.x[low:high])
	})
}

// ScaleRows sets dst[r, c] = scale[r] · src[r, c]. dst and src are (rows, cols), scale (rows). dst
// may be src.
func ScaleRows(dst, src, scale []float32, rows, cols int) {
	need("ScaleRows' dst", len(dst), rows*cols)
	need("ScaleRows' src", len(src), rows*cols)
	need("ScaleRows' scale", len(scale), rows)
	o := operands{dst: dst, x: src, y: scale, cols: cols}
	share(rows, cols, o, func(o operands, low, high int) {
		for r := low; r < high; r++ {
			multiply(row(o.dst, r, o.cols), row(o.x, r, o.cols), o.y[r])
		}
	})
}

// row returns row r of a matrix with cols columns.
func row(matrix []float32, r, cols int) []float32 {
	return matrix[r*cols : (r+1)*cols]
}

// Add sets dst to x + y.
func Add(dst, x, y []float32) {
	need("Add's x", len(x), len(dst))
	need("Add's y", len(y), len(dst))
	share(len(dst), 1, operands{dst: dst, x: x, y: y}, func(o operands, low, high int) {
		dst, x, y := o.dst[low:high], o.x[low:high], o.y[low:high]
		for i := range dst {
			dst[i] = x[i] + y[i]
		}
	})
}

// Accumulate adds x to dst, in vectors: dst and x are as long.
func Accumulate(dst, x []float32) {
	need("Accumulate's x", len(x), len(dst))
	share(len(dst), 1, operands{dst: dst, x: x}, func(o operands, low, high int) {
		addWindows(o.dst[low:high], o.x[low:high], 1, 1, high-low, 0, 0)
	})
}
