package evaluate

import (
	"math"
	"slices"
	"testing"

	"gonum.org/v1/gonum/floats"

	"vae/internal/nn/nntest"
)

func TestProtocol_ladder(t *testing.T) {
	for samples, want := range map[int][]int{1: {1}, 7: {1, 7}, 100: {1, 10, 100}, 5000: {1, 10, 100, 1000, 5000}} {
		if got := (Protocol{Samples: samples}).Ladder(); !slices.Equal(got, want) {
			t.Errorf("%d samples: %v, want %v", samples, got, want)
		}
	}
}

// weights returns logarithms of n importance weights, far below what exp can represent.
func weights(n int) []float64 {
	logWeights := make([]float64, n)
	for i, v := range nntest.Normal(1, n) {
		logWeights[i] = 2*float64(v) - 2000
	}
	return logWeights
}

func TestBound_matchesGonum(t *testing.T) {
	w := weights(60)
	var want float64
	for g := range 6 {
		want += (floats.LogSumExp(w[10*g:10*g+10]) - math.Log(10)) / 6
	}
	if got := bound(w, 10).Value; math.Abs(got-want) > 1e-9 {
		t.Errorf("L_10 is %g, want %g", got, want)
	}
	if got := bound([]float64{math.Inf(-1), math.Inf(-1)}, 2).Value; !math.IsInf(got, -1) {
		t.Errorf("of no weight at all: %g", got)
	}
}

func TestBound_doesNotFallWithK(t *testing.T) {
	w := weights(5000)
	last := math.Inf(-1)
	for _, k := range (Protocol{Samples: 5000}).Ladder() {
		b := bound(w, k)
		if b.Value < last {
			t.Errorf("L_%d is %g, below %g", k, b.Value, last)
		}
		last = b.Value
	}
}

// TestBound_variance checks that the variance which a bound states is that of many estimates. Of
// 400 estimates it errs by √(2/400) = 7 %, and that of all draws is the jackknife's: 25 % is
// allowed.
func TestBound_variance(t *testing.T) {
	const estimates, draws = 400, 500
	all := make([]float64, estimates*draws)
	for i, v := range nntest.Normal(1, len(all)) {
		all[i] = 0.5 * float64(v)
	}
	for _, k := range []int{1, 10, draws} {
		var values moments
		var stated float64
		for e := range estimates {
			b := bound(all[e*draws:(e+1)*draws], k)
			values.add(b.Value)
			stated += b.Variance / estimates
		}
		if actual := values.variance(); math.Abs(stated-actual) > 0.25*actual {
			t.Errorf("K = %d: the stated variance is %g, the actual one %g", k, stated, actual)
		}
	}
}

// TestBound_varianceOfFewDraws: with a few draws of unequal weight the jackknife states no less
// than the variance that there is, and not twice as much. Of 4000 estimates both err by some 5 %.
func TestBound_varianceOfFewDraws(t *testing.T) {
	const estimates, draws = 4000, 10
	all := nntest.Normal(1, estimates*draws)
	var values, stated moments
	for e := range estimates {
		var logWeights []float64
		for _, v := range all[e*draws : (e+1)*draws] {
			logWeights = append(logWeights, 2*float64(v))
		}
		b := bound(logWeights, draws)
		values.add(b.Value)
		stated.add(b.Variance)
	}
	if actual := values.variance(); stated.mean < 0.95*actual || stated.mean > 2*actual {
		t.Errorf("the stated variance is %g, the actual one %g", stated.mean, actual)
	}
}

func TestJackknife_oneWeightIsAll(t *testing.T) {
	for _, gap := range []float64{1, 20, 800} {
		// Without the first l is −gap, without the second 0: their deviations are ±gap/2.
		if got, want := jackknife([]float64{0, -gap}), gap*gap/4; math.Abs(got-want) > 1e-9*want {
			t.Errorf("gap %g: variance %g, want %g", gap, got, want)
		}
	}
	for step := range 1000 { // sums whose rounding leaves less than nothing beside one weight
		for _, draws := range []int{3, 10} {
			w := make([]float64, draws)
			for k := range w {
				w[k] = -60 - 0.0083*float64(step) - 40*float64(k)
			}
			if v := jackknife(w); !(v > 0) {
				t.Fatalf("%d draws, the largest %g: variance %g", draws, w[0], v)
			}
		}
	}
	if v := jackknife([]float64{3}); !math.IsNaN(v) {
		t.Errorf("of one draw it is %g", v)
	}
}
