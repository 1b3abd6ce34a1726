package kernel

import (
	"slices"
	"testing"
)

// TestAdd_isExact rounds each sum once, on any number of cores, also where dst is x.
func TestAdd_isExact(t *testing.T) {
	r := generator(3)
	for _, n := range []int{0, 1, 7, 100, 70001} {
		x, y := normals(r, n, 1), normals(r, n, 1)
		sameOnAnyCores(t, func() []float32 {
			dst := slices.Clone(x)
			Add(dst, dst, y)
			return dst
		})
		dst := make([]float32, n)
		Add(dst, x, y)
		for i, got := range dst {
			if want := float32(float64(x[i]) + float64(y[i])); got != want {
				t.Fatalf("%d numbers: %g + %g = %g", n, x[i], y[i], got)
			}
		}
	}
	mustPanic(t, "Add", func() { Add(make([]float32, 3), make([]float32, 3), make([]float32, 2)) })
}

func TestScaleRows_isExact(t *testing.T) {
	atEveryLevel(t, func(t *testing.T) {
		r := generator(2)
		for cols := range 101 {
			src, scale := normals(r, 3*cols, 1), normals(r, 3, 1)
			dst := make([]float32, len(src))
			ScaleRows(dst, src, scale, 3, cols)
			for i, got := range dst {
				if want := src[i] * scale[i/cols]; got != want {
					t.Fatalf("%d columns: %g, want %g", cols, got, want)
				}
			}
		}
	})
}
