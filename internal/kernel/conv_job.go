package kernel

// A convolution is a call of a method of Conv at work. The windows of x become rows of a matrix,
// the columns (im2col: Chellapilla, Puri & Simard 2006), and the sums a matrix product. Only so
// many rows exist at a time as the cache keeps:
//
//	Forward: columns = windows of x, y = columns · w
//	Adjoint: columns = y · wᵀ, windows of x += columns
//	Weights: columns = windows of x, dw += columnsᵀ · y
//
// A task is a block of images. Its windows are gone through region by region, so that nothing is
// multiplied by the zeros around an image, or where that does not pay, with the zeros in x.
type convolution struct {
	Conv                 // of x
	given      Conv      // of the images
	images     []float32 // x as it is given
	x          []float32 // images, or frames with images inside
	y, w       []float32 // w is Weights' dw
	result     []float32 // act of the images or of y, if these are kept
	act        Activation
	batch      int
	outH, outW int
	perBlock   int // images
	kept       int // elements of columns, and of y beside them, that exist at a time

	regions    []region
	spans      [2][]span // of the regions' rows and columns
	frames     []float32 // (batch, H, W, C)
	transposed []float32 // wᵀ, for Adjoint
	bias       []float32 // for a pixel of y, or for a row of the images
	sums       []float32 // the blocks' dw

	forward, adjoint, gradient func(i int) // compute block i
}

const (
	// keptColumns is how many elements of columns exist at a time on a core, unless there are many
	// weights: half of a second-level cache of 512 KiB. Measured on a Zen 3, where a few more or
	// less make no difference.
	keptColumns = 64 << 10
	// maxGroups is the greatest number of blocks of Weights. It does not depend on the number of
	// cores, so that their sums do not.
	maxGroups = 8
)

// convolutions are kept from call to call.
var convolutions = shelf[convolution]{create: func() *convolution {
	j := new(convolution)
	j.forward, j.adjoint, j.gradient = j.forwardBlock, j.adjointBlock, j.weightsOfBlock
	return j
}}

// begin returns a convolution of the given arrays, whose batch is in some blocks at most.
func (c Conv) begin(x, y, w []float32, batch, blocks int) *convolution {
	j := convolutions.take()
	j.Conv, j.given, j.images, j.x, j.y, j.w, j.batch = c, c, x, x, y, w, batch
	j.outH, j.outW = c.OutH(), c.OutW()
	j.perBlock = max(1, ceilDiv(batch, blocks))
	j.kept = max(keptColumns, 2*len(w)) // all of w passes through the cache each time
	if c.thin() {
		j.enclose()
	}
	j.divide()
	return j
}

// end gives the convolution back.
func (j *convolution) end() {
	j.images, j.x, j.y, j.w, j.result = nil, nil, nil, nil, nil
	convolutions.put(j)
}

// blocks returns the number of blocks.
func (j *convolution) blocks() int { return ceilDiv(j.batch, j.perBlock) }

// transpose sets transposed to wᵀ. (The product can read w as it lies, but would give a row other
// bits in plain Go if there were more rows.)
func (j *convolution) transpose() {
	e, size := engines[level], j.size()
	j.transposed = grow(j.transposed, len(j.w)+maxPanel)
	if e == nil {
		for i, v := range j.w {
			j.transposed[i%j.Out*size+i/j.Out] = v
		}
		return
	}
	whole := size / e.lanes * e.lanes // what is written behind the others is overwritten by these
	e.transposeTo(j.transposed[whole:], j.w[whole*j.Out:], size, j.Out, size-whole, j.Out)
	e.transposeTo(j.transposed, j.w, size, j.Out, whole, j.Out)
}

// before returns the activation of the sums before they are kept.
func (j *convolution) before() Activation {
	if j.result != nil {
		return Identity
	}
	return j.act
}

// bounds returns the images of a block.
func (j *convolution) bounds(block int) (first, end int) {
	return block * j.perBlock, min((block+1)*j.perBlock, j.batch)
}

// ofBlock returns x of a block.
func (j *convolution) ofBlock(block int) []float32 {
	first, end := j.bounds(block)
	return j.x[first*j.H*j.W*j.C : end*j.H*j.W*j.C]
}

// forwardBlock computes Forward of block i.
func (j *convolution) forwardBlock(i int) {
	j.load(i)
	j.each(i, (*patch).forward)
}

// adjointBlock computes Adjoint of block i.
func (j *convolution) adjointBlock(i int) {
	clear(j.ofBlock(i))
	j.each(i, (*patch).adjoint)
	j.store(i)
}

// weightsOfBlock computes the sums of Weights over block i.
func (j *convolution) weightsOfBlock(i int) {
	j.load(i)
	clear(row(j.sums, i, len(j.w)))
	j.each(i, (*patch).addWeights)
}

// addSums sets dw to the sum of the blocks' sums.
func (j *convolution) addSums() {
	share(len(j.w), j.blocks(), operands{dst: j.w, x: j.sums, k: j.blocks()}, func(o operands, low, high int) {
		dst := o.dst[low:high]
		clear(dst)
		for g := range o.k {
			addWindows(dst, row(o.x, g, len(o.dst))[low:high], 1, 1, len(dst), 0, 0)
		}
	})
}
