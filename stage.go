package vae

import (
	"fmt"
	"runtime"
	"sync"

	"vae/internal/kernel"
	"vae/internal/nn"
)

// batches are the batch sizes that forward-only programs are built for: any number
// of rows is served by as many large batches as fit, then by smaller ones.
var batches = []int{512, 64, 8, 1}

// maxRows is how many rows a program has, unless a batch of one has more: the arrays of
// more leave the caches.
const maxRows = 512

// stage is a forward-only part of a model, which maps rows of its inputs to rows of
// its outputs. It is safe for concurrent use.
type stage struct {
	params *nn.Params
	build  buildFunc
	draws  int // rows of the largest arrays for each row; 0 is 1

	mu   sync.Mutex
	idle map[int][]*stageProgram // by batch size, built when first needed
}

// buildFunc adds a part of a model on size rows, and returns its inputs and outputs.
type buildFunc func(b *nn.Builder, size int) (in, out []*nn.Node)

type stageProgram struct {
	*nn.Program
	size    int
	in, out []*nn.Node
}

// run maps n rows: each input has n rows, and so has each output.
func (s *stage) run(n int, in ...[]float32) ([][]float32, error) {
	var out [][]float32
	from := 0
	for _, size := range batches {
		count := (n - from) / size
		if count == 0 || size > 1 && size*s.draws > maxRows {
			continue
		}
		if out == nil {
			var err error
			if out, err = s.results(n, size); err != nil {
				return nil, err
			}
		}
		if err := s.runBatches(from, size, count, in, out); err != nil {
			return nil, err
		}
		from += count * size
	}
	return out, nil
}

// results returns room for n rows of each output, of which there are programs for
// batches of that size.
func (s *stage) results(n, size int) ([][]float32, error) {
	p, err := s.take(size)
	if err != nil {
		return nil, err
	}
	defer s.put(p)
	out := make([][]float32, len(p.out))
	for i, node := range p.out {
		out[i] = make([]float32, n*len(p.Value(node))/size)
	}
	return out, nil
}

// runBatches maps count batches, the first of which begins at row from. The cores share
// the batches or, where there are too few of them, the work on each.
func (s *stage) runBatches(from, size, count int, in, out [][]float32) error {
	errs := make([]error, count)
	one := func(i int) { errs[i] = s.runBatch(from+i*size, size, in, out) }
	if count < runtime.GOMAXPROCS(0) {
		for i := range count {
			one(i)
		}
	} else {
		kernel.Parallel(count, one)
	}
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// runBatch maps the rows from that row on.
func (s *stage) runBatch(from, size int, in, out [][]float32) error {
	p, err := s.take(size)
	if err != nil {
		return err
	}
	defer s.put(p)
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

// take returns a program for batches of that size which nobody uses.
func (s *stage) take(size int) (*stageProgram, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if idle := s.idle[size]; len(idle) > 0 {
		s.idle[size] = idle[:len(idle)-1]
		return idle[len(idle)-1], nil
	}
	b := nn.NewBuilder(s.params)
	p := &stageProgram{size: size}
	p.in, p.out = s.build(b, size)
	var err error
	if p.Program, err = b.Compile(); err != nil {
		return nil, err
	}
	return p, nil
}

// put gives a program back. As many are kept as there are cores.
func (s *stage) put(p *stageProgram) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.idle == nil {
		s.idle = map[int][]*stageProgram{}
	}
	if idle := s.idle[p.size]; len(idle) < runtime.GOMAXPROCS(0) {
		s.idle[p.size] = append(idle, p)
	}
}

// rows returns how many rows of the given width data holds, at least one.
func rows(what string, data []float32, width int) (int, error) {
	n := len(data) / width
	if n == 0 || n*width != len(data) {
		return 0, fmt.Errorf("vae: %s of %d numbers: want one or more rows of %d", what, len(data), width)
	}
	return n, nil
}
