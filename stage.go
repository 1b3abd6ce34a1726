package vae

import (
	"fmt"

	"vae/internal/nn"
)

// batches are the batch sizes that forward-only programs are built for: any number
// of rows is served by as many large batches as fit, then by smaller ones.
var batches = []int{512, 64, 8, 1}

// maxRows is how many rows a program has, unless a batch of one has more: the arrays of
// more leave the caches.
const maxRows = 1024

// stage is a forward-only part of a model, which maps rows of its inputs to rows of
// its outputs.
type stage struct {
	params   *nn.Params
	build    buildFunc
	draws    int                   // rows of the largest arrays for each row; 0 is 1
	programs map[int]*stageProgram // by batch size, built when first needed
}

// buildFunc adds a part of a model on size rows, and returns its inputs and outputs.
type buildFunc func(b *nn.Builder, size int) (in, out []*nn.Node)

type stageProgram struct {
	*nn.Program
	in, out []*nn.Node
}

// run maps n rows: each input has n rows, and so has each output.
func (s *stage) run(n int, in ...[]float32) ([][]float32, error) {
	var out [][]float32
	from := 0
	for _, size := range batches {
		if size > 1 && size*s.draws > maxRows {
			continue
		}
		for ; n-from >= size; from += size {
			p, err := s.program(size)
			if err != nil {
				return nil, err
			}
			for i, node := range p.in {
				dst := p.Input(node)
				copy(dst, in[i][from*len(dst)/size:])
			}
			if err := p.Run(); err != nil {
				return nil, err
			}
			if out == nil {
				out = make([][]float32, len(p.out))
			}
			for i, node := range p.out {
				value := p.Value(node)
				if out[i] == nil {
					out[i] = make([]float32, 0, n*len(value)/size)
				}
				out[i] = append(out[i], value...)
			}
		}
	}
	return out, nil
}

// program returns the program for batches of that size.
func (s *stage) program(size int) (*stageProgram, error) {
	if p, ok := s.programs[size]; ok {
		return p, nil
	}
	b := nn.NewBuilder(s.params)
	p := &stageProgram{}
	p.in, p.out = s.build(b, size)
	var err error
	if p.Program, err = b.Compile(); err != nil {
		return nil, err
	}
	if s.programs == nil {
		s.programs = map[int]*stageProgram{}
	}
	s.programs[size] = p
	return p, nil
}

// rows returns how many rows of the given width data holds, at least one.
func rows(what string, data []float32, width int) (int, error) {
	n := len(data) / width
	if n == 0 || n*width != len(data) {
		return 0, fmt.Errorf("vae: %s of %d numbers: want one or more rows of %d", what, len(data), width)
	}
	return n, nil
}
