package kernel

import (
	"fmt"
	"math"
	"testing"
)

// TestDense_fineErrsLess compares the errors of fine sums and of others with float64. A chain
// rounds sums of 1, 2, …, k products, which are of the size √1, √2, …: its error has the variance
// k²/2, if that of the first rounding is 1. 7 chains of 112 have 7·112²/2, and adding them 112·(2 +
// … + 7), together the 6.5th part of 784²/2.
func TestDense_fineErrsLess(t *testing.T) {
	const rows, out = 24, 150
	for _, in := range []int{784, 3136, 4099} {
		r := generator(uint64(in))
		x, w, bias := normals(r, rows*in, 1), normals(r, in*out, 1), normals(r, out, 1)
		want := make([]sum, rows*out)
		for i := range want {
			want[i].add(float64(bias[i%out]))
			for p := range in {
				want[i].add(float64(x[i/out*in+p]) * float64(w[p*out+i%out]))
			}
		}
		fineErrsLess(t, fmt.Sprint(in, " inputs"), 2.5, want, func(fine bool) []float32 {
			dst := make([]float32, rows*out)
			Dense(dst, nil, x, w, bias, rows, in, out, Identity, fine)
			return dst
		})
	}
}

// TestConv_fineErrsLess has windows of 576 to 1024 products, whose errors are 2 to 2.7 times
// smaller by the same count, and in the other direction sums of 512, twice, before they are added
// in windows.
func TestConv_fineErrsLess(t *testing.T) {
	layer := Conv{H: 6, W: 6, C: 64, Kernel: 4, Stride: 2, Pad: 1, Out: 512}
	c := newConvCase(layer, 1, 1)
	y, x, _ := c.reference()
	fineErrsLess(t, "Forward", 2, y, func(fine bool) []float32 {
		c.Fine = fine
		return c.forward(Identity)
	})
	fineErrsLess(t, "Adjoint", 1.8, x, func(fine bool) []float32 {
		c.Fine = fine
		return c.adjoint(Identity)
	})
}

// fineErrsLess checks that the root mean square of errors is so many times smaller if sums are
// fine.
func fineErrsLess(t *testing.T, name string, times float64, want []sum, run func(fine bool) []float32) {
	rms := func(fine bool) float64 {
		squares := 0.0
		for i, v := range run(fine) {
			squares += (float64(v) - want[i].value) * (float64(v) - want[i].value)
		}
		return math.Sqrt(squares / float64(len(want)))
	}
	atEveryLevel(t, func(t *testing.T) {
		if chain, fine := rms(false), rms(true); !(chain >= times*fine) {
			t.Errorf("%s: errors of %g, fine ones of %g", name, chain, fine)
		}
	})
}

// TestDense_fineOfFewInputsIsTheSame: they are one chain.
func TestDense_fineOfFewInputsIsTheSame(t *testing.T) {
	const rows, out = 9, 51
	atEveryLevel(t, func(t *testing.T) {
		for _, in := range []int{0, 1, fineChain} {
			r := generator(1)
			x, w, bias := normals(r, rows*in, 1), normals(r, in*out, 1), normals(r, out, 1)
			dst, fine := make([]float32, rows*out), make([]float32, rows*out)
			Dense(dst, nil, x, w, bias, rows, in, out, ReLU, false)
			Dense(fine, nil, x, w, bias, rows, in, out, ReLU, true)
			sameBits(t, fmt.Sprint(in, " inputs"), fine, dst)
		}
	})
}
