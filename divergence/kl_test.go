package divergence_test

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/stat/distmv"

	"vae/divergence"
)

// pairs are two Gaussians each, with a covariance that is the square of its root.
var pairs = []struct {
	name                       string
	meanA, rootA, meanB, rootB []float64
}{
	{"line", []float64{0.3}, []float64{0.5}, []float64{-1}, []float64{2}},
	{"plane", []float64{0.3, -2}, []float64{0.5, 0, 0.2, 1.5}, []float64{1, 0}, []float64{2, 0, -1, 0.7}},
}

// TestKL_closedFormOfGaussians compares with gonum, in both directions. An expectation is good to
// 1e-9 and what lies beyond its reach, 3e-12 times a square of 49 and the ratio of the variances.
func TestKL_closedFormOfGaussians(t *testing.T) {
	for _, p := range pairs {
		a, b := divergence.NewGaussian(p.meanA, rows(p.rootA)), divergence.NewGaussian(p.meanB, rows(p.rootB))
		wantA, wantB := normal(t, p.meanA, square(p.rootA)), normal(t, p.meanB, square(p.rootB))
		forth := distmv.KullbackLeibler{}.DistNormal(wantA, wantB)
		back := distmv.KullbackLeibler{}.DistNormal(wantB, wantA)
		if got := divergence.KL(divergence.Single(a), divergence.Single(b)); math.Abs(got-forth) > 1e-8 {
			t.Errorf("%s: KL(a ‖ b) = %.12g, want %.12g", p.name, got, forth)
		}
		if got := divergence.KL(divergence.Single(b), divergence.Single(a)); math.Abs(got-back) > 1e-8 {
			t.Errorf("%s: KL(b ‖ a) = %.12g, want %.12g", p.name, got, back)
		}
		if math.Abs(forth-back) < 0.1 {
			t.Errorf("%s: %g and %g do not tell the directions apart", p.name, forth, back)
		}
	}
}

// rows returns a matrix (D, D) row by row.
func rows(flat []float64) [][]float64 {
	if len(flat) == 1 {
		return [][]float64{flat}
	}
	return [][]float64{flat[:2], flat[2:]}
}

// square returns L·Lᵀ of a lower triangular L.
func square(l []float64) []float64 {
	if len(l) == 1 {
		return []float64{l[0] * l[0]}
	}
	return []float64{l[0] * l[0], l[0] * l[2], l[0] * l[2], l[2]*l[2] + l[3]*l[3]}
}

// TestKL_matchesMonteCarlo draws from gonum's target and Gaussian. Fixed seeds; the chance of an
// estimate beyond four standard errors is 6e-5.
func TestKL_matchesMonteCarlo(t *testing.T) {
	for dims, q := range map[int][]float64{1: {-0.5, 0.8}, 2: {-0.5, 0.2, 0.8, 0.4}} {
		for _, target := range []divergence.Target{{Separation: 3, Weight: 0.7}, {Separation: 10, Weight: 0.2}} {
			o, gonum := newOracle(t, dims, target), diagonal(t, q)
			p, single := mixture(dims, target), divergence.Single(divergence.Diagonal(q[:dims], q[dims:]))
			within(t, "KL(q ‖ p)", divergence.KL(single, p), func() float64 {
				x := gonum.Rand(nil)
				return gonum.LogProb(x) - o.logProb(x)
			})
			within(t, "KL(p ‖ q)", divergence.KL(p, single), func() float64 {
				x := o.draw()
				return o.logProb(x) - gonum.LogProb(x)
			})
		}
	}
}

// draw returns a draw from the target: every mode has its turns, as often as it weighs.
func (o *oracle) draw() []float64 {
	o.turn = math.Mod(o.turn+math.Phi-1, 1)
	if o.turn < o.weights[0] {
		return o.modes[0].Rand(nil)
	}
	return o.modes[1].Rand(nil)
}

// within compares a value with the mean of draws.
func within(t *testing.T, name string, got float64, draw func() float64) {
	t.Helper()
	const n = 20_000
	var sum, squares float64
	for range n {
		v := draw()
		sum += v
		squares += v * v
	}
	mean := sum / n
	if e := math.Sqrt((squares/n - mean*mean) / n); math.Abs(got-mean) > 4*e {
		t.Errorf("%s = %g, by draws %g ± %g", name, got, mean, e)
	}
}

func mixture(dims int, target divergence.Target) divergence.Mixture {
	if dims == 1 {
		return target.Line()
	}
	return target.Plane()
}

// TestLogProb_matchesGonum checks the target too.
func TestLogProb_matchesGonum(t *testing.T) {
	target := divergence.Target{Separation: 4, Weight: 0.3}
	for _, x := range [][]float64{{0}, {-2.5}, {3}, {0, 0}, {-2, 1.5}, {4, -3}} {
		got, want := mixture(len(x), target).LogProb(x), newOracle(t, len(x), target).logProb(x)
		if math.Abs(got-want) > 1e-12*math.Abs(want) {
			t.Errorf("log p(%v) = %.15g, want %.15g", x, got, want)
		}
	}
}

// TestLogProb_farAway: at 1000, where every density is 0, the nearer mode counts alone.
func TestLogProb_farAway(t *testing.T) {
	got := divergence.Target{Separation: 4, Weight: 0.3}.Line().LogProb([]float64{1000})
	if want := math.Log(0.7) - 0.5*998*998 - 0.5*math.Log(2*math.Pi); math.Abs(got-want) > 1e-9 {
		t.Errorf("log p = %.15g, want %.15g", got, want)
	}
}
