package kernel

// A tiling says how a product is divided into tasks, and in which order a task goes through its
// part of a and b.
type tiling struct {
	panels    int  // of b
	strips    int  // tasks beside each other
	perStrip  int  // panels of a task, at most
	taskRows  int  // rows of a task
	blockRows int  // rows whose elements of a stay in the cache while panels pass
	depth     int  // columns of a, and rows of b, to go through at a time: a chain, if sums are fine
	inTiles   bool // whether a is rearranged, tile after tile, before it is used
	ahead     int  // strips from one to that which the core will take next, as like as not
}

const (
	// maxPanel is the widest panel of any engine.
	maxPanel = 48
	// line is how many elements a cache line holds.
	line = 16
	// minReads is how many panels repay it to rearrange an a that the cache does not keep, and
	// manyReads how many an a of more than half that size whose rows lie in columns. Measured with
	// AVX2.
	minReads, manyReads = 6, 32
	// minFetched is the size of b, in elements, from which on it pays to fetch it from memory ahead
	// of its use.
	minFetched = 128 << 10
	// tasksPerCore makes tasks so small that cores finish at about the same time.
	tasksPerCore = 4
)

// split chooses the tasks. Where the cache keeps all of a, a task is a panel. Otherwise it is as
// many as there are tasks to share them: they all pass over the same block of a before the next
// one's turn comes.
func (p *product) split() {
	e, procs := p.engine, cores()
	large := p.m*p.k > e.cached
	p.panels = ceilDiv(p.n, e.width())
	p.depth = equalPart(p.k, e.depth)
	if p.fine {
		p.depth = equalPart(p.k, fineChain)
	}
	repaid := large && p.panels >= minReads || p.colA > 1 && p.m*p.k > e.cached/2 && p.panels >= manyReads
	p.inTiles = repaid && p.scattered()
	tasks := 1
	if procs > 1 {
		tasks = procs * tasksPerCore
	}
	p.strips = p.panels
	if large {
		p.strips = min(p.panels, tasks)
	}
	p.perStrip = ceilDiv(p.panels, p.strips)
	p.ahead = procs
	p.taskRows = p.rowsOfPart(ceilDiv(tasks, p.strips))
	p.blockRows = min(p.taskRows, p.rowsOfPart(ceilDiv(p.m*p.depth, e.cached)))
}

// firstOf returns the first panel of a strip. The first strips are the widest, since cores finish
// at about the same time if the last tasks are small.
func (p *product) firstOf(strip int) int { return ceilDiv(strip*p.panels, p.strips) }

// scattered reports whether the elements of a that a block of rows needs at a time lie in pieces,
// between others. Those of a chain do no harm: rearranging them was measured to take layers of 784
// to 4096 inputs up to a sixth longer.
func (p *product) scattered() bool { return p.colA > 1 || p.depth < p.k && !p.fine }

// rowsOfPart returns the rows of each of some parts of dst, in whole tiles.
func (p *product) rowsOfPart(parts int) int {
	height := p.engine.height
	return ceilDiv(ceilDiv(p.m, parts), height) * height
}

// tasks returns the number of tasks.
func (p *product) tasks() int { return p.strips * ceilDiv(p.m, p.taskRows) }

// columns returns where a panel begins and ends. A last panel of one vector, which would leave most
// registers idle, gets a second one from the panel before it.
func (p *product) columns(panel int) (from, to int) {
	width, lanes := p.engine.width(), p.engine.lanes
	from, to = panel*width, min((panel+1)*width, p.n)
	narrow := p.panels > 1 && p.n-(p.panels-1)*width <= lanes && width > 2*lanes
	switch {
	case narrow && panel == p.panels-2:
		to -= lanes
	case narrow && panel == p.panels-1:
		from -= lanes
	}
	return from, to
}

// fromA returns a, from the given row, the first of a tile, and column on.
func (p *product) fromA(row, k int) []float32 {
	if p.inTiles {
		height := p.engine.height
		return p.tiles[row/height*p.tileSize()+k*height:]
	}
	return p.a[row*p.rowA+k*p.colA:]
}

// tileSize returns how much room a tile of a takes: its columns, and more for what transposeTo
// writes behind them.
func (p *product) tileSize() int { return p.engine.height*p.k + p.engine.lanes }

// toTiles copies the tiles of rows i·line to (i+1)·line of a to their places, column by column.
func (p *product) toTiles(i int) {
	height := p.engine.height
	first, end := i*line, min((i+1)*line, p.m)
	if p.colA > 1 && end-first == line {
		p.engine.copyTiles(&p.fromA(first, 0)[0], &p.a[first], p.tileSize(), p.colA, p.k)
		return
	}
	for row := first; row < end; row += height {
		rows, tile := min(height, end-row), p.fromA(row, 0)
		if p.colA == 1 {
			p.engine.transposeTo(tile, p.a[row*p.rowA:], height, p.rowA, rows, p.k)
			continue
		}
		for k := range p.k {
			copy(tile[k*height:], p.a[k*p.colA+row:][:rows])
		}
	}
}
