package kernel

import (
	"runtime"
	"sync"
)

// A tiling says how a product is divided into tasks. Panels of b are packed by the
// tasks, each its own: that costs less than to wait for each other.
type tiling struct {
	panels   int  // in a row of tasks
	taskRows int  // rows of a task
	ahead    int  // columns from a task to the next that the same core will take, as like as not
	inTiles  bool // whether a is rearranged, tile after tile, before it is used
}

const (
	// maxDepth is how many rows of a panel of b are used at a time: 48 KiB at most,
	// which the first or second-level cache keeps while all tiles of the task pass
	// over it. Measured, anything from 160 to 384 is about as fast.
	maxDepth = 256
	// maxPanel is the widest panel of any engine.
	maxPanel = 48
	// maxTaskA is how much of a, in elements, the tasks of one row of panels read
	// again and again: half of a second-level cache of 2 MiB. A larger a is
	// rearranged first, so that a tile's elements lie side by side, if minReads
	// panels will repay the work.
	maxTaskA = 256 << 10
	minReads = 6
	// minFetched is the size of b, in elements, from which on it pays to fetch it
	// from memory ahead of its use.
	minFetched = 128 << 10
	// tasksPerCore makes tasks so small that cores finish at about the same time.
	tasksPerCore = 4
)

// packs hold panels of b.
var packs = sync.Pool{New: func() any { return new([maxDepth * maxPanel]float32) }}

// zeros is a row of a panel to begin sums with.
var zeros [maxPanel]float32

// split chooses the tasks.
func (p *product) split() {
	procs := runtime.GOMAXPROCS(0)
	p.panels = ceilDiv(p.n, p.engine.width())
	p.ahead = procs * p.engine.width()
	p.inTiles = p.m*p.k > maxTaskA && p.panels >= minReads

	parts := ceilDiv(p.m*p.k, maxTaskA)
	if procs > 1 {
		parts = max(parts, ceilDiv(procs*tasksPerCore, p.panels))
	}
	height := p.engine.height
	p.taskRows = ceilDiv(ceilDiv(p.m, parts), height) * height
}

// tasks returns the number of tasks.
func (p *product) tasks() int { return p.panels * ceilDiv(p.m, p.taskRows) }

// runTask runs task i: some rows of one panel, by and by over all of k.
func (p *product) runTask(i int) {
	e, pack := p.engine, packs.Get().(*[maxDepth * maxPanel]float32)
	defer packs.Put(pack)
	row := i / p.panels * p.taskRows
	col, end := p.columns(i % p.panels)
	x := p.firstBlock(row, col, end)
	width := e.vectors(x.cols) * e.lanes
	depth := ceilDiv(p.k, ceilDiv(p.k, maxDepth))
	for k := 0; k < p.k; k += depth {
		x.k = min(depth, p.k-k)
		x.relu = p.relu && k+x.k == p.k
		x.next, x.ldNext = p.next(col, k, k+x.k)
		if p.transposed {
			e.transposeTo(pack[:], p.b[col*p.k+k:], width, p.k, x.cols, x.k)
			x.b, x.ldB = pack[:], width
		} else {
			x.b, x.ldB, x.pack = p.b[k*p.n+col:], p.n, pack[:]
		}
		x.a = p.fromA(row, k)
		e.compute(x)
		x.init, x.ldInit = x.dst, p.n
	}
}

// columns returns where a panel begins and ends. A last panel of one vector, which would
// leave most registers idle, gets a second one from the panel before it.
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

// firstBlock returns the first block of the task that begins at row and takes the
// columns from col to end, but for what changes with k.
func (p *product) firstBlock(row, col, end int) block {
	x := block{
		dst: p.dst[row*p.n+col:], init: zeros[:], ldDst: p.n,
		rowA: p.rowA, colA: p.colA, tileA: p.engine.height * p.rowA,
		rows: min(p.taskRows, p.m-row), cols: end - col,
	}
	if p.bias != nil {
		x.init = p.bias[col:]
	}
	if p.inTiles {
		x.rowA, x.colA, x.tileA = 1, p.engine.height, p.tileSize()
	}
	return x
}

// fromA returns a, from the given row, the first of a tile, and column on.
func (p *product) fromA(row, k int) []float32 {
	if p.inTiles {
		height := p.engine.height
		return p.tiles[row/height*p.tileSize()+k*height:]
	}
	return p.a[row*p.rowA+k*p.colA:]
}

// next returns what the tiles that work on rows from up to to of the panel of b at
// column col may fetch meanwhile, as rows of 256 bytes, and the distance of these:
// the panel's next rows, or the next panel.
func (p *product) next(col, from, to int) ([]float32, int) {
	ahead := col + p.ahead
	switch {
	case p.k*p.n < minFetched:
	case p.transposed && ahead < p.n: // a panel lies in one piece
		return p.b[min(ahead*p.k+from*64, len(p.b)-1):], 64
	case !p.transposed && to < p.k:
		return p.b[to*p.n+col:], p.n
	case !p.transposed && ahead < p.n:
		return p.b[ahead:], p.n
	}
	return zeros[:], 0
}

// tileSize returns how much room a tile of a takes: its columns, and another for
// what transposeTo writes behind them.
func (p *product) tileSize() int { return p.engine.height * (p.k + 1) }

// toTile copies tile i of a to its place, column by column.
func (p *product) toTile(i int) {
	height := p.engine.height
	row := i * height
	rows := min(height, p.m-row)
	tile := p.tiles[i*p.tileSize():][:p.tileSize()]
	if p.colA == 1 {
		p.engine.transposeTo(tile, p.a[row*p.rowA:], height, p.rowA, rows, p.k)
		return
	}
	for k := range p.k {
		copy(tile[k*height:], p.a[k*p.colA+row:][:rows])
	}
}
