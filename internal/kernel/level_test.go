package kernel

import (
	"math"
	"math/rand/v2"
	"runtime"
	"testing"
)

// atEveryLevel runs test with each set of vector instructions that this machine has.
func atEveryLevel(t *testing.T, test func(t *testing.T)) {
	best := level
	defer func() { level = best }()
	for l := generic; l <= best; l++ {
		level = l
		t.Run(l.String(), test)
	}
}

// precision is the greatest relative error allowed: two roundings of float32 (2⁻²⁴ each) for a
// function and a little for the polynomial behind it.
const precision = 2e-7

// near reports whether got is want but for a relative error of tolerance, or for an error of the
// smallest normal number. Infinite and undefined values must be the same.
func near(got float32, want, tolerance float64) bool {
	g := float64(got)
	switch {
	case math.IsNaN(want):
		return math.IsNaN(g)
	case float32(want) == got: // infinities too
		return true
	}
	return math.Abs(g-want) <= tolerance*math.Abs(want)+0x1p-126
}

// generator returns a source of random numbers for a test.
func generator(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 0)) }

// normals returns n normal numbers with the given standard deviation, in a slice that does not
// begin at a multiple of 64 bytes.
func normals(r *rand.Rand, n int, deviation float64) []float32 {
	x := make([]float32, n+3)[3:]
	for i := range x {
		x[i] = float32(deviation * r.NormFloat64())
	}
	return x
}

// arguments returns numbers of all sizes and signs up to limit, the special ones first, in an odd
// number.
func arguments(limit float64) []float32 {
	inf, nan := math.Inf(1), math.NaN()
	x := []float32{0, float32(math.Copysign(0, -1)), float32(nan), float32(inf), float32(-inf),
		1e-45, -1e-45, 1e-40, -1e-40, 0x1p-126, -0x1p-126, math.MaxFloat32, -math.MaxFloat32}
	r := generator(1)
	for range 20000 {
		for _, v := range []float64{limit * r.Float64(), math.Exp(-100 * r.Float64()), 3 * r.Float64()} {
			x = append(x, float32(v), float32(-v))
		}
	}
	return x
}

// sameOnAnyCores checks that run, which returns its results, returns the same bits whatever the
// number of cores.
func sameOnAnyCores(t *testing.T, run func() []float32) {
	t.Helper()
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	want := run()
	for procs := 2; procs <= 3; procs++ {
		runtime.GOMAXPROCS(procs)
		for i, v := range run() {
			if math.Float32bits(v) != math.Float32bits(want[i]) {
				t.Fatalf("%d cores: element %d is %g, with one core %g", procs, i, v, want[i])
			}
		}
	}
}

// mustPanic checks that call panics instead of reading or writing beyond a slice.
func mustPanic(t *testing.T, name string, call func()) {
	t.Helper()
	defer func() {
		if recover() == nil {
			t.Errorf("%s accepts slices of wrong length", name)
		}
	}()
	call()
}

// perElement reports a benchmark's time per element.
func perElement(b *testing.B, n int) {
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/element")
}
