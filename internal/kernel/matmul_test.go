package kernel

import (
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"
)

// A form is one of the products, with a and b stored as it wants them.
type form struct {
	name   string
	run    func(dst, a, b []float32, m, n, k int)
	ta, tb bool // whether a or b is stored transposed
}

var forms = []form{
	{"NN", MatMul, false, false},
	{"NT", MatMulNT, false, true},
	{"TN", MatMulTN, true, false},
	{"Dense", dense(false), false, false},
	{"fine Dense", dense(true), false, false},
}

// dense returns the product that Dense computes without a bias.
func dense(fine bool) func(dst, a, b []float32, m, n, k int) {
	return func(dst, a, b []float32, m, n, k int) {
		Dense(dst, nil, a, b, make([]float32, n), m, k, n, Identity, fine)
	}
}

// place returns where element (i, j) of a matrix with the given rows and columns lies.
func place(transposed bool, i, j, rows, cols int) int {
	if transposed {
		return j*rows + i
	}
	return i*cols + j
}

// at returns that element.
func at(x []float32, transposed bool, i, j, rows, cols int) float64 {
	return float64(x[place(transposed, i, j, rows, cols)])
}

// checkProduct runs f on random matrices and compares with float64. A chain of k rounded additions
// of rounded products errs by at most k+1 roundings (2⁻²⁴ each) of the sum of the products'
// magnitudes.
func checkProduct(t *testing.T, f form, r *rand.Rand, m, n, k int) {
	t.Helper()
	a, b := normals(r, m*k, 1), normals(r, k*n, 1)
	guarded := normals(r, m*n+2, 1)
	before := slices.Clone(guarded)
	dst := guarded[1 : 1+m*n]
	f.run(dst, a, b, m, n, k)
	for i := range m {
		for j := range n {
			var want, size float64
			for p := range k {
				product := at(a, f.ta, i, p, m, k) * at(b, f.tb, p, j, k, n)
				want += product
				size += math.Abs(product)
			}
			if got := float64(dst[i*n+j]); !(math.Abs(got-want) <= float64(k+1)*0x1p-24*size) {
				t.Fatalf("%s %d × %d × %d: element (%d, %d) is %g, want %g", f.name, m, n, k, i, j, got, want)
			}
		}
	}
	if guarded[0] != before[0] || guarded[m*n+1] != before[m*n+1] {
		t.Fatalf("%s %d × %d × %d writes beyond its result", f.name, m, n, k)
	}
}

func TestMatMul_matchesFloat64(t *testing.T) {
	odd := []int{22, 25, 31, 32, 33, 47, 48, 49, 63, 65, 95, 97, 100}
	atEveryLevel(t, func(t *testing.T) {
		r := generator(1)
		for _, f := range forms {
			for m := range 14 {
				for n := range 19 {
					for k := range 10 {
						checkProduct(t, f, r, m, n, k)
					}
				}
			}
			for _, size := range odd {
				checkProduct(t, f, r, size, 20, 7)
				checkProduct(t, f, r, 9, size, 13)
				checkProduct(t, f, r, 17, 33, size)
				checkProduct(t, f, r, size, size, size)
			}
			for _, k := range []int{255, 256, 257, 511, 513, 784} {
				checkProduct(t, f, r, 19, 51, k)
			}
			checkProduct(t, f, r, 300, 130, 1025)
		}
	})
}

// TestMatMul_noRowKnowsTheOthers checks that a row's bits do not depend on how many rows there are,
// nor on the level.
func TestMatMul_noRowKnowsTheOthers(t *testing.T) {
	const m, n, k = 37, 101, 300
	r := generator(2)
	a, b := normals(r, m*k, 1), normals(r, k*n, 1)
	for _, f := range forms {
		if f.ta || f.tb { // a or b would have other elements
			continue
		}
		var first []float32
		atEveryLevel(t, func(t *testing.T) {
			if level == generic {
				return
			}
			whole := make([]float32, m*n)
			f.run(whole, a, b, m, n, k)
			if first == nil {
				first = whole
			}
			sameBits(t, "another level", whole, first)
			for rows := 1; rows < m; rows++ {
				part := make([]float32, rows*n)
				f.run(part, a[:rows*k], b, rows, n, k)
				sameBits(t, fmt.Sprint(f.name, " of ", rows, " rows"), part, whole[:rows*n])
			}
		})
	}
}

