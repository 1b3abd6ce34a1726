package nn

import (
	"fmt"

	"vae/internal/kernel"
)

// Dense is a fully connected layer, act(x·W + b), with W of shape (in, out).
type Dense struct {
	Out        int
	Activation Activation  // zero: the identity
	Weight     Initializer // nil: Glorot
	Bias       Initializer // nil: zeros
}

// Apply adds the layer on top of x (B, in) and returns its result (B, Out). Its weights are weight
// and bias in the builder's scope.
func (d Dense) Apply(b *Builder, x *Node) *Node {
	if b.Err() != nil {
		return x
	}
	if x.Dims() != 2 || d.Out < 1 {
		return b.Fail(fmt.Errorf("a dense layer of %d units on an input of shape %v", d.Out, x.Shape()))
	}
	weight, bias := d.Weight, d.Bias
	if weight == nil {
		weight = Glorot
	}
	if bias == nil {
		bias = Zeros
	}
	in := x.Shape()[1]
	w := b.Param("weight", weight, in, d.Out)
	c := b.Param("bias", bias, d.Out)
	return b.Apply(&dense{activated: activated{act: d.Activation}, fine: b.fine}, x, w, c)
}

// dense is act(x·W + b) in one operation.
type dense struct {
	activated
	rows, in, out int
	fine          bool      // see Builder.Fine
	unwanted      []float32 // (out), holds db if it is not wanted
}

func (d *dense) Layer() (kind, activation string) { return "dense", activationName(d.act) }

// Shape returns (B, out) for x (B, in), W (in, out) and b (out).
func (d *dense) Shape(in []Shape) (Shape, error) {
	x, w, b := in[0], in[1], in[2]
	if x.Dims() != 2 || w.Dims() != 2 || b.Dims() != 1 || x[1] != w[0] || w[1] != b[0] {
		return nil, fmt.Errorf("x·W + b is not defined for these shapes")
	}
	d.rows, d.in, d.out = x[0], w[0], w[1]
	return Shape{d.rows, d.out}, nil
}

func (d *dense) Forward(y []float32, in [][]float32) {
	kernel.Dense(y, d.kept(len(y)), in[0], in[1], in[2], d.rows, d.in, d.out, d.act, d.fine)
}

// Backward computes dz = dy ⊙ act′, in place of dy, then dW = xᵀ·dz, db = Σ_rows dz and dx = dz·Wᵀ.
func (d *dense) Backward(dIn [][]float32, dy, y []float32, in [][]float32) {
	if d.unwanted == nil {
		d.unwanted = make([]float32, d.out)
	}
	x, w := in[0], in[1]
	dx, dw, db := dIn[0], dIn[1], dIn[2]
	if db == nil {
		db = d.unwanted
	}
	dz := dy
	kernel.DenseBackward(dz, db, dy, d.known(y), d.rows, d.out, d.act)
	if dw != nil {
		kernel.MatMulTN(dw, x, dz, d.in, d.out, d.rows)
	}
	if dx != nil {
		kernel.MatMulNT(dx, dz, w, d.rows, d.in, d.out)
	}
}
