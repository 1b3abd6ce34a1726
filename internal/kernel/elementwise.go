package kernel

// Logistic sets dst = 1 / (1 + exp −x), element by element. dst may be x.
func Logistic(dst, x []float32) {
	need("Logistic's dst", len(dst), len(x))
	share(len(x), 1, operands{dst: dst, x: x}, func(o operands, low, high int) {
		logistic(o.dst[low:high], o.x[low:high])
	})
}

// Bernoulli sets logProb (rows) to the Bernoulli log-likelihood of a row of x given
// each row of logits, summed over the columns in float64, in nats:
//
//	Σ_c x·l − log(1 + exp l)
//
// and residual (rows, cols) to its gradient with respect to the logits, x − σ(l).
// residual may be nil where no gradient is wanted. logits is (rows, cols), x is
// (rows/draws, cols): each of its rows belongs to draws successive rows of logits.
func Bernoulli(logProb, residual, x, logits []float32, rows, cols int) {
	need("Bernoulli's logProb", len(logProb), rows)
	draws := max(1, rows*cols/max(1, len(x)))
	need("Bernoulli's x", len(x)*draws, rows*cols)
	need("Bernoulli's logits", len(logits), rows*cols)
	if residual != nil {
		need("Bernoulli's residual", len(residual), rows*cols)
	}
	o := operands{dst: logProb, dst2: residual, x: x, y: logits, cols: cols, draws: draws}
	share(rows, cols, o, func(o operands, low, high int) {
		for r := low; r < high; r++ {
			var residual []float32
			if o.dst2 != nil {
				residual = row(o.dst2, r, o.cols)
			}
			o.dst[r] = float32(bernoulli(residual, row(o.x, r/o.draws, o.cols), row(o.y, r, o.cols)))
		}
	})
}

// ScaleRows sets dst[r, c] = scale[r] · src[r, c]. dst and src are (rows, cols),
// scale (rows). dst may be src.
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