func sameBits(t *testing.T, name string, got, want []float32) {
	t.Helper()
	for i, v := range got {
		if math.Float32bits(v) != math.Float32bits(want[i]) {
			t.Fatalf("%s: element %d is %g, want %g", name, i, v, want[i])
		}
	}
}

func TestMatMul_isTheSameOnAnyCores(t *testing.T) {
	atEveryLevel(t, func(t *testing.T) {
		for _, f := range forms {
			const m, n, k = 130, 110, 390
			r := generator(3)
			a, b := normals(r, m*k, 1), normals(r, k*n, 1)
			sameOnAnyCores(t, func() []float32 {
				dst := make([]float32, m*n)
				f.run(dst, a, b, m, n, k)
				return dst
			})
		}
	})
}

// TestMatMul_carriesNaNAndInf puts one such element into a matrix of ones: it must reach its row or
// column of the result, and nothing else.
func TestMatMul_carriesNaNAndInf(t *testing.T) {
	const m, n, k = 19, 53, 21
	inf, nan := float32(math.Inf(1)), float32(math.NaN())
	atEveryLevel(t, func(t *testing.T) {
		for _, f := range forms {
			for _, special := range []float32{inf, -inf, nan} {
				for place := 0; place < k*n; place += 17 {
					a, b, dst := ones(m*k), ones(k*n), make([]float32, m*n)
					b[place] = special
					f.run(dst, a, b, m, n, k)
					column := place % n
					if f.tb {
						column = place / k
					}
					for i, got := range dst {
						want := float32(k)
						if i%n == column {
							want = special
						}
						if got != want && (got == got || want == want) {
							t.Fatalf("%s: element %d is %g, want %g", f.name, i, got, want)
						}
					}
				}
			}
		}
	})
}

func ones(n int) []float32 {
	x := make([]float32, n)
	for i := range x {
		x[i] = 1
	}
	return x
}

func TestMatMul_refusesWrongLengths(t *testing.T) {
	x := make([]float32, 7)
	for _, f := range forms {
		mustPanic(t, f.name, func() { f.run(x[:5], x[:6], x[:6], 2, 2, 3) })
		mustPanic(t, f.name, func() { f.run(x[:4], x[:7], x[:6], 2, 2, 3) })
		mustPanic(t, f.name, func() { f.run(x[:4], x[:6], x[:5], 2, 2, 3) })
	}
	mustPanic(t, "Dense", func() { Dense(x[:4], nil, x[:6], x[:6], x[:1], 2, 3, 2, ReLU, false) })
}

// TestMatMul_allocatesNothing counts by hand, since testing.AllocsPerRun runs on one core. The
// runtime itself allocates now and then, where goroutines wait.
func TestMatMul_allocatesNothing(t *testing.T) {
	if raceDetector || level == generic {
		t.Skip("sync.Pool forgets things at random under the race detector, and gonum allocates")
	}
	const m, n, k, runs = 128, 96, 200, 1000
	a, b, dst, bias := ones(m*k), ones(k*n), ones(m*n), ones(n)
	for name, run := range map[string]func(){
		"NN":    func() { MatMul(dst, a, b, m, n, k) },
		"NT":    func() { MatMulNT(dst, a, b, m, n, k) },
		"TN":    func() { MatMulTN(dst, a, b, m, n, k) },
		"Dense": func() { Dense(dst, nil, a, b, bias, m, k, n, Tanh, true) },
	} {
		run()
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		for range runs {
			run()
		}
		runtime.ReadMemStats(&after)
		if got := after.Mallocs - before.Mallocs; got > runs/10 {
			t.Errorf("%s: %d allocations in %d runs", name, got, runs)
		}
	}
}

// raceDetector reports whether the tests run under it.
var raceDetector bool

func FuzzMatMul(f *testing.F) {
	f.Add(uint8(3), uint8(50), uint8(20), uint64(0))
	f.Fuzz(func(t *testing.T, m, n, k uint8, seed uint64) {
		atEveryLevel(t, func(t *testing.T) {
			for _, form := range forms {
				checkProduct(t, form, generator(seed), int(m), int(n), int(k))
			}
		})
	})
}
