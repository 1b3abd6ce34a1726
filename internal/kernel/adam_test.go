package kernel

import (
	"math"
	"testing"
)

// adamStep is the step number 10 of Adam with the usual factors and a clipped gradient.
var adamStep = AdamStep{
	Rate: 1e-3, Beta1: 0.9, Beta2: 0.999, Epsilon: 1e-8,
	Unbias1:        float32(1 / (1 - math.Pow(0.9, 10))),
	Unbias2:        float32(1 / (1 - math.Pow(0.999, 10))),
	GradientFactor: 0.5,
}

func TestAdam_matchesFloat64(t *testing.T) {
	atEveryLevel(t, func(t *testing.T) {
		r, s := generator(1), adamStep
		for n := range 101 {
			param, grad, m, v := normals(r, n, 1), normals(r, n, 0.1), normals(r, n, 0.1), normals(r, n, 0.1)
			for i := range v {
				v[i] *= v[i]
			}
			param0, m0, v0 := append(param[:0:0], param...), append(m[:0:0], m...), append(v[:0:0], v...)
			Adam(param, grad, m, v, s)
			for i := range param {
				g := float64(grad[i]) * float64(s.GradientFactor)
				wantM := float64(s.Beta1)*float64(m0[i]) + float64(1-s.Beta1)*g
				wantV := float64(s.Beta2)*float64(v0[i]) + float64(1-s.Beta2)*g*g
				change := float64(s.Rate) * wantM * float64(s.Unbias1) /
					(math.Sqrt(wantV*float64(s.Unbias2)) + float64(s.Epsilon))
				if math.Abs(float64(m[i])-wantM) > precision*(math.Abs(float64(m0[i]))+math.Abs(g)) {
					t.Errorf("m = %g, want %g", m[i], wantM)
				}
				if !near(v[i], wantV, precision) {
					t.Errorf("v = %g, want %g", v[i], wantV)
				}
				want := float64(param0[i]) - change
				if math.Abs(float64(param[i])-want) > precision*math.Abs(want)+1e-5*math.Abs(change) {
					t.Errorf("param = %g, want %g", param[i], want)
				}
			}
		}
	})
}

func TestAdam_momentsOfUnusedParametersEnd(t *testing.T) {
	atEveryLevel(t, func(t *testing.T) {
		if level == generic {
			t.Skip("plain Go keeps denormal numbers")
		}
		param, grad, m, v := []float32{1}, []float32{0}, []float32{1}, []float32{1}
		for range 1000 {
			Adam(param, grad, m, v, adamStep)
		}
		if m[0] != 0 {
			t.Errorf("m = %g after 1000 steps without gradient, want 0", m[0])
		}
		if tiny := float32(0x1p-140); tiny*v[0]*0.5 == 0 {
			t.Error("Go's own code takes denormal numbers for zero now")
		}
	})
}

func TestSumSquares_matchesFloat64(t *testing.T) {
	atEveryLevel(t, func(t *testing.T) {
		r := generator(2)
		for _, n := range []int{0, 1, 2, 7, 8, 15, 16, 17, 63, 64, 65, 100, 1000, 4097, 100003} {
			x := normals(r, n, 1e18) // squares beyond float32
			var want float64
			for _, v := range x {
				want += float64(v) * float64(v)
			}
			if got := SumSquares(x); math.Abs(got-want) > 1e-13*want {
				t.Errorf("%d elements: %g, want %g", n, got, want)
			}
		}
	})
}

func TestAdam_sameOnAnyCores(t *testing.T) {
	atEveryLevel(t, func(t *testing.T) {
		sameOnAnyCores(t, func() []float32 {
			r, n := generator(3), 100003
			param, grad, m, v := normals(r, n, 1), normals(r, n, 1), normals(r, n, 1), make([]float32, n)
			Adam(param, grad, m, v, adamStep)
			sum := math.Float64bits(SumSquares(param))
			return append(param, math.Float32frombits(uint32(sum)), math.Float32frombits(uint32(sum>>32)))
		})
	})
}

func BenchmarkAdam(b *testing.B) {
	r, n := generator(4), 652000
	param, grad, m, v := normals(r, n, 1), normals(r, n, 1), normals(r, n, 1), make([]float32, n)
	for b.Loop() {
		Adam(param, grad, m, v, adamStep)
	}
	perElement(b, n)
}

func BenchmarkSumSquares(b *testing.B) {
	x := normals(generator(4), 652000, 1)
	for b.Loop() {
		SumSquares(x)
	}
	perElement(b, len(x))
}
