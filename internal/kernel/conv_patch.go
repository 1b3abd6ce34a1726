package kernel

// A patch is some rows of windows of a region, of the images of a block, and what lies side by side
// of them: columns, and pixels of y.
type patch struct {
	region
	block     int
	low, high int       // rows of windows, counted from the block's first image on
	columns   []float32 // (windows, size)
	pixels    []float32 // (windows, Out): in y, or beside it
	beside    []float32 // room for them
}

// patches are kept from block to block.
var patches = shelf[patch]{create: func() *patch { return new(patch) }}

// each calls do for patches that together have all windows of a block of images, region by region.
func (j *convolution) each(block int, do func(p *patch)) {
	p := patches.take()
	defer patches.put(p)
	p.block = block
	first, end := j.bounds(block)
	for _, p.region = range j.regions {
		height := (end - first) * p.rows.windows()
		step := max(1, j.kept/(p.cols.windows()*(p.size()+j.Out)))
		for p.low = 0; p.low < height; p.low += step {
			p.high = min(p.low+step, height)
			p.columns = grow(p.columns, p.windows()*p.size())
			p.pixels = p.place()
			do(p)
		}
	}
	p.pixels = nil
}

// windows returns the number of windows.
func (p *patch) windows() int { return (p.high - p.low) * p.cols.windows() }

// inPlace reports whether the pixels lie in y side by side: all windows of an image are alike.
func (p *patch) inPlace() bool { return len(p.regions) == 1 }

// place returns where the pixels are while they are worked on.
func (p *patch) place() []float32 {
	n := p.windows() * p.Out
	if p.inPlace() {
		image, u := p.of(p.low)
		return p.y[(image*p.OutH()+u)*p.OutW()*p.Out:][:n]
	}
	p.beside = grow(p.beside, n)
	return p.beside
}

// of returns the image of a row of windows, and its row of y.
func (p *patch) of(r int) (image, u int) {
	n := p.rows.windows()
	return p.block*p.perBlock + r/n, p.rows.first + r%n
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
	return y[((image*p.OutH()+u)*p.OutW()+p.cols.first)*p.Out:][:p.cols.windows()*p.Out]
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

// storeY copies the pixels to y and applies the activation of kept ones.
func (p *patch) storeY() {
	for r := p.low; r < p.high; r++ {
		y := p.inY(p.y, r)
		if !p.inPlace() {
			copy(y, row(p.pixels, r-p.low, len(y)))
		}
		if p.result != nil {
			p.act.applyKept(p.inY(p.result, r), y)
		}
	}
}

func (p *patch) forward() {
	p.unfold()
	Dense(p.pixels, nil, p.columns, p.weights, p.bias, p.windows(), p.size(), p.Out, p.first())
	p.storeY()
}

func (p *patch) adjoint() {
	p.loadY()
	product{dst: p.columns, a: p.pixels, b: p.weights, m: p.windows(), n: p.size(), k: p.Out, rowA: p.Out, colA: 1}.compute()
	p.fold()
}

// addWeights adds the products to the block's dw, piece after piece.
func (p *patch) addWeights() {
	p.loadY()
	p.unfold()
	dw := row(p.sums, p.block, len(p.w))
	n, taps := p.pieces()
	x := product{b: p.pixels, m: taps, n: p.Out, k: p.windows(), rowA: 1, colA: p.size(), onto: true}
	for i := range n {
		x.a, x.dst = p.columns[i*taps:], p.piece(dw, i, taps)
		x.compute()
	}
}
