package kernel

// A span is some successive windows along an axis that have the same taps inside the image: all
// taps, but for a few windows at the edges.
type span struct {
	first, end int // windows
	low, high  int // taps
}

func (s span) windows() int { return s.end - s.first }
func (s span) taps() int    { return s.high - s.low }

// spans appends the spans along an axis of some pixels to dst.
func (c Conv) spans(dst []span, pixels int) []span {
	for u := range c.windows(pixels) {
		from := u*c.Stride - c.Pad
		low := min(max(0, -from), c.Kernel)
		high := max(low, min(c.Kernel, pixels-from))
		if last := len(dst) - 1; last >= 0 && dst[last].low == low && dst[last].high == high {
			dst[last].end++
			continue
		}
		dst = append(dst, span{u, u + 1, low, high})
	}
	return dst
}

// A region is the windows of an image in a span of rows and one of columns. They are alike, and
// their columns have no element outside the image.
type region struct {
	*convolution
	rows, cols span
	weights    []float32 // w of its taps: (size, Out), or (Out, size) for Adjoint
}

// run returns the number of elements of a row of taps.
func (r *region) run() int { return r.cols.taps() * r.C }

// size returns the number of elements of a window inside the image.
func (r *region) size() int { return r.rows.taps() * r.run() }

// pieces returns in how many pieces the weights of its taps lie in w, and how many rows of w (taps
// and channels) a piece has: all in one if no column of taps is missing.
func (r *region) pieces() (n, rows int) {
	if r.cols.taps() == r.Kernel {
		return 1, r.size()
	}
	return r.rows.taps(), r.run()
}

// piece returns piece i of w.
func (r *region) piece(w []float32, i, rows int) []float32 {
	return w[((r.rows.low+i)*r.Kernel+r.cols.low)*r.C*r.Out:][:rows*r.Out]
}

// gather returns w of the region's taps (size, Out), and may use the room of dst.
func (r *region) gather(dst, w []float32) []float32 {
	n, rows := r.pieces()
	if n == 1 {
		return r.piece(w, 0, rows)
	}
	for i := range n {
		copy(row(dst, i, rows*r.Out), r.piece(w, i, rows))
	}
	return dst[:r.size()*r.Out]
}

// transpose returns wᵀ (Out, size) in the room of dst, which takes a vector more. (The product can
// read w as it lies, but would give a row other bits in plain Go if there were more rows.)
func (r *region) transpose(dst, w []float32) []float32 {
	e, size := engines[level], r.size()
	if e == nil {
		for i, v := range w {
			dst[i%r.Out*size+i/r.Out] = v
		}
		return dst[:len(w)]
	}
	whole := size / e.lanes * e.lanes // what is written behind the others is overwritten by these
	e.transposeTo(dst[whole:], w[whole*r.Out:], size, r.Out, size-whole, r.Out)
	e.transposeTo(dst, w, size, r.Out, whole, r.Out)
	return dst[:len(w)]
}
