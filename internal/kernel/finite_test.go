package kernel

import (
	"math"
	"testing"
)

func TestFinite(t *testing.T) {
	inf := float32(math.Inf(1))
	for _, c := range []struct {
		x    []float32
		want bool
	}{
		{nil, true},
		{[]float32{0, -1, math.MaxFloat32, math.SmallestNonzeroFloat32}, true},
		{[]float32{0, inf}, false},
		{[]float32{-inf, 0}, false},
		{[]float32{float32(math.NaN())}, false},
	} {
		if got := Finite(c.x); got != c.want {
			t.Errorf("Finite(%v) = %t", c.x, got)
		}
	}
}
