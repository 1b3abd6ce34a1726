package dist

import "vae/internal/nn"

// rowwise computes each row of its result (R, out) from the rows of its inputs (R, …), or from the
// whole of inputs (1). No derivative passes through.
type rowwise struct {
	out  int
	row  func(dst []float32, in ...[]float32)
	rows int
}

// Shape returns (R, out).
func (r *rowwise) Shape(in []nn.Shape) (nn.Shape, error) {
	r.rows = in[0][0]
	return nn.Shape{r.rows, r.out}, nil
}

// Forward computes the rows.
func (r *rowwise) Forward(out []float32, in [][]float32) {
	rows := make([][]float32, len(in))
	for i := range r.rows {
		for k, x := range in {
			if rows[k] = x; len(x) > 1 {
				width := len(x) / r.rows
				rows[k] = x[i*width : (i+1)*width]
			}
		}
		r.row(out[i*r.out:(i+1)*r.out], rows...)
	}
}

// Backward gives no derivative.
func (*rowwise) Backward(dIn [][]float32, _, _ []float32, _ [][]float32) {
	for _, d := range dIn {
		clear(d)
	}
}

// detach passes values on, and no derivatives.
type detach struct{}

// Shape returns that of the input.
func (detach) Shape(in []nn.Shape) (nn.Shape, error) { return in[0].Clone(), nil }

// Forward copies.
func (detach) Forward(out []float32, in [][]float32) { copy(out, in[0]) }

// Backward gives no derivative.
func (detach) Backward(dIn [][]float32, _, _ []float32, _ [][]float32) { clear(dIn[0]) }
