package bench

import (
	"strings"

	"vae"
	"vae/internal/kernel"
)

// convolution returns the convolution of a layer, or the one that it transposes.
func convolution(l vae.Layer) (c kernel.Conv, transposed bool) {
	large, small := l.In, l.Out
	if transposed = strings.HasPrefix(l.Kind, "transposed"); transposed {
		large, small = small, large
	}
	return kernel.Conv{
		H: large[0], W: large[1], C: large[2],
		Kernel: l.Window.Size, Stride: l.Window.Stride, Pad: l.Window.Pad, Out: small[2],
	}, transposed
}

// perImage returns the multiply-adds of an image, in any direction: one for each element of a
// window that lies inside the image, and each channel.
func perImage(c kernel.Conv) int {
	return inside(c, c.H, c.OutH()) * inside(c, c.W, c.OutW()) * c.C * c.Out
}

// inside returns how many pixels some windows have along an axis of the image, all together.
func inside(c kernel.Conv, pixels, windows int) (n int) {
	for u := range windows {
		from := u*c.Stride - c.Pad
		n += max(0, min(from+c.Kernel, pixels)-max(from, 0))
	}
	return n
}

// convolutions returns the products of a layer: its result y, and the derivatives of its input and
// of its weights.
func convolutions(l vae.Layer, batch int) []Product {
	c, transposed := convolution(l)
	windows, size := batch*c.OutH()*c.OutW(), c.Kernel*c.Kernel*c.C
	x, y, w := ramp(batch*c.H*c.W*c.C), ramp(windows*c.Out), ramp(size*c.Out)
	forward, adjoint := " y", " dx"
	if transposed {
		forward, adjoint = adjoint, forward
	}
	all := []Product{
		{Name: forward, M: windows, N: c.Out, K: size, run: func() { c.Forward(y, nil, x, w, nil, batch, kernel.Identity) }},
		{Name: adjoint, M: windows, N: size, K: c.Out, run: func() { c.Adjoint(x, nil, y, w, nil, batch, kernel.Identity) }},
		{Name: " dW", M: size, N: c.Out, K: windows, run: func() { c.Weights(w, x, y, batch) }},
	}
	for i := range all {
		all[i].Name = l.Name + all[i].Name
		all[i].MultiplyAdds = batch * perImage(c)
	}
	return all
}
