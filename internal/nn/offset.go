package nn

import (
	"fmt"

	"vae/internal/kernel"
)

// Offset adds a bias of its own to each element of rows of pixels, and gives each of K params per
// element a plane: from (R, P·K·C), channels last, to (R, K·P·C). Its weights are bias (K·P·C) in
// the builder's scope.
type Offset struct {
	Out  Shape       // (K, P, C)
	Bias Initializer // nil: zeros
}

// Apply adds the layer on top of x.
func (o Offset) Apply(b *Builder, x *Node) *Node {
	if b.Err() != nil {
		return x
	}
	bias := o.Bias
	if bias == nil {
		bias = Zeros
	}
	return b.Apply(&offset{shape: o.Out}, x, b.Param("bias", bias, o.Out.TotalSize()))
}

type offset struct{ shape Shape } // (K, P, C)

func (*offset) Layer() (kind, activation string) { return "offset", "identity" }

// Shape returns (R, K·P·C).
func (o *offset) Shape(in []Shape) (Shape, error) {
	if n := o.shape.TotalSize(); in[0].Dims() != 2 || in[0][1] != n || !in[1].Eq(Shape{n}) {
		return nil, fmt.Errorf("they are not rows of %v and a bias", o.shape)
	}
	return in[0].Clone(), nil
}

func (o *offset) Forward(out []float32, in [][]float32) {
	k, p, c := o.shape[0], o.shape[1], o.shape[2]
	rows := len(out) / o.shape.TotalSize()
	kernel.Planes(out, in[0], rows, k, p, c)
	kernel.AddBias(out, in[1], rows, k*p*c)
}

// Backward computes db, the sums of dy over the rows, and dx, dy with its params side by side.
func (o *offset) Backward(dIn [][]float32, dy, y []float32, _ [][]float32) {
	k, p, c := o.shape[0], o.shape[1], o.shape[2]
	rows := len(dy) / o.shape.TotalSize()
	if db := dIn[1]; db != nil {
		kernel.DenseBackward(dy, db, dy, y, rows, k*p*c, kernel.Identity)
	}
	if dx := dIn[0]; dx != nil {
		kernel.Interleave(dx, dy, rows, k, p, c)
	}
}
