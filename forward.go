package vae

import (
	"cmp"
	"fmt"
	"runtime"
	"sync"

	"vae/internal/fault"
	"vae/internal/kernel"
	"vae/internal/nn"
)

// batches are the batch sizes of forward-only programs. Rows are served by as many large batches as
// fit, then by smaller ones.
var batches = []int{512, 64, 8, 1}

// maxPixels is the most numbers in the images of a program, unless a batch of one has more: between
// the layers of a network there are several times as many.
const maxPixels = 1 << 23

// maxRows returns the most rows that a program has, unless a batch of one has more: larger arrays
// leave the caches, and those of large images the memory.
func (m *Model) maxRows() int { return max(1, min(batches[0], maxPixels/m.config.Pixels())) }

// forward is a forward-only part of a model, which maps rows of inputs to rows of outputs. It is
// safe for concurrent use.
type forward struct {
	name  string // in errors
	model *Model
	build buildFunc
	draws int // rows of the largest arrays per row mapped; 0 is 1

	mu   sync.Mutex
	idle map[int][]*forwardProgram // by batch size, built when first needed
}

// buildFunc adds a part of a model for size rows, and returns its inputs and outputs.
type buildFunc func(b *nn.Builder, size int) (in, out []*nn.Node)

type forwardProgram struct {
	*nn.Program
	size    int
	in, out []*nn.Node
}

// run maps n rows of each input to n rows of each output.
func (f *forward) run(n int, in ...[]float32) (out [][]float32, err error) {
	defer func() {
		if err != nil {
			err = fault.Of("vae", fmt.Errorf("%s: %w", f.name, err))
		}
	}()
	from := 0
	for _, size := range batches {
		count := (n - from) / size
		if count == 0 || size > 1 && size*max(f.draws, 1) > f.model.maxRows() {
			continue
		}
		if out == nil {
			if out, err = f.results(n, size); err != nil {
				return nil, err
			}
		}
		if err := f.runBatches(from, size, count, in, out); err != nil {
			return nil, err
		}
		from += count * size
	}
	return out, nil
}

// results allocates n rows of each output, as wide as in the program for batches of that size.
func (f *forward) results(n, size int) ([][]float32, error) {
	p, err := f.take(size)
	if err != nil {
		return nil, err
	}
	defer f.put(p)
	var out [][]float32
	for _, node := range p.out {
		out = append(out, make([]float32, n*len(p.Value(node))/size))
	}
	return out, nil
}

// runBatches maps count batches, from row from on. The cores share the batches or, if there are too
// few, the work on each.
func (f *forward) runBatches(from, size, count int, in, out [][]float32) error {
	errs := make([]error, count)
	one := func(i int) { errs[i] = f.runBatch(from+i*size, size, in, out) }
	if count < runtime.GOMAXPROCS(0) {
		for i := range count {
			one(i)
		}
	} else {
		kernel.Parallel(count, one)
	}
	return cmp.Or(errs...)
}

// runBatch maps the batch that begins at row from.
func (f *forward) runBatch(from, size int, in, out [][]float32) error {
	p, err := f.take(size)
	if err != nil {
		return err
	}
	defer f.put(p)
	for i, node := range p.in {
		dst := p.Input(node)
		copy(dst, in[i][from*len(dst)/size:])
	}
	if err := p.Run(); err != nil {
		return err
	}
	for i, node := range p.out {
		value := p.Value(node)
		copy(out[i][from*len(value)/size:], value)
	}
	return nil
}

// take returns an idle program for batches of that size, or a new one.
func (f *forward) take(size int) (*forwardProgram, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if idle := f.idle[size]; len(idle) > 0 {
		f.idle[size] = idle[:len(idle)-1]
		return idle[len(idle)-1], nil
	}
	b := nn.NewBuilder(f.model.params)
	p := &forwardProgram{size: size}
	p.in, p.out = f.build(b, size)
	var err error
	if p.Program, err = b.Compile(); err != nil {
		return nil, err
	}
	return p, nil
}

// put returns a program to the idle ones. It keeps one for each core.
func (f *forward) put(p *forwardProgram) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.idle == nil {
		f.idle = map[int][]*forwardProgram{}
	}
	if idle := f.idle[p.size]; len(idle) < runtime.GOMAXPROCS(0) {
		f.idle[p.size] = append(idle, p)
	}
}

// rows returns the number of rows of the given width in data, at least one.
func rows(what string, data []float32, width int) (int, error) {
	n := len(data) / width
	if n == 0 || n*width != len(data) {
		return 0, fault.Of("vae", fmt.Errorf("%s of %d numbers: want one or more rows of %d", what, len(data), width))
	}
	return n, nil
}

// row returns row i of n rows of equal length.
func row[T any](rows []T, i, n int) []T {
	length := len(rows) / n
	return rows[i*length : (i+1)*length]
}
