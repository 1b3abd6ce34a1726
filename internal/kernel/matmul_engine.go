package kernel

// An engine computes blocks of matrix products with one set of vector instructions. Its functions
// are documented where they are generated, in avo/matmul.
type engine struct {
	lanes     int         // float32s in a vector
	height    int         // rows of the tallest tile
	panels    []panelFunc // by width: one vector, two vectors, …
	depth     int         // most rows of a panel of b to go through at a time
	cached    int         // most elements of a to leave where they lie while panels pass
	transpose func(dst, src *float32, ldDst, ldSrc, rows, k int)
	copyTiles func(dst, src *float32, tile, ldSrc, k int) // copies line rows
	peak      func(rounds int)                            // twelve vector multiply-adds each
}

type panelFunc func(dst, init, a, b, pack, next *float32,
	ldDst, ldInit, rowA, colA, tileA, ldB, ldNext, rows, k, tail int, apart, relu bool)

// A block is some rows of one panel of dst = init + a·b, where a has k columns.
type block struct {
	dst, init, a, b []float32
	pack            []float32 // where several tiles find b; nil: where it lies
	next            []float32 // what to bring nearer meanwhile

	ldDst, ldInit, ldB, ldNext int  // elements from row to row
	rowA, colA, tileA          int  // element (i, p) of tile t of a lies at i·rowA + p·colA + t·tileA
	rows, cols, k              int  // dst is (rows, cols), a (rows, k)
	apart                      bool // whether init is added to a·b, instead of beginning its sums
	relu                       bool // whether negative results become zero
}

// width returns the number of columns of the widest panel.
func (e *engine) width() int { return len(e.panels) * e.lanes }

// vectors returns the number of vectors that hold cols columns.
func (e *engine) vectors(cols int) int { return ceilDiv(cols, e.lanes) }

// compute computes a block.
func (e *engine) compute(x block) {
	var pack *float32
	if x.pack != nil && x.rows >= e.height {
		pack = &x.pack[0]
	}
	last := e.vectors(x.cols) - 1
	e.panels[last](&x.dst[0], &x.init[0], &x.a[0], &x.b[0], pack, &x.next[0],
		x.ldDst, x.ldInit, x.rowA, x.colA, x.tileA, x.ldB, x.ldNext, x.rows, x.k, x.cols-last*e.lanes, x.apart, x.relu)
}

// transposeTo sets the first cols columns of dst (k, ·) to the rows of src (cols, ·). Rows are
// ldDst and ldSrc elements apart. Behind a row of dst it may write up to a whole vector, but not
// into the rows before.
func (e *engine) transposeTo(dst, src []float32, ldDst, ldSrc, cols, k int) {
	done := 0
	if k >= 4 {
		done = cols &^ 3
	}
	for c := 0; c < done; c += e.lanes {
		e.transpose(&dst[c], &src[c*ldSrc], ldDst, ldSrc, min(e.lanes, done-c), k)
	}
	for c := done; c < cols; c++ {
		for p := range k {
			dst[p*ldDst+c] = src[c*ldSrc+p]
		}
	}
}
