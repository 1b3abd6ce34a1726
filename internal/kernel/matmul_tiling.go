package kernel

import (
	"os"
	"strconv"
	"runtime"
	"sync"
)

// A tiling says how a product is divided into tasks.
type tiling struct {
	panels   int  // in a row of tasks
	taskRows int  // rows of a task
	ahead    int  // columns from a task to the next that the same core will take, as like as not
	inStrips bool // whether a is rearranged, in strips of some rows each, before it is used
}

const (
	// maxDepth is how many rows of a panel of b are used at a time: 48 KiB, which
	// the first-level cache (or nearly, and then the second) keeps while all tiles
	// of the task pass over it.
	maxDepthX = 256
	// maxPanel is the widest panel of any engine.
	maxPanel = 48
	// maxTaskA is how much of a, in elements, the tasks of one row of panels read
	// again and again: half of a second-level cache of 2 MiB. A larger a is
	// rearranged first, if there are minReads panels to repay it.
	maxTaskAX = 256 << 10
	minReads = 6
	// minFetched is the size of b, in elements, from which on it pays to fetch it
	// from memory ahead of its use.
	minFetchedX = 128 << 10
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
	p.inStrips = os.Getenv("NOSTRIP")=="" && p.m*p.k > maxTaskA && p.panels >= minReads

	parts := ceilDiv(p.m*p.k, maxTaskA)
	if procs > 1 {
		parts = max(parts, ceilDiv(procs*tasksPerCore, p.panels))
	}
	unit := p.engine.height
	if p.inStrips {
		unit = p.engine.strip
	}
	p.taskRows = ceilDiv(ceilDiv(p.m, parts), unit) * unit
}

// tasks returns the number of tasks.
func (p *product) tasks() int { return p.panels * ceilDiv(p.m, p.taskRows) }

// runTask runs task i: some rows of one panel, by and by over all of k.
func (p *product) runTask(i int) {
	e, pack := p.engine, packs.Get().(*[maxDepth * maxPanel]float32)
	defer packs.Put(pack)
	row, col := i/p.panels*p.taskRows, i%p.panels*e.width()
	end := min(row+p.taskRows, p.m)
	x := p.firstBlock(col)
	width := e.vectors(x.cols) * e.lanes
	depth := ceilDiv(p.k, ceilDiv(p.k, depthMax))
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
		for r := row; r < end; r += x.rows {
			x.dst = p.dst[r*p.n+col:]
			if k > 0 {
				x.init, x.ldInit = x.dst, p.n
			}
			x.a, x.rows = p.rowsOfA(r, k, end)
			x.phase = (r - row) / e.height
			e.compute(x)
			x.b, x.ldB, x.pack = pack[:], width, nil
		}
	}
}

// firstBlock returns what the blocks of the panel that begins at column col have
// in common, and what the first ones begin with.
func (p *product) firstBlock(col int) block {
	x := block{init: zeros[:], ldDst: p.n, rowA: p.rowA, colA: p.colA, cols: min(p.engine.width(), p.n-col)}
	if p.bias != nil {
		x.init = p.bias[col:]
	}
	if p.inStrips {
		x.rowA, x.colA = 1, p.engine.strip
	}
	return x
}

// rowsOfA returns a, from the given row and column on, and the number of rows, up
// to end, that one block can take.
func (p *product) rowsOfA(row, k, end int) (a []float32, rows int) {
	if p.inStrips {
		return p.strips[row*p.k+k*p.engine.strip:], min(p.engine.strip, end-row)
	}
	return p.a[row*p.rowA+k*p.colA:], end - row
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

// toStrip copies strip i of a to its place: strip by strip, column by column.
func (p *product) toStrip(i int) {
	size := p.engine.strip
	row := i * size
	rows := min(size, p.m-row)
	strip := p.strips[row*p.k:]
	if p.colA == 1 {
		p.engine.transposeTo(strip, p.a[row*p.rowA:], size, p.rowA, rows, p.k)
		return
	}
	for k := range p.k {
		copy(strip[k*size:], p.a[k*p.colA+row:k*p.colA+row+rows])
	}
}

func envInt(n string, d int) int { if v, err := strconv.Atoi(os.Getenv(n)); err == nil { return v }; return d }
var maxTaskA = envInt("TASKA",256<<10)
var depthMax = envInt("DEPTH",256)
var minFetched = envInt("FETCH",128<<10)
const maxDepth = 512
