package kernel

// A convolution is a call of a method of Conv at work. The windows of x become rows of a matrix,
// the columns (im2col: Chellapilla, Puri & Simard 2006), and the sums a matrix product. Only so
// many rows exist at a time as the cache keeps:
//
//	Forward: columns = windows of x, y = columns · w
//	Adjoint: columns = y · wᵀ, windows of x += columns
//	Weights: columns = windows of x, dw += columnsᵀ · y
//
// A task is a block of images or, of Weights, a group of blocks.
type convolution struct {
	Conv
	x, y, w    []float32 // w is Weights' dw
	act        Activation
	batch      int
	outH, outW int
	images     int // of a block
	rows       int // of windows whose columns exist at a time
	groups     int // of Weights: parts of the batch, whose sums are added in the end

	bias                      []float32   // for a pixel of y, or for a row of x
	transposed                []float32   // wᵀ, for Adjoint
	sums                      []float32   // the groups' dw
	forward, adjoint, weights func(i int) // compute block or group i
}

const (
	// keptColumns is how many elements of columns exist at a time on a core, unless there are many
	// weights: half of a second-level cache of 512 KiB. Measured on a Zen 3, where a few more or
	// less make no difference.
	keptColumns = 64 << 10
	// maxGroups is the greatest number of groups of Weights. It does not depend on the number of
	// cores, so that their sums do not.
	maxGroups = 8
)

// convolutions are kept from call to call.
var convolutions = shelf[convolution]{create: func() *convolution {
	j := new(convolution)
	j.forward, j.adjoint, j.weights = j.forwardBlock, j.adjointBlock, j.weightsOfGroup
	return j
}}

// begin returns a convolution of the given arrays. The blocks are as large as the cache allows, but
// no larger than a share of the batch in equal parts.
func (c Conv) begin(x, y, w []float32, batch, parts int) *convolution {
	j := convolutions.take()
	j.Conv, j.x, j.y, j.w, j.batch = c, x, y, w, batch
	j.outH, j.outW = c.OutH(), c.OutW()
	row, height := max(1, j.outW*c.size()), max(1, j.outH)
	kept := max(keptColumns, 2*len(w)) // all of w passes through the cache each time
	j.images = max(1, min(kept/(row*height), ceilDiv(batch, parts)))
	j.rows = height * j.images
	if j.images == 1 {
		j.rows = min(height, max(1, kept/row))
	}
	return j
}

// end gives the convolution back.
func (j *convolution) end() {
	j.x, j.y, j.w = nil, nil, nil
	convolutions.put(j)
}

// blocks returns the number of blocks.
func (j *convolution) blocks() int { return ceilDiv(j.batch, j.images) }

// forwardBlock computes Forward of block i.
func (j *convolution) forwardBlock(i int) {
	f := j.frame(i*j.images, min((i+1)*j.images, j.batch))
	defer frames.put(f)
	f.load(j.x)
	for low := 0; low < f.height; low += j.rows {
		m, columns, y := f.part(low)
		f.unfold(columns, low)
		Dense(y, columns, j.w, j.bias, m, j.size(), j.Out, j.act)
	}
}

// adjointBlock computes Adjoint of block i.
func (j *convolution) adjointBlock(i int) {
	f := j.frame(i*j.images, min((i+1)*j.images, j.batch))
	defer frames.put(f)
	clear(f.pixels)
	for low := 0; low < f.height; low += j.rows {
		m, columns, y := f.part(low)
		product{dst: columns, a: y, b: j.transposed, m: m, n: j.size(), k: j.Out, rowA: j.Out, colA: 1}.compute()
		f.fold(columns, low)
	}
	for x := f.store(j.x); len(x) > 0; x = x[len(j.bias):] {
		j.act.applyRow(x[:len(j.bias)], j.bias)
	}
}

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

// weightsOfGroup computes the sums of Weights over group i.
func (j *convolution) weightsOfGroup(i int) {
	dw := row(j.sums, i, len(j.w))
	clear(dw)
	end := (i + 1) * j.batch / j.groups
	for first := i * j.batch / j.groups; first < end; first += j.images {
		j.weightsOfBlock(dw, first, min(first+j.images, end))
	}
}

// weightsOfBlock adds the products of some images to dw.
func (j *convolution) weightsOfBlock(dw []float32, first, end int) {
	f := j.frame(first, end)
	defer frames.put(f)
	f.load(j.x)
	for low := 0; low < f.height; low += j.rows {
		m, columns, y := f.part(low)
		f.unfold(columns, low)
		product{dst: dw, a: columns, b: y, m: j.size(), n: j.Out, k: m, rowA: 1, colA: j.size(), onto: true}.compute()
	}
}

// addSums sets dw to the sum of the groups' sums.
func (j *convolution) addSums() {
	share(len(j.w), j.groups, operands{dst: j.w, x: j.sums, k: j.groups}, func(o operands, low, high int) {
		dst := o.dst[low:high]
		copy(dst, o.x[low:high])
		for g := 1; g < o.k; g++ {
			addWindows(dst, row(o.x, g, len(o.dst))[low:high], 1, 1, len(dst), 0, 0)
		}
	})
}
