package bench

import (
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"vae"
	"vae/internal/kernel"
	"vae/train"
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
	multiply := kernel.MatMul
	switch {
	case strings.HasPrefix(p.Name, "dW"):
		multiply = kernel.MatMulTN
	case strings.HasPrefix(p.Name, "dx"):
		multiply = kernel.MatMulNT
	}
	dst, a, b := make([]float32, p.M*p.N), ramp(p.M*p.K), ramp(p.K*p.N)
	return 2 * float64(p.M) * float64(p.N) * float64(p.K) * perSecond(d, func() { multiply(dst, a, b, p.M, p.N, p.K) })
}

// ramp returns n numbers between 0 and 1.
func ramp(n int) []float32 {
	x := make([]float32, n)
	for i := range x {
		x[i] = float32(i%251) / 251
	}
	return x
}

// products returns the multiply-adds per row in the dense layers of a network, encoder or decoder.
func products(m *vae.Model, network string) float64 {
	sum := 0
	for _, l := range m.Layers() {
		if strings.HasPrefix(l.Name, network+"/") && l.Kind == "dense" {
			sum += l.In.TotalSize() * l.Out.TotalSize()
		}
	}
	return float64(sum)
}

// stepFLOPs returns the floating-point operations of the matrix products of a step: for each layer
// forward and for the derivatives of its weights and of its input, which the first layer has not.
func stepFLOPs(m *vae.Model, batch int) float64 {
	in, out := first(m)
	return 2 * float64(batch) * (3*(products(m, "encoder")+products(m, "decoder")) - float64(in*out))
}

// first returns the width of the input and of the output of the encoder's first layer.
func first(m *vae.Model) (in, out int) {
	l := m.Layers()[0]
	return l.In.TotalSize(), l.Out.TotalSize()
}

// shapes returns the products of the encoder's first layer, forward and backward, and a large
// square one.
func shapes(m *vae.Model, batch int) []Product {
	in, out := first(m)
	return []Product{
		{Name: "y = x·W", M: batch, N: out, K: in},
		{Name: "dW = xᵀ·dy", M: in, N: out, K: batch},
		{Name: "dx = dy·Wᵀ", M: batch, N: in, K: out},
		{Name: "square", M: 1024, N: 1024, K: 1024},
	}
}

// phases divides the time of n steps.
func phases(before, after train.Timings, wall time.Duration, n float64) []Phase {
	var forward, backward, other time.Duration
	for i, op := range after.Operations {
		spent := op.Spent - before.Operations[i].Spent
		switch {
		case !strings.HasSuffix(op.Name, "dense"):
			other += spent
		case strings.HasPrefix(op.Name, "backward"):
			backward += spent
		default:
			forward += spent
		}
	}
	input, graph, update := after.Input-before.Input, after.Graph-before.Graph, after.Update-before.Update
	phase := func(name string, spent time.Duration) Phase { return Phase{name, spent.Seconds() * 1e3 / n} }
	return []Phase{
		phase("waiting for the batch", wall-input-graph-update),
		phase("copying it, drawing noise", input),
		phase("dense layers forward", forward),
		phase("dense layers backward", backward),
		phase("posterior, likelihood, KL", other),
		phase("the graph's own time", graph-forward-backward-other),
		phase("Adam", update),
	}
}
