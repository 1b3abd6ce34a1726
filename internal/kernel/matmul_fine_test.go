package kernel

import (
	"fmt"
	"math"
	"testing"
)

// TestDense_fineErrsLess compares the errors of fine products and of others with float64. A chain
// rounds sums of 1, 2, …, k products, which are of the size √1, √2, …: of independent roundings, its
// error has the variance k²/2, in the unit of that of the first. 7 chains of 112 have 7·112²/2, and
// their sum 112·(2 + 3 + … + 7), together the 6.4th part of 784²/2.
func TestDense_fineErrsLess(t *testing.T) {
	const rows, out = 24, 150
	for _, in := range []int{784, 3136, 4099} {
		r := generator(uint64(in))
		x, w, bias := normals(r, rows*in, 1), normals(r, in*out, 1), normals(r, out, 1)
		want := make([]float64, rows*out)
		for i := range want {
			want[i] = float64(bias[i%out])
			for p := range in {
				want[i] += float64(x[i/out*in+p]) * float64(w[p*out+i%out])
			}
		}
		rms := func(fine bool) float64 {
			dst, squares := make([]float32, rows*out), 0.0
			Dense(dst, nil, x, w, bias, rows, in, out, Identity, fine)
			for i, v := range dst {
				squares += (float64(v) - want[i]) * (float64(v) - want[i])
			}
			return math.Sqrt(squares / float64(len(dst)))
		}
		atEveryLevel(t, func(t *testing.T) {
			chain, fine := rms(false), rms(true)
			if !(chain >= 2.5*fine) {
				t.Errorf("%d inputs: errors of %g, fine ones of %g", in, chain, fine)
			}
		})
	}
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
