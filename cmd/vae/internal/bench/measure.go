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
	return 2 * float64(p.MultiplyAdds) * perSecond(d, p.run)
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

// ofLayer returns the multiply-adds per row of a layer.
func ofLayer(l vae.Layer) int {
	switch {
	case l.Window != nil:
		c, _ := convolution(l)
		return perImage(c)
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
	return Product{Name: name, M: m, N: n, K: k, MultiplyAdds: m * n * k, run: func() { multiply(dst, a, b, m, n, k) }}
}
