package kernel

import (
	"math"
	"testing"
)

func TestDense_isAProductABiasAndAnActivation(t *testing.T) {
	const rows, in, out = 13, 300, 50
	r := generator(4)
	x, w, bias := normals(r, rows*in, 1), normals(r, in*out, 1), normals(r, out, 20)
	bias[0], bias[1] = float32(math.NaN()), float32(math.Inf(-1))
	atEveryLevel(t, func(t *testing.T) {
		for act := Identity; act <= Sigmoid; act++ {
			for _, in := range []int{0, 1, in} {
				dst := make([]float32, rows*out)
				Dense(dst, nil, x[:rows*in], w[:in*out], bias, rows, in, out, act, false)
				for i, got := range dst {
					sum := float64(bias[i%out])
					for p := range in {
						sum += float64(x[i/out*in+p]) * float64(w[p*out+i%out])
					}
					want := float64(act.apply(float32(sum)))
					if !(math.Abs(float64(got)-want) <= 1e-4) && float32(want) != got && (got == got || want == want) {
						t.Fatalf("activation %d, %d inputs: element %d is %g, want %g", act, in, i, got, want)
					}
				}
			}
		}
	})
}
