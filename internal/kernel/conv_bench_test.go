package kernel

import (
	"fmt"
	"math"
	"runtime"
	"testing"
	"time"
)

// convLayers are those of the networks for 28 × 28 and 32 × 32 pixels.
var convLayers = []Conv{
	{H: 28, W: 28, C: 1, Kernel: 4, Stride: 2, Pad: 1, Out: 32},
	{H: 14, W: 14, C: 32, Kernel: 4, Stride: 2, Pad: 1, Out: 64},
	{H: 32, W: 32, C: 3, Kernel: 4, Stride: 2, Pad: 1, Out: 32},
	{H: 16, W: 16, C: 32, Kernel: 4, Stride: 2, Pad: 1, Out: 64},
	{H: 8, W: 8, C: 64, Kernel: 4, Stride: 2, Pad: 1, Out: 128},
	{H: 14, W: 14, C: 32, Kernel: 3, Stride: 1, Pad: 1, Out: 32},
}

// BenchmarkConv reports the speed of every layer, and its share of the cores' peak, on one core and
// on two.
func BenchmarkConv(b *testing.B) {
	const batch = 128
	if level == generic {
		b.Skip("no peak is known of plain Go")
	}
	for procs := 1; procs <= 2; procs++ {
		total := &convTotal{procs: procs}
		for _, layer := range convLayers {
			c := newConvCase(layer, batch, 1)
			size := batch * c.OutH() * c.OutW() * c.size() * c.Out
			name := fmt.Sprintf("%d/%d×%d×%d·%d", procs, c.H, c.W, c.C, c.Out)
			total.run(b, name+"/Forward", size, func() { c.Forward(c.y, nil, c.x, c.w, c.in, batch, ReLU) })
			total.run(b, name+"/Adjoint", size, func() { c.Adjoint(c.x, nil, c.y, c.w, nil, batch, Identity) })
			total.run(b, name+"/Weights", size, func() { c.Weights(c.w, c.x, c.y, batch) })
		}
		b.Run(fmt.Sprintf("%d/all", procs), func(b *testing.B) {
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(100*total.least/total.seconds, "%peak")
		})
	}
}

// A convTotal adds up the times of several kernels, and the least that they could take.
type convTotal struct {
	procs          int
	seconds, least float64
}

// run reports a kernel of the given number of multiply-adds, in the fastest of many rounds.
func (c *convTotal) run(b *testing.B, name string, size int, kernel func()) {
	b.Run(name, func(b *testing.B) {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(c.procs))
		kernel()
		fastest := math.Inf(1)
		for b.Loop() {
			start := time.Now()
			kernel()
			fastest = min(fastest, time.Since(start).Seconds())
		}
		least := 2 * float64(size) / PeakFLOPS(20*time.Millisecond) / float64(c.procs)
		c.seconds += fastest
		c.least += least
		b.ReportMetric(0, "ns/op")
		b.ReportMetric(1e3*fastest, "ms")
		b.ReportMetric(100*least/fastest, "%peak")
	})
}
