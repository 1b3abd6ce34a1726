package kernel

// A task computes some rows of some panels of a product: for every depth of a and b, block of rows
// after block, and for each of these panel after panel, so that the second-level cache keeps the
// block of a and the panel of b. (With AVX-512 the first-level cache keeps that panel. With AVX2
// its rows come from the second level in time.)
type task struct {
	*product
	top, bottom int       // its rows
	strip       int       // its place among the tasks beside it
	first, last int       // its panels, but for the last
	packs       []float32 // its panels of b, packed by the first block, side by side
}

// packsOfTasks are kept from task to task.
var packsOfTasks = shelf[[]float32]{create: func() *[]float32 { return new([]float32) }}

// zeros is a row of a panel to begin sums with.
var zeros [maxPanel]float32

// runTask runs task i.
func (p *product) runTask(i int) {
	packs := packsOfTasks.take()
	defer packsOfTasks.put(packs)
	*packs = grow(*packs, p.perStrip*p.packSize())
	t := task{product: p, packs: *packs}
	t.top = i / p.strips * p.taskRows
	t.bottom = min(t.top+p.taskRows, p.m)
	t.strip = i % p.strips
	t.first, t.last = p.firstOf(t.strip), p.firstOf(t.strip+1)
	for k := 0; k < p.k; k += p.depth {
		for row := t.top; row < t.bottom; row += p.blockRows {
			for panel := t.first; panel < t.last; panel++ {
				p.engine.compute(t.block(row, panel, k, min(k+p.depth, p.k)))
			}
		}
	}
}

// packSize returns how many elements the packed rows of a panel take.
func (p *product) packSize() int { return p.depth * p.engine.width() }

// block returns the block of a panel that begins at a row and adds the products of columns k up to
// end of a, with its rows of b packed or about to be.
func (t *task) block(row, panel, k, end int) block {
	e := t.engine
	col, right := t.columns(panel)
	x := block{
		dst: t.dst[row*t.ldDst+col:], init: zeros[:], ldDst: t.ldDst,
		a: t.fromA(row, k), rowA: t.rowA, colA: t.colA, tileA: e.height * t.rowA,
		rows: min(t.blockRows, t.bottom-row), cols: right - col, k: end - k,
		apart: t.fine && (k > 0 || t.onto), relu: t.relu && end == t.k,
		next: zeros[:],
	}
	if t.inTiles {
		x.rowA, x.colA, x.tileA = 1, e.height, t.tileSize()
	}
	switch {
	case k > 0 || t.onto:
		x.init, x.ldInit = x.dst, t.ldDst
	case t.bias != nil:
		x.init = t.bias[col:]
	}
	t.packed(&x, row, panel, k)
	return x
}

// packed sets what a block reads of b: the packed panel, or with the first block of rows the panel
// as it lies in b, to be packed; meanwhile the next one is fetched.
func (t *task) packed(x *block, row, panel, k int) {
	e := t.engine
	col, _ := t.columns(panel)
	pack := t.pack(panel)
	width := e.vectors(x.cols) * e.lanes
	x.b, x.ldB = pack, width
	if row > t.top {
		if panel+1 < t.last {
			x.next, x.ldNext = t.pack(panel+1), e.width() // the last one's rows may be shorter, which does no harm
		}
		return
	}
	x.next, x.ldNext = t.next(panel, k, k+x.k)
	if t.transposed {
		e.transposeTo(pack, t.b[col*t.k+k:], width, t.k, x.cols, x.k)
		return
	}
	x.b, x.ldB, x.pack = t.b[k*t.ldB+col:], t.ldB, pack
}

// pack returns where the task keeps a panel, packed.
func (t *task) pack(panel int) []float32 {
	return t.packs[(panel-t.first)*t.packSize():][:t.packSize()]
}

// next returns what the tiles that work on rows from up to to of a panel of b may fetch meanwhile,
// as rows of 256 bytes, and the distance of these: the task's next panel, or its first panel's next
// rows, or the panel of another task.
func (t *task) next(panel, from, to int) ([]float32, int) {
	row := from
	switch {
	case t.transposed && t.perStrip == 1:
		panel = t.firstOf(t.strip + t.ahead)
	case panel+1 < t.last:
		panel++
	case to < t.k:
		panel, row = t.first, to
	default:
		panel, row = t.firstOf(t.strip+t.ahead), 0
	}
	col := panel * t.engine.width()
	switch {
	case t.k*t.n < minFetched || col >= t.n:
		return zeros[:], 0
	case !t.transposed:
		return t.b[row*t.ldB+col:], t.ldB
	case t.perStrip == 1: // the panel lies in one piece: fetch it while all of b's rows pass
		return t.b[min(col*t.k+row*64, len(t.b)-1):], 64
	default:
		return t.b[col*t.k:], 64
	}
}
