package kernel

import (
	"fmt"
	"testing"
)

// TestMatMul_goesThroughLargeMatricesInParts gives engines such small caches that small
// matrices are rearranged and divided like large ones, which must not change a bit.
func TestMatMul_goesThroughLargeMatricesInParts(t *testing.T) {
	atEveryLevel(t, func(t *testing.T) {
		usual := engines[level]
		if usual == nil {
			return
		}
		defer func() { engines[level] = usual }()
		small := *usual
		small.depth, small.cached = 37, 500
		r := generator(7)
		for _, f := range forms {
			for _, m := range []int{1, 15, 16, 17, 53} {
				for _, n := range []int{7, 49, 301} {
					for _, k := range []int{30, 37, 38, 112} {
						a, b := normals(r, m*k, 1), normals(r, k*n, 1)
						whole, inParts := make([]float32, m*n), make([]float32, m*n)
						engines[level] = usual
						f.run(whole, a, b, m, n, k)
						engines[level] = &small
						f.run(inParts, a, b, m, n, k)
						sameBits(t, fmt.Sprintf("%s %d × %d × %d", f.name, m, n, k), inParts, whole)
					}
				}
			}
		}
	})
}
