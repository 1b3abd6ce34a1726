package dist

import "vae/internal/nn"

// forwardOnly is an operation that no derivative passes through.
type forwardOnly struct {
	shape   func(in []nn.Shape) (nn.Shape, error)
	compute func(out []float32, in [][]float32)
}

func (f *forwardOnly) Shape(in []nn.Shape) (nn.Shape, error) { return f.shape(in) }

func (f *forwardOnly) Forward(out []float32, in [][]float32) { f.compute(out, in) }

func (*forwardOnly) Backward(dIn [][]float32, _, _ []float32, _ [][]float32) {
	for _, d := range dIn {
		clear(d)
	}
}

// detach adds a copy of x that no derivative passes through.
func detach(b *nn.Builder, x *nn.Node) *nn.Node {
	return b.Apply(&forwardOnly{
		shape:   func(in []nn.Shape) (nn.Shape, error) { return in[0].Clone(), nil },
		compute: func(out []float32, in [][]float32) { copy(out, in[0]) },
	}, x)
}

// rowwise adds a node (R, width). row computes each of its rows from those of the inputs (R, …), or
// from the whole of inputs (1).
func rowwise(b *nn.Builder, width int, row func(dst []float32, in ...[]float32), inputs ...*nn.Node) *nn.Node {
	return b.Apply(&forwardOnly{
		shape: func(in []nn.Shape) (nn.Shape, error) { return nn.Shape{in[0][0], width}, nil },
		compute: func(out []float32, in [][]float32) {
			rows, args := len(out)/width, make([][]float32, len(in))
			for r := range rows {
				for k, x := range in {
					if args[k] = x; len(x) > 1 {
						n := len(x) / rows
						args[k] = x[r*n : (r+1)*n]
					}
				}
				row(out[r*width:(r+1)*width], args...)
			}
		},
	}, inputs...)
}
