package kernel

import (
	"fmt"
	"math"
	"testing"
	"time"
)

// BenchmarkMatMul reports the products of a step of training (784-400-20-400-784, batch 128),
// forward and backward, and some larger ones, with the caches warm.
func BenchmarkMatMul(b *testing.B) {
	best := level
	defer func() { level = best }()
	for level = best; level > generic; level-- {
		for _, layer := range [][2]int{{784, 400}, {400, 40}, {20, 400}, {400, 784}, {784, 512}} {
			benchmarkLayer(b, 128, layer[0], layer[1], 1)
		}
		benchmarkLayer(b, 1024, 1024, 1024, 1)
	}
}

// BenchmarkMatMul_cold is the same with weights, and results, that come from memory: each run takes
// the next of twelve.
func BenchmarkMatMul_cold(b *testing.B) {
	for _, layer := range [][2]int{{784, 400}, {400, 784}, {784, 512}} {
		benchmarkLayer(b, 128, layer[0], layer[1], 12)
	}
}

// benchmarkLayer reports the products of a fully connected layer: its result, and the gradients of
// its argument and of its weights.
func benchmarkLayer(b *testing.B, batch, in, out, copies int) {
	for i, shape := range [][3]int{{batch, out, in}, {batch, in, out}, {in, out, batch}} {
		f, m, n, k := forms[i], shape[0], shape[1], shape[2]
		b.Run(fmt.Sprintf("%v/%s/%d×%d·%d", level, f.name, m, n, k), func(b *testing.B) {
			y, dst := make([][]float32, copies), make([][]float32, copies)
			for i := range copies {
				y[i], dst[i] = ones(k*n), ones(m*n)
			}
			x, run := ones(m*k), 0
			reportSpeed(b, m*n*k, func() {
				run = (run + 1) % copies
				f.run(dst[run], x, y[run], m, n, k)
			})
		})
	}
}

// BenchmarkDense reports the layers of encoders, fine and not.
func BenchmarkDense(b *testing.B) {
	best := level
	defer func() { level = best }()
	for level = best; level > generic; level-- {
		for _, layer := range [][3]int{{512, 784, 400}, {512, 400, 40}, {512, 3136, 256}, {1, 784, 400}} {
			m, k, n := layer[0], layer[1], layer[2]
			x, w, dst := ones(m*k), ones(k*n), ones(m*n)
			for _, f := range forms[3:] {
				b.Run(fmt.Sprintf("%v/%s/%d×%d·%d", level, f.name, m, n, k), func(b *testing.B) {
					reportSpeed(b, m*n*k, func() { f.run(dst, x, w, m, n, k) })
				})
			}
		}
	}
}

// reportSpeed reports the speed of a product of the given number of multiply-adds, and its share of
// one core's peak, in the fastest of many rounds, since other programs run as well.
func reportSpeed(b *testing.B, size int, run func()) {
	run()
	repeats := 1 + 4_000_000/size
	fastest := math.Inf(1)
	for b.Loop() {
		start := time.Now()
		for range repeats {
			run()
		}
		fastest = min(fastest, time.Since(start).Seconds())
	}
	flops := 2 * float64(size*repeats) / fastest
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(flops/1e9, "GFLOP/s")
	b.ReportMetric(100*flops/PeakFLOPS(20*time.Millisecond), "%peak")
}
