package bench

import (
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"vae"
	"vae/internal/kernel"
)

// peak returns the GFLOP/s of multiply-adds in registers, on all of so many cores.
func peak(cores int, d time.Duration) float64 {
	var group sync.WaitGroup
	each := make([]float64, cores)
	for i := range each {
		group.Go(func() { each[i] = kernel.PeakFLOPS(d) })
	}
	group.Wait()
	var sum float64
	for _, flops := range each {
		sum += flops
	}
	return sum / 1e9
}

// perSecond returns how many times per second f can be called, by the median of as many calls as
// fit into d, at least five, after one that is not counted.
func perSecond(d time.Duration, f func()) float64 {
	f()
	var calls []float64
	for start := time.Now(); time.Since(start) < d || len(calls) < 5; {
		call := time.Now()
		f()
		calls = append(calls, time.Since(call).Seconds())
	}
	slices.Sort(calls)
	return 1 / calls[len(calls)/2]
}

// measure returns the FLOP/s of the product on so many cores.
func (p Product) measure(cores int, d time.Duration) float64 {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(cores))
	return 2 * float64(p.M) * float64(p.N) * float64(p.K) * perSecond(d, p.run)
}

// ramp returns n numbers between 0 and 1.
func ramp(n int) []float32 {
	x := make([]float32, n)
	for i := range x {
		x[i] = float32(i%251) / 251
	}
	return x
}

// multiplyAdds returns those per row in the layers of a network, encoder or decoder.
func multiplyAdds(m *vae.Model, network string) float64 {
	sum := 0
	for _, l := range m.Layers() {
		if strings.HasPrefix(l.Name, network+"/") {
			sum += ofLayer(l)
		}
	}
	return float64(sum)
}

// ofLayer returns the multiply-adds per row of a layer: a weight of a convolution is used for each
// window, of which there are as many as pixels in the smaller image.
func ofLayer(l vae.Layer) int {
	switch {
	case l.Window != nil:
		return len(l.Params[0].Data) * min(l.In[0]*l.In[1], l.Out[0]*l.Out[1])
	case l.Kind == "dense":
		return l.In.TotalSize() * l.Out.TotalSize()
	}
	return 0
}

// stepFLOPs returns the floating-point operations of the products of a step: for each layer forward
// and for the derivatives of its weights and of its input, which the first layer has not.
func stepFLOPs(m *vae.Model, batch int) float64 {
	first := float64(ofLayer(m.Layers()[0]))
	return 2 * float64(batch) * (3*(multiplyAdds(m, "encoder")+multiplyAdds(m, "decoder")) - first)
}

// products returns what is measured of a model: its convolutions or, if it has none, the products
// of the encoder's first layer, forward and backward, and a large square product.
func products(m *vae.Model, batch int) (all []Product) {
	for _, l := range m.Layers() {
		if l.Window != nil {
			all = append(all, convolutions(l, batch)...)
		}
	}
	if first := m.Layers()[0]; all == nil {
		in, out := first.In.TotalSize(), first.Out.TotalSize()
		all = []Product{
			matrix("y = x·W", kernel.MatMul, batch, out, in),
			matrix("dW = xᵀ·dy", kernel.MatMulTN, in, out, batch),
			matrix("dx = dy·Wᵀ", kernel.MatMulNT, batch, in, out),
		}
	}
	return append(all, matrix("square", kernel.MatMul, 1024, 1024, 1024))
}

// matrix returns a product of matrices M×K and K×N.
func matrix(name string, multiply func(dst, a, b []float32, m, n, k int), m, n, k int) Product {
	dst, a, b := make([]float32, m*n), ramp(m*k), ramp(k*n)
	return Product{Name: name, M: m, N: n, K: k, run: func() { multiply(dst, a, b, m, n, k) }}
}

// convolutions returns a convolution, or the transposed one, and those of its derivatives.
func convolutions(l vae.Layer, batch int) []Product {
	large, small, transposed := l.In, l.Out, l.In[0]*l.In[1] < l.Out[0]*l.Out[1]
	if transposed {
		large, small = small, large
	}
	c := kernel.Conv{
		H: large[0], W: large[1], C: large[2],
		Kernel: l.Window.Size, Stride: l.Window.Stride, Pad: l.Window.Pad, Out: small[2],
	}
	x, y, w := ramp(batch*large.TotalSize()), ramp(batch*small.TotalSize()), ramp(len(l.Params[0].Data))
	windows, size := batch*small[0]*small[1], c.Kernel*c.Kernel*c.C
	forward, adjoint := l.Name+" y", l.Name+" dx"
	if transposed {
		forward, adjoint = adjoint, forward
	}
	return []Product{
		{Name: forward, M: windows, N: c.Out, K: size, run: func() { c.Forward(y, nil, x, w, nil, batch, kernel.Identity) }},
		{Name: adjoint, M: windows, N: size, K: c.Out, run: func() { c.Adjoint(x, nil, y, w, nil, batch, kernel.Identity) }},
		{Name: l.Name + " dW", M: size, N: c.Out, K: windows, run: func() { c.Weights(w, x, y, batch) }},
	}
}
