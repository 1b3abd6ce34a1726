package kernel

// Planes sets dst (rows, planes, pixels, channels) to src (rows, pixels, planes, channels).
func Planes(dst, src []float32, rows, planes, pixels, channels int) {
	swap("Planes", dst, src, rows, pixels, planes, channels)
}

// Interleave sets dst (rows, pixels, planes, channels) to src (rows, planes, pixels, channels).
func Interleave(dst, src []float32, rows, planes, pixels, channels int) {
	swap("Interleave", dst, src, rows, planes, pixels, channels)
}

// swap sets dst (rows, b, a, run) to src (rows, a, b, run).
func swap(name string, dst, src []float32, rows, a, b, run int) {
	need(name+"'s dst", len(dst), rows*a*b*run)
	need(name+"'s src", len(src), rows*a*b*run)
	if a == 1 || b == 1 {
		a, b, run = 1, 1, a*b*run
	}
	o := operands{dst: dst, x: src, cols: run, k: a, draws: b}
	share(rows, a*b*run, o, func(o operands, low, high int) {
		a, b, run := o.k, o.draws, o.cols
		for r := low; r < high; r++ {
			dst, src := row(o.dst, r, a*b*run), row(o.x, r, a*b*run)
			for i := range a * b {
				copy(row(dst, i%b*a+i/b, run), row(src, i, run))
			}
		}
	})
}

// AddBias adds bias (cols) to each row of y (rows, cols).
func AddBias(y, bias []float32, rows, cols int) {
	need("AddBias's y", len(y), rows*cols)
	need("AddBias's bias", len(bias), cols)
	share(rows, cols, operands{dst: y, x: bias, cols: cols}, func(o operands, low, high int) {
		for r := low; r < high; r++ {
			Identity.applyRow(row(o.dst, r, o.cols), o.x)
		}
	})
}
