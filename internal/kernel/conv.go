package kernel

// Conv is the shape of a convolution that takes images x (batch, H, W, C) to y (batch, OutH, OutW,
// Out):
//
//	y[b, u, v, o] = Σ_{i, j, c} x[b, u·Stride + i − Pad, v·Stride + j − Pad, c] · w[i, j, c, o]
//
// where x is zero outside the image and w has shape (Kernel, Kernel, C, Out). Forward is the
// convolution, and Adjoint the transposed convolution, from y to x. Each is the other's gradient
// with respect to its argument; Weights is that with respect to w, of both. Dumoulin & Visin 2016
// (arXiv:1603.07285).
//
// z, of the result's shape, is where an act that keeps its argument leaves it, unless that is nil;
// of others, z is nil. An image's result does not depend on the other images of the batch.
type Conv struct {
	H, W, C int // of x
	Kernel  int // height and width of the window
	Stride  int // pixels from one window to the next, at least one
	Pad     int // zeros around the image, on each side
	Out     int // channels of y

	Fine bool // whether sums over large windows, or many channels, err less, in Forward and Adjoint
}

// OutH returns the height of y.
func (c Conv) OutH() int { return c.windows(c.H) }

// OutW returns the width of y.
func (c Conv) OutW() int { return c.windows(c.W) }

// windows returns how many windows fit into a number of pixels.
func (c Conv) windows(pixels int) int {
	room := pixels + 2*c.Pad - c.Kernel
	if room < 0 {
		return 0
	}
	return room/c.Stride + 1
}

// Forward sets y = act(w ∗ x + bias), the convolution. bias (Out) may be nil: zeros.
func (c Conv) Forward(y, z, x, w, bias []float32, batch int, act Activation) {
	c.need(x, y, w, batch)
	sums, result := keep(y, z)
	j := c.begin(x, sums, w, batch, cores()*tasksPerCore)
	j.result, j.act, j.bias = result, act, repeat(j.bias, bias, 1, c.Out)
	Parallel(j.blocks(), j.forward)
	j.end()
}

// Adjoint sets x = act(wᵀ ∗ y + bias), the transposed convolution: without bias and activation,
//
//	⟨w ∗ x, y⟩ = ⟨x, wᵀ ∗ y⟩ for all x and y
//
// bias (C) may be nil: zeros.
func (c Conv) Adjoint(x, z, y, w, bias []float32, batch int, act Activation) {
	c.need(x, y, w, batch)
	sums, result := keep(x, z)
	j := c.begin(sums, y, w, batch, cores()*tasksPerCore)
	j.result, j.act, j.bias = result, act, repeat(j.bias, bias, c.W, c.C)
	j.transpose()
	Parallel(j.blocks(), j.adjoint)
	j.end()
}

// Weights sets dw to the gradient of ⟨w ∗ x, y⟩ with respect to w:
//
//	dw[i, j, c, o] = Σ_{b, u, v} x[b, u·Stride + i − Pad, v·Stride + j − Pad, c] · y[b, u, v, o]
//
// For Forward's weights, y is the gradient of its result; for Adjoint's, x is.
func (c Conv) Weights(dw, x, y []float32, batch int) {
	c.need(x, y, dw, batch)
	j := c.begin(x, y, dw, batch, maxGroups)
	j.sums = grow(j.sums, j.blocks()*len(dw))
	Parallel(j.blocks(), j.gradient)
	j.addSums()
	j.end()
}

// need panics unless the arrays have the lengths that they must have.
func (c Conv) need(x, y, w []float32, batch int) {
	need("Conv's x", len(x), batch*c.H*c.W*c.C)
	need("Conv's y", len(y), batch*c.OutH()*c.OutW()*c.Out)
	need("Conv's weights", len(w), c.size()*c.Out)
}

// size returns the number of elements of a window.
func (c Conv) size() int { return c.Kernel * c.Kernel * c.C }

// keep returns where the sums and the bias go, and where act of them goes then, if they are kept.
func keep(dst, z []float32) (sums, result []float32) {
	if z == nil {
		return dst, nil
	}
	need("Conv's z", len(z), len(dst))
	return z, dst
}

// repeat returns n copies of a pixel's bias, or zeros if that is nil, and may use the room of dst.
func repeat(dst, bias []float32, n, channels int) []float32 {
	dst = grow(dst, n*channels)
	if bias == nil {
		clear(dst)
		return dst
	}
	need("Conv's bias", len(bias), channels)
	for i := range n {
		copy(row(dst, i, channels), bias)
	}
	return dst
}
