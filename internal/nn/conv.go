package nn

import (
	"fmt"

	"vae/internal/kernel"
)

// Conv is a convolutional layer on images in rows (B, H·W·C), channels last: act(w ∗ x + b), with w
// of shape (Kernel, Kernel, C, Out). Transposed, it is act(wᵀ ∗ y + b), which takes images of the
// size that the convolution gives to those of H×W: Dumoulin & Visin 2016 (arXiv:1603.07285).
type Conv struct {
	kernel.Conv
	Transposed bool
	Activation Activation  // zero: the identity
	Weight     Initializer // nil: Glorot
	NoBias     bool
}

// Apply adds the layer on top of x and returns its result. Its weights are weight and bias, a
// number for each channel of the result, in the builder's scope.
func (c Conv) Apply(b *Builder, x *Node) *Node {
	if b.Err() != nil {
		return x
	}
	weight := c.Weight
	if weight == nil {
		weight = Glorot
	}
	in, out := c.fans()
	w := b.Param("weight", withFans(weight, in, out), c.Kernel, c.Kernel, c.C, c.Out)
	op := &conv{Conv: c.Conv, transposed: c.Transposed, activated: activated{act: c.Activation}}
	op.Fine = b.fine
	if c.NoBias {
		return b.Apply(op, x, w)
	}
	return b.Apply(op, x, w, b.Param("bias", Zeros, op.channels()))
}

// fans returns how many inputs an element of the result depends on, and how many results depend on
// an element of x, far from edges: a window of K×K moves by S, so that a pixel lies in K²/S² of
// them.
func (c Conv) fans() (in, out int) {
	in = c.Kernel * c.Kernel * c.C
	out = max(1, c.Kernel*c.Kernel*c.Out/(c.Stride*c.Stride))
	if c.Transposed {
		return out, in
	}
	return in, out
}

// conv is the layer in one operation.
type conv struct {
	kernel.Conv
	activated
	transposed bool
	batch      int
	unwanted   []float32 // (channels), holds the derivative of the bias if it is not wanted
}

// channels returns those of the result.
func (c *conv) channels() int {
	if c.transposed {
		return c.C
	}
	return c.Out
}

// shapes returns the shapes of an image and of its result.
func (c *conv) shapes() (in, out Shape) {
	in, out = Shape{c.H, c.W, c.C}, Shape{c.OutH(), c.OutW(), c.Out}
	if c.transposed {
		return out, in
	}
	return in, out
}

func (c *conv) Layer() (kind, activation string) {
	if c.transposed {
		return "transposed convolution", activationName(c.act)
	}
	return "convolution", activationName(c.act)
}

// Window describes the layer beside its kind.
func (c *conv) Window() (in, out Shape, w Window) {
	in, out = c.shapes()
	w = Window{Size: c.Kernel, Stride: c.Stride, Pad: c.Pad}
	if c.transposed {
		w.OutputPad = [2]int{c.left(c.H), c.left(c.W)}
	}
	return in, out, w
}

// left returns how many pixels are left beside the last window.
func (c *conv) left(pixels int) int { return (pixels + 2*c.Pad - c.Kernel) % c.Stride }

// Shape returns the rows of the results.
func (c *conv) Shape(in []Shape) (Shape, error) {
	x, w := in[0], in[1]
	from, to := c.shapes()
	if x.Dims() != 2 || x[1] != from.TotalSize() || to.TotalSize() == 0 || !w.Eq(Shape{c.Kernel, c.Kernel, c.C, c.Out}) {
		return nil, fmt.Errorf("a convolution from images %v to %v is not defined for these shapes", from, to)
	}
	c.batch = x[0]
	return Shape{c.batch, to.TotalSize()}, nil
}

func (c *conv) Forward(y []float32, in [][]float32) {
	var bias []float32
	if len(in) > 2 {
		bias = in[2]
	}
	if c.transposed {
		c.Conv.Adjoint(y, c.kept(len(y)), in[0], in[1], bias, c.batch, c.act)
		return
	}
	c.Conv.Forward(y, c.kept(len(y)), in[0], in[1], bias, c.batch, c.act)
}

// Backward computes dz = dy ⊙ act′, in place of dy, then db, the sum of dz over pixels, dw and dx.
// The derivative of a convolution is the transposed one, and the other way round.
func (c *conv) Backward(dIn [][]float32, dy, y []float32, in [][]float32) {
	dz := dy
	if c.act != kernel.Identity || len(dIn) > 2 && dIn[2] != nil {
		channels := c.channels()
		kernel.ConvBackward(dz, c.dBias(dIn), dy, c.known(y), c.batch, len(dy)/c.batch/channels, channels, c.act)
	}
	x, w, dx, dw := in[0], in[1], dIn[0], dIn[1]
	if dw != nil {
		c.weights(dw, x, dz)
	}
	switch {
	case dx == nil:
	case c.transposed:
		c.Conv.Forward(dx, nil, dz, w, nil, c.batch, kernel.Identity)
	default:
		c.Adjoint(dx, nil, dz, w, nil, c.batch, kernel.Identity)
	}
}

// dBias returns where the derivative of the bias goes, wanted or not.
func (c *conv) dBias(dIn [][]float32) []float32 {
	if len(dIn) > 2 && dIn[2] != nil {
		return dIn[2]
	}
	if c.unwanted == nil {
		c.unwanted = make([]float32, c.channels())
	}
	return c.unwanted
}

// weights sets dw for an argument x of the layer and dz.
func (c *conv) weights(dw, x, dz []float32) {
	if c.transposed {
		x, dz = dz, x
	}
	c.Weights(dw, x, dz, c.batch)
}
