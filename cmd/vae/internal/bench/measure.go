package bench

import (
	"runtime"
	"sort"
	"strings"
	"sync"
	"time"

	"vae"
	"vae/internal/kernel"
	"vae/train"
)

// peak returns the GFLOP/s that so many cores reach together where nothing but multiply-adds in
// registers is done.
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

// perSecond returns how many times per second f can be called: the median over as many calls as fit
// into d, five at least, after one that is not counted.
func perSecond(d time.Duration, f func()) float64 {
	f()
	var calls []float64
	for start := time.Now(); time.Since(start) < d || len(calls) < 5; {
		call := time.Now()
		f()
		calls = append(calls, time.Since(call).Seconds())
	}
	sort.Float64s(calls)
	return 1 / calls[len(calls)/2]
}

// measure returns the FLOPs per second of the product on so many cores.
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

// weights returns the number of weights in the matrices of a network, encoder or decoder.
func weights(m *vae.Model, network string) float64 {
	sum := 0
	for _, p := range m.Params() {
		if strings.HasPrefix(p.Name, network+"/") && len(p.Shape) == 2 {
			sum += p.Shape[0] * p.Shape[1]
		}
	}
	return float64(sum)
}

// stepFLOPs returns the floating-point operations of the matrix products of a step: for each layer
// forward, for its weights' and for its input's derivative, which that of the first layer does
// without.
func stepFLOPs(m *vae.Model, batch int) float64 {
	first := float64(m.Config().Pixels() * m.Config().Hidden[0])
	return 2 * float64(batch) * (3*(weights(m, "encoder")+weights(m, "decoder")) - first)
}

// products returns the products of the largest layer, forward and backward, and a large square one.
func products(c vae.Config, batch int) []Product {
	in, out := c.Pixels(), c.Hidden[0]
	return []Product{
		{Name: "y = x·W", M: batch, N: out, K: in},
		{Name: "dW = xᵀ·dy", M: in, N: out, K: batch},
		{Name: "dx = dy·Wᵀ", M: batch, N: in, K: out},
		{Name: "square", M: 1024, N: 1024, K: 1024},
	}
}

// phases parts the time of n steps.
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
	list := []struct {
		name  string
		spent time.Duration
	}{
		{"waiting for the batch", wall - input - graph - update},
		{"copying it, drawing noise", input},
		{"dense layers forward", forward},
		{"dense layers backward", backward},
		{"posterior, likelihood, KL", other},
		{"the graph's own time", graph - forward - backward - other},
		{"Adam", update},
	}
	var result []Phase
	for _, p := range list {
		result = append(result, Phase{p.name, p.spent.Seconds() * 1e3 / n})
	}
	return result
}
