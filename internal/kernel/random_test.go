package kernel

import (
	"math"
	"slices"
	"testing"
)

// The known answers are those of the authors' Random123 library (kat_vectors, philox4x32 with 10
// rounds).
func TestPhilox_matchesRandom123(t *testing.T) {
	for _, c := range []struct {
		key          [2]uint32
		index, block uint64
		want         [4]uint32
	}{
		{[2]uint32{0, 0}, 0, 0,
			[4]uint32{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
		{[2]uint32{0xffffffff, 0xffffffff}, 0xffffffffffffffff, 0xffffffffffffffff,
			[4]uint32{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
		{[2]uint32{0xa4093822, 0x299f31d0}, 0x0370734413198a2e, 0x85a308d3243f6a88,
			[4]uint32{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
	} {
		if got := Philox(c.key, c.index, c.block); got != c.want {
			t.Errorf("Philox(%08x, %x, %x) = %08x, want %08x", c.key, c.index, c.block, got, c.want)
		}
	}
}

// somewhere is a place in a stream where the number of the block needs 64 bits.
var somewhere = stream{key: [2]uint32{0xa4093822, 0x299f31d0}, index: 0x0370734413198a2e, block: 1<<32 - 5}

func TestUniform_isPhilox(t *testing.T) {
	atEveryLevel(t, func(t *testing.T) {
		s := somewhere
		for _, n := range []int{0, 1, 5, 31, 32, 33, 100, 1000, 100003} {
			dst := make([]float32, n)
			Uniform(dst, s.key, s.index, s.block)
			for i, got := range dst {
				word := Philox(s.key, s.index, s.block+uint64(i/4))[i%4]
				if want := float32(word>>8) * 0x1p-24; got != want {
					t.Fatalf("draw %d of %d: %g, want %g", i, n, got, want)
				}
			}
		}
	})
}

func TestNormal_matchesFloat64(t *testing.T) {
	atEveryLevel(t, func(t *testing.T) {
		s := somewhere
		for _, n := range []int{0, 1, 5, 31, 32, 33, 100, 1000, 1000003} {
			dst, want := make([]float32, n), make([]float32, (n+3)/4*4)
			Normal(dst, s.key, s.index, s.block)
			normalPlain(want, uint64(s.key[0]), uint64(s.key[1]), s.index, s.block)
			for i, got := range dst {
				if math.Abs(float64(got-want[i])) > 1e-6 {
					t.Fatalf("draw %d of %d: %g, want %g", i, n, got, want[i])
				}
			}
		}
	})
}

// A run's noise is the same on machines with AVX2 and with AVX-512.
func TestNormal_sameInBothWidths(t *testing.T) {
	if level < avx512 {
		t.Skip("needs AVX-512")
	}
	defer func() { level = avx512 }()
	a, b := make([]float32, 100003), make([]float32, 100003)
	Normal(a, somewhere.key, somewhere.index, somewhere.block)
	level = avx2
	Normal(b, somewhere.key, somewhere.index, somewhere.block)
	if !slices.Equal(a, b) {
		t.Error("the draws differ")
	}
}

// With n draws the mean of a quantity strays from its expectation by its standard deviation over
// √n; five times that is allowed.
func TestNormal_hasTheMomentsAndTails(t *testing.T) {
	const n = 1 << 22
	x := make([]float32, n)
	Normal(x, [2]uint32{1, 2}, 3, 0)
	check := func(name string, f func(x float64) float64, want, variance float64) {
		var sum float64
		for _, v := range x {
			sum += f(float64(v))
		}
		if got := sum / n; math.Abs(got-want) > 5*math.Sqrt(variance/n) {
			t.Errorf("%s: %g, want %g", name, got, want)
		}
	}
	check("mean", func(x float64) float64 { return x }, 0, 1)
	check("variance", func(x float64) float64 { return x * x }, 1, 2)
	check("skewness", func(x float64) float64 { return x * x * x }, 0, 15)
	check("kurtosis", func(x float64) float64 { return x * x * x * x }, 3, 96)
	for _, at := range []float64{-4.5, -4, -3, -2, -1, -0.1, 0, 0.001, 0.5, 1.5, 2.5, 3.5, 4.5} {
		below := 0.5 * math.Erfc(-at/math.Sqrt2)
		check("below", func(x float64) float64 {
			if x < at {
				return 1
			}
			return 0
		}, below, below*(1-below))
	}
	for _, lag := range []int{1, 2, 3, 4, 16, 32} {
		var sum float64
		for i, v := range x[lag:] {
			sum += float64(v) * float64(x[i])
		}
		if math.Abs(sum/n) > 5/math.Sqrt(n) {
			t.Errorf("correlation at a distance of %d: %g", lag, sum/n)
		}
	}
}

func TestRandom_sameOnAnyCores(t *testing.T) {
	atEveryLevel(t, func(t *testing.T) {
		sameOnAnyCores(t, func() []float32 {
			x := make([]float32, 200006)
			Uniform(x[:100003], somewhere.key, somewhere.index, somewhere.block)
			Normal(x[100003:], somewhere.key, somewhere.index, somewhere.block)
			return x
		})
	})
}

func BenchmarkUniform(b *testing.B) {
	x := make([]float32, 100352)
	for b.Loop() {
		Uniform(x, [2]uint32{}, 0, 0)
	}
	perElement(b, len(x))
}

func BenchmarkNormal(b *testing.B) {
	x := make([]float32, 2560)
	for b.Loop() {
		Normal(x, [2]uint32{}, 0, 0)
	}
	perElement(b, len(x))
}
