package reduce_test

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/stat"

	"vae/internal/reduce"
)

// samples hold numbers whose exponentials overflow, vanish, or are far apart.
var samples = [][]float64{{0}, {-1, 2, 0.5}, {1000, 1001}, {-2000, -2001, -1999}, {-800, 0, 1}}

// TestLogMeanExp_matchesGonum allows for rounding alone.
func TestLogMeanExp_matchesGonum(t *testing.T) {
	for _, x := range samples {
		want := floats.LogSumExp(x)
		if got := reduce.LogMeanExp(x) + math.Log(float64(len(x))); math.Abs(got-want) > 1e-15*math.Abs(want)+1e-15 {
			t.Errorf("%v: %.17g, want %.17g", x, got, want)
		}
		sum := x[0]
		for _, v := range x[1:] {
			sum = reduce.LogAddExp(sum, v)
		}
		if math.Abs(sum-want) > 1e-15*math.Abs(want)+1e-15 {
			t.Errorf("%v, one by one: %.17g, want %.17g", x, sum, want)
		}
	}
}

func TestSoftmax_hasTheRatiosOfExponentials(t *testing.T) {
	for _, x := range samples {
		share := make([]float64, len(x))
		reduce.Softmax(share, x)
		if sum := floats.Sum(share); math.Abs(sum-1) > 1e-15 {
			t.Errorf("%v: shares add up to %.17g", x, sum)
		}
		for k, v := range x {
			if want := math.Exp(v - floats.LogSumExp(x)); math.Abs(share[k]-want) > 1e-12*want {
				t.Errorf("%v: share %d is %g, want %g", x, k, share[k], want)
			}
		}
	}
}

func TestMeanAndMax(t *testing.T) {
	for _, x := range samples {
		if got, want := reduce.Mean(x), stat.Mean(x, nil); math.Abs(got-want) > 1e-12 {
			t.Errorf("%v: mean %g, want %g", x, got, want)
		}
		if got, want := reduce.Max(x), floats.Max(x); got != want {
			t.Errorf("%v: max %g, want %g", x, got, want)
		}
	}
	if got := reduce.Mean([]float32{1, 2}); got != 1.5 {
		t.Errorf("mean %g of float32", got)
	}
}

// TestReduce_passesOnWhatIsNotFinite checks what becomes of infinities, of NaN, and of nothing.
func TestReduce_passesOnWhatIsNotFinite(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	for _, c := range []struct {
		name string
		got  float64
		want float64
	}{
		{"mean of nothing", reduce.Mean[float64](nil), nan},
		{"max of nothing", reduce.Max(nil), -inf},
		{"max with NaN", reduce.Max([]float64{1, nan, 2}), nan},
		{"log-mean of zeros", reduce.LogMeanExp([]float64{-inf, -inf}), -inf},
		{"log-mean with infinity", reduce.LogMeanExp([]float64{0, inf}), inf},
		{"log-mean with NaN", reduce.LogMeanExp([]float64{0, nan}), nan},
		{"sum with zero", reduce.LogAddExp(3, -inf), 3},
	} {
		if c.got != c.want && !(math.IsNaN(c.got) && math.IsNaN(c.want)) {
			t.Errorf("%s: %g, want %g", c.name, c.got, c.want)
		}
		if finite := c.name == "sum with zero"; reduce.Finite(c.got) != finite {
			t.Errorf("%s: finite is %t", c.name, !finite)
		}
	}
}
