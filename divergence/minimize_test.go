package divergence_test

import (
	"context"
	"errors"
	"math"
	"slices"
	"testing"

	"vae/divergence"
)

// targets are those that fits are tested on; their modes are too far from each other for one
// Gaussian to cover both.
var targets = []divergence.Target{{Separation: 7, Weight: 0.6}, {Separation: 9, Weight: 0.35}}

// TestEstimate_isTheDivergence checks that the graph estimates the divergence that is meant, and
// not that in the other direction: the mean of 100 estimates is within four standard errors of the
// quadrature.
func TestEstimate_isTheDivergence(t *testing.T) {
	for _, dims := range []int{1, 2} {
		p := mixture(dims, divergence.Target{Separation: 3, Weight: 0.8})
		q := divergence.Single(divergence.Diagonal(make([]float64, dims), make([]float64, dims)))
		want := map[divergence.Direction]float64{
			divergence.Reverse: divergence.KL(q, p), divergence.Forward: divergence.KL(p, q),
		}
		for direction, kl := range want {
			estimate, err := divergence.NewEstimator(direction, p, 1)
			if err != nil {
				t.Fatal(err)
			}
			const n = 100
			var sum, squares float64
			for step := range uint64(n) {
				v, err := estimate(step)
				if err != nil {
					t.Fatal(err)
				}
				sum += v
				squares += v * v
			}
			mean := sum / n
			if e := math.Sqrt((squares/n - mean*mean) / n); math.Abs(mean-kl) > 4*e || e > 0.1*math.Abs(want[0]-want[1]) {
				t.Errorf("%d-D, direction %d: %g ± %g, want %g of %v", dims, direction, mean, e, kl, want)
			}
		}
	}
}

// standardError returns about what is left of the noise in a mean at the end of a fit, of a
// distribution with the given standard deviation.
//
// Near the optimum Adam changes a mean μ by rate·((μ* − μ)/σ² + g)/s, where the size s of the
// gradient, by which it divides, is that of its noise g, 1/(σ√S). So it forgets, in each step, a
// share rate·√S/σ of where it was. The cosine ends as rate·(π²/4)(τ/T)², τ steps before the end of
// T: the memory is as long as the τ with
//
//	∫₀^τ rate (π²/4) (t/T)² √S/σ dt = 1,   τ³ = 12 σ T² / (π² rate √S)
//
// and holds τ·S draws.
func standardError(deviation float64) float64 {
	tau := math.Cbrt(12 * deviation * divergence.Steps * divergence.Steps /
		(math.Pi * math.Pi * divergence.Rate * math.Sqrt(divergence.Draws)))
	return deviation / math.Sqrt(tau*divergence.Draws)
}

// near compares the means and log-variances of a fit. The standard error of a log-variance is √2
// times that of the mean in units of σ, or less where tails are lighter than a Gaussian's. Five
// standard errors are allowed.
func near(t *testing.T, what string, got divergence.Gaussian, mean, logVar []float64) {
	t.Helper()
	for j := range mean {
		sigma := math.Exp(0.5 * logVar[j])
		tolerance := 5 * standardError(sigma)
		gotMean, gotLogVar := got.Mean()[j], 2*math.Log(got.Deviation()[j])
		if math.Abs(gotMean-mean[j]) > tolerance {
			t.Errorf("%s: mean %g, want %g ± %g", what, gotMean, mean[j], tolerance)
		}
		if tolerance *= math.Sqrt2 / sigma; math.Abs(gotLogVar-logVar[j]) > tolerance {
			t.Errorf("%s: log-variance %g, want %g ± %g", what, gotLogVar, logVar[j], tolerance)
		}
	}
}

func minimize(t *testing.T, d divergence.Direction, p divergence.Mixture, seed uint64) divergence.Gaussian {
	t.Helper()
	q, err := divergence.Minimize(context.Background(), d, p, seed)
	if err != nil {
		t.Fatal(err)
	}
	return q
}

// TestForward_matchesMoments compares with the exact optimum, mean and variance of p in each
// dimension: Bishop 2006, section 10.7.
func TestForward_matchesMoments(t *testing.T) {
	for seed, target := range targets {
		for _, dims := range []int{1, 2} {
			o := newOracle(t, dims, target)
			mean, logVar := make([]float64, dims), make([]float64, dims)
			for j := range dims {
				m, v := o.moments(j)
				mean[j], logVar[j] = m, math.Log(v)
			}
			near(t, "forward", minimize(t, divergence.Forward, mixture(dims, target), uint64(seed)), mean, logVar)
		}
	}
}

// TestReverse_matchesOptimum compares with the optimum that the simplex method finds under the same
// mode.
func TestReverse_matchesOptimum(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	for seed, target := range targets {
		for _, dims := range []int{1, 2} {
			q := minimize(t, divergence.Reverse, mixture(dims, target), uint64(seed))
			mode := 0
			if q.Mean()[0] > 0 {
				mode = 1
			}
			want := newOracle(t, dims, target).reverseOptimum(t, mode)
			near(t, "reverse", q, want[:dims], want[dims:])
		}
	}
}

// TestReverse_ofOneGaussian fits what q can equal: a target of which both modes are the same. In
// two dimensions the covariance is not diagonal and the optimum has the variances 1/Λ_jj = 1 − 0.7²
// of the precision Λ: Bishop 2006, section 10.1.2.
func TestReverse_ofOneGaussian(t *testing.T) {
	same := divergence.Target{Weight: 0.5}
	near(t, "line", minimize(t, divergence.Reverse, same.Line(), 1), []float64{0}, []float64{0})
	narrow := math.Log(1 - 0.7*0.7)
	near(t, "plane", minimize(t, divergence.Reverse, same.Plane(), 1), []float64{0, 0}, []float64{narrow, narrow})
}

func TestMinimize_stopsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := divergence.Minimize(ctx, divergence.Forward, targets[0].Line(), 1); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

func TestMinimize_dependsOnTheSeedAlone(t *testing.T) {
	p := targets[0].Line()
	a, b, other := minimize(t, divergence.Forward, p, 3), minimize(t, divergence.Forward, p, 3), minimize(t, divergence.Forward, p, 4)
	if !slices.Equal(a.Mean(), b.Mean()) || !slices.Equal(a.Deviation(), b.Deviation()) {
		t.Error("the same seed gave another fit")
	}
	if slices.Equal(a.Mean(), other.Mean()) {
		t.Error("another seed gave the same fit")
	}
}
