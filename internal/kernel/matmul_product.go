package kernel

import (
	"cmp"
	"sync"
)

// A product is a matrix product at work: dst (m, n) = a·b, and what Dense adds to it. Its columns
// are computed in panels, as wide as the engine's widest tile, and a task is some rows of one
// panel.
//
// Whatever the tasks are, and the tiles inside them, every element of dst is the same chain of
// fused multiply-adds: it begins with the bias, zero or what it was, and takes the products in the
// order of k. A fine product has several chains, of at most fineChain products, whose lengths
// depend on k alone: those after the first, and all that are added onto dst, begin with zero, and
// are added one after the other. So neither the number of cores nor the other rows of a batch change
// a bit of it.
type product struct {
	engine     *engine
	dst, a, b  []float32
	bias       []float32 // (n) to begin the sums with, or nil: zeros
	relu       bool      // whether negative results become zero
	m, n, k    int
	rowA, colA int  // element (i, p) of a lies at i·rowA + p·colA
	ldDst, ldB int  // elements from row to row of dst, and of b if it is not transposed; zero: n
	transposed bool // b is (n, k) instead of (k, n)
	onto       bool // the sums begin with what dst holds
	fine       bool // the sums err less: see fineChain
	tiling
	workspace
}

// A workspace is what a product needs and keeps from call to call, so that it allocates nothing.
type workspace struct {
	tiles     []float32   // a, rearranged
	rearrange func(i int) // the product's toTiles
	run       func(i int) // the product's runTask
}

var products = sync.Pool{New: func() any {
	p := new(product)
	p.rearrange, p.run = p.toTiles, p.runTask
	return p
}}

// minShared is the number of multiply-adds below which sharing the work among cores costs more than
// it saves: some four microseconds of one core.
const minShared = 400_000

// fineChain is the most products in a chain of a fine product. A chain rounds what it has added up
// so far at every step, so that its error grows like its length k, and that of several chains of
// one length like √k: it is two and a half times smaller for 784 products, and 4.5 times for 3136.
const fineChain = 128

// compute computes p, whose slices must have the right lengths.
func (p product) compute() {
	p.ldDst, p.ldB = cmp.Or(p.ldDst, p.n), cmp.Or(p.ldB, p.n)
	switch p.engine = engines[level]; {
	case p.m <= 0 || p.n <= 0:
	case p.k == 0 || p.engine == nil:
		p.plain()
	default:
		p.computeTiled()
	}
}

// computeTiled computes p with its engine, on as many cores as is worth it.
func (p product) computeTiled() {
	job := products.Get().(*product)
	p.workspace = job.workspace
	*job = p
	run := Parallel
	if p.m*p.n*p.k < minShared {
		run = inTurn
	}
	job.split()
	if job.inTiles {
		job.tiles = grow(job.tiles, ceilDiv(job.m, job.engine.height)*job.tileSize())
		run(ceilDiv(job.m, line), job.rearrange)
	}
	run(job.tasks(), job.run)
	*job = product{workspace: job.workspace}
	products.Put(job)
}

// grow returns a slice of n elements: x, if it has room for them.
func grow(x []float32, n int) []float32 {
	if cap(x) < n {
		return make([]float32, n)
	}
	return x[:n]
}

// inTurn does what Parallel does, on one core.
func inTurn(n int, f func(i int)) {
	for i := range n {
		f(i)
	}
}

// equalPart returns the length of equal parts of n, none longer than most; the last may be shorter.
func equalPart(n, most int) int { return ceilDiv(n, ceilDiv(n, most)) }

// ceilDiv returns a/b, rounded up, for positive a and b.
func ceilDiv(a, b int) int { return (a + b - 1) / b }
