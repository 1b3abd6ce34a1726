package kernel

// A patch is some rows of windows of a region, of the images of a block, and what lies side by side
// of them: columns, and pixels of y.
type patch struct {
	region
	block     int
	first     int       // image
	low, high int       // rows of windows, counted from that image on
	columns   []float32 // (windows, size)
	pixels    []float32 // (windows, Out): in y, or beside it
	beside    []float32 // room for them
}

// patches are kept from block to block.
var patches = shelf[patch]{create: func() *patch { return new(patch) }}

// each calls do for patches that together have all windows of a block. As many images as the cache
// keeps are gone through region by region.
func (j *convolution) each(block int, do func(p *patch)) {
	p := patches.take()
	defer patches.put(p)
	p.block = block
	first, end := j.bounds(block)
	step := max(1, keptColumns/(j.H*j.W*j.C))
	for p.first = first; p.first < end; p.first += step {
		for _, p.region = range j.regions {
			p.each(min(step, end-p.first)*p.rows.windows(), do)
		}
	}
	p.pixels = nil
}

// each calls do for as many of the region's rows of windows at a time as the cache keeps columns.
func (p *patch) each(height int, do func(p *patch)) {
	step := max(1, p.kept/(p.cols.windows()*(p.size()+p.Out)))
	for p.low = 0; p.low < height; p.low += step {
		p.high = min(p.low+step, height)
		p.columns = grow(p.columns, p.windows()*p.size())
		p.pixels = p.place()
		do(p)
	}
}

// windows returns the number of windows.
func (p *patch) windows() int { return (p.high - p.low) * p.cols.windows() }

// inPlace reports whether the pixels lie in y side by side: all windows of an image are alike.
func (p *patch) inPlace() bool { return len(p.regions) == 1 }

// place returns where the pixels are while they are worked on.
func (p *patch) place() []float32 {
	if p.inPlace() {
		return p.all(p.y)
	}
	p.beside = grow(p.beside, p.windows()*p.Out)
	return p.beside
}

// all returns the pixels of y, or of an array of its shape, if they lie side by side.
func (p *patch) all(y []float32) []float32 {
	image, u := p.of(p.low)
	return y[(image*p.outH+u)*p.outW*p.Out:][:p.windows()*p.Out]
}

// of returns the image of a row of windows, and its row of y.
func (p *patch) of(r int) (image, u int) {
	n := p.rows.windows()
	return p.first + r/n, p.rows.first + r%n
}

// inX returns the pixels of x from the first tap of a row of windows on.
func (p *patch) inX(r int) []float32 {
	image, u := p.of(r)
	h, w := u*p.Stride-p.Pad+p.rows.low, p.cols.first*p.Stride-p.Pad+p.cols.low
	return p.x[((image*p.H+h)*p.W+w)*p.C:]
}

// inY returns the pixels of y, or of an array of its shape, that belong to a row of windows.
func (p *patch) inY(y []float32, r int) []float32 {
	image, u := p.of(r)
	return y[((image*p.outH+u)*p.outW+p.cols.first)*p.Out:][:p.cols.windows()*p.Out]
}

// unfold copies the windows to columns.
func (p *patch) unfold() {
	if p.size() == 0 {
		return
	}
	n := p.cols.windows()
	for r := p.low; r < p.high; r++ {
		columns := row(p.columns, r-p.low, n*p.size())
		copyWindows(columns, p.inX(r), n, p.rows.taps(), p.run(), p.Stride*p.C, p.W*p.C)
	}
}

// fold adds columns to the windows.
func (p *patch) fold() {
	if p.size() == 0 {
		return
	}
	n := p.cols.windows()
	for r := p.low; r < p.high; r++ {
		columns := row(p.columns, r-p.low, n*p.size())
		addWindows(p.inX(r), columns, n, p.rows.taps(), p.run(), p.Stride*p.C, p.W*p.C)
	}
}

// loadY copies the pixels from y.
func (p *patch) loadY() {
	if p.inPlace() {
		return
	}
	for r := p.low; r < p.high; r++ {
		y := p.inY(p.y, r)
		copy(row(p.pixels, r-p.low, len(y)), y)
	}
}

// storeY copies the pixels to y, and where these are kept, the activation of them to the result.
func (p *patch) storeY() {
	switch {
	case !p.inPlace():
		p.store(p.y)
		if p.result != nil {
			p.act.applyKept(p.pixels, p.pixels)
			p.store(p.result)
		}
	case p.result != nil:
		p.act.applyKept(p.all(p.result), p.pixels)
	}
}

// store copies the pixels to y, or to an array of its shape.
func (p *patch) store(y []float32) {
	for r := p.low; r < p.high; r++ {
		to := p.inY(y, r)
		copy(to, row(p.pixels, r-p.low, len(to)))
	}
}

// forward computes Forward of the patch, piece after piece of w.
func (p *patch) forward() {
	p.unfold()
	n, rows := p.pieces()
	x := product{dst: p.pixels, m: p.windows(), n: p.Out, k: rows, rowA: p.size(), colA: 1, fine: p.Fine}
	act := p.before()
	inTiles := act == Identity || act == ReLU
	if inTiles {
		x.bias = p.bias
	}
	for i := range n {
		x.a, x.b = p.columns[i*rows:], p.w[p.piece(i)*p.Out:]
		x.relu = act == ReLU && i == n-1
		x.compute()
		x.onto = true
	}
	if !inTiles {
		for i := range p.windows() {
			act.applyRow(row(p.pixels, i, p.Out), p.bias)
		}
	}
	p.storeY()
}

// adjoint computes Adjoint of the patch, piece after piece of w.
func (p *patch) adjoint() {
	p.loadY()
	n, rows := p.pieces()
	x := product{a: p.pixels, m: p.windows(), n: rows, k: p.Out, rowA: p.Out, colA: 1, fine: p.Fine}
	x.ldDst, x.ldB = p.size(), p.Conv.size()
	for i := range n {
		x.dst, x.b = p.columns[i*rows:], p.transposed[p.piece(i):]
		x.compute()
	}
	p.fold()
}

// addWeights adds the products to the block's dw, piece after piece.
func (p *patch) addWeights() {
	p.loadY()
	p.unfold()
	dw := row(p.sums, p.block, len(p.w))
	n, rows := p.pieces()
	x := product{b: p.pixels, m: rows, n: p.Out, k: p.windows(), rowA: 1, colA: p.size(), onto: true}
	for i := range n {
		x.a, x.dst = p.columns[i*rows:], dw[p.piece(i)*p.Out:]
		x.compute()
	}
}
