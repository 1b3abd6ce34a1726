package kernel

import (
	"fmt"
	"runtime"
	"slices"
	"testing"
)

// TestMatMul_goesThroughLargeMatricesInParts gives engines such small caches that small matrices
// are rearranged and divided like large ones, which must not change a bit.
func TestMatMul_goesThroughLargeMatricesInParts(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	atEveryLevel(t, func(t *testing.T) {
		usual := engines[level]
		if usual == nil {
			return
		}
		defer func() { engines[level] = usual }()
		small := *usual
		small.depth, small.cached = 37, 500
		check := func(f form, m, n, k int) {
			r := generator(7)
			a, b := normals(r, m*k, 1), normals(r, k*n, 1)
			whole, inParts := make([]float32, m*n), make([]float32, m*n)
			engines[level] = usual
			f.run(whole, a, b, m, n, k)
			engines[level] = &small
			for procs := 1; procs <= 3; procs++ {
				runtime.GOMAXPROCS(procs)
				clear(inParts)
				f.run(inParts, a, b, m, n, k)
				sameBits(t, fmt.Sprintf("%s %d × %d × %d on %d cores", f.name, m, n, k, procs), inParts, whole)
			}
		}
		for _, f := range forms {
			for _, m := range []int{1, 15, 16, 17, 53} {
				for _, n := range []int{7, 49, 301, 601} {
					for _, k := range []int{30, 37, 38, 113} {
						check(f, m, n, k)
					}
				}
			}
			check(f, 53, 301, 300) // several chains of a fine product
			check(f, 16, 1537, 30) // less than the cache keeps, and read by many panels
		}
	})
}

// TestMatMul_noElementKnowsItsPlace multiplies equal rows by equal columns: all elements of the
// result have the same bits, in whatever tile they lie.
func TestMatMul_noElementKnowsItsPlace(t *testing.T) {
	const m, n, k = 53, 301, 300
	r := generator(8)
	x, y := normals(r, k, 1), normals(r, k, 1)
	atEveryLevel(t, func(t *testing.T) {
		for _, f := range forms {
			a, b, dst := make([]float32, m*k), make([]float32, k*n), make([]float32, m*n)
			for p := range k {
				for i := range m {
					a[place(f.ta, i, p, m, k)] = x[p]
				}
				for j := range n {
					b[place(f.tb, p, j, k, n)] = y[p]
				}
			}
			f.run(dst, a, b, m, n, k)
			sameBits(t, f.name, dst, slices.Repeat(dst[:1], m*n))
		}
	})
}
