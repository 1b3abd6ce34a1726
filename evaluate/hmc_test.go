package evaluate

import (
	"context"
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"

	"vae/internal/rng"
)

// covariance is that of the density of the tests.
var covariance = mat.NewSymDense(2, []float64{2, 0.6, 0.6, 0.5})

// gaussian is exp(−½ uᵀΣ⁻¹u) with Σ the covariance, in rows of two dimensions.
func gaussian(u []float64) (value, gradient []float64, err error) {
	var precision mat.Dense
	if err := precision.Inverse(covariance); err != nil {
		return nil, nil, err
	}
	value, gradient = make([]float64, len(u)/2), make([]float64, len(u))
	for i, v := range u {
		r := i / 2
		for j := range 2 {
			gradient[i] -= precision.At(i%2, j) * u[2*r+j]
		}
		value[r] += 0.5 * gradient[i] * v
	}
	return value, gradient, nil
}

// chains returns so many chains of the gaussian, of one image, at u or, if it is nil, at 0.
func chains(t *testing.T, n int, u []float64) *hmc {
	t.Helper()
	if u == nil {
		u = make([]float64, 2*n)
	}
	h, err := newHMC(gaussian, u, 2, []rng.Source{rng.Stream(1, "test", 0)})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// sizes returns a step size for each of n rows.
func sizes(n int, size float64) []float64 {
	all := make([]float64, n)
	for i := range all {
		all[i] = size
	}
	return all
}

// TestHMC_keepsTheDistribution starts chains at 0 and compares the moments of where they are after
// 100 moves with those of π_β, whose precision is (1 − β)·I + β·Σ⁻¹. The steps are so large that a
// quarter of the moves must be refused or more. A second moment of n chains errs by √(2/n) of the
// variances or less, a mean by √(1/n) of a deviation; four times that is allowed.
func TestHMC_keepsTheDistribution(t *testing.T) {
	const n = 4000
	for _, beta := range []float64{0.3, 1} {
		h := chains(t, n, nil)
		var accepted moments
		for range 100 {
			probability, err := h.transition(context.Background(), beta, []float64{0.9})
			if err != nil {
				t.Fatal(err)
			}
			accepted.add(probability[0])
		}
		if accepted.mean < 0.3 || accepted.mean > 0.9 {
			t.Errorf("β = %g: %.0f %% of moves accepted", beta, 100*accepted.mean)
		}
		var precision, want mat.Dense
		if err := precision.Inverse(covariance); err != nil {
			t.Fatal(err)
		}
		precision.Scale(beta, &precision)
		for i := range 2 {
			precision.Set(i, i, precision.At(i, i)+1-beta)
		}
		if err := want.Inverse(&precision); err != nil {
			t.Fatal(err)
		}
		for i := range 2 {
			var mean float64
			var second [2]float64
			for r := range n {
				u := h.row(h.u, r)
				mean += u[i] / n
				for j := range 2 {
					second[j] += u[i] * u[j] / n
				}
			}
			if math.Abs(mean) > 4*math.Sqrt(want.At(i, i)/n) {
				t.Errorf("β = %g, dimension %d: mean %g", beta, i, mean)
			}
			for j := range 2 {
				allowed := 4 * math.Sqrt(2.0/n*want.At(i, i)*want.At(j, j))
				if math.Abs(second[j]-want.At(i, j)) > allowed {
					t.Errorf("β = %g: E[u%d·u%d] is %g, want %g", beta, i, j, second[j], want.At(i, j))
				}
			}
		}
	}
}

// TestLeapfrog_isReversible goes forth, turns round and comes back. Rounding of float64 over twenty
// steps is far below 1e-12.
func TestLeapfrog_isReversible(t *testing.T) {
	const n = 5
	h := chains(t, n, []float64{1, 0.5, -2, 1, 0, 0.1, 3, 2, -1, -1})
	momentum, _ := h.draw()
	p := place{u: append([]float64(nil), h.u...), value: h.value, gradient: h.gradient}
	for range 2 {
		if err := h.leapfrog(context.Background(), &p, momentum, sizes(n, 0.3), 0.7); err != nil {
			t.Fatal(err)
		}
		for i := range momentum {
			momentum[i] = -momentum[i]
		}
	}
	for i, u := range p.u {
		if math.Abs(u-h.u[i]) > 1e-12 {
			t.Errorf("number %d: came back to %g from %g", i, u, h.u[i])
		}
	}
}

// TestLeapfrog_errorIsOfSecondOrder follows the same orbits with steps of ε and of ε/2: the error
// in the energy falls to a quarter, up to terms of the next order, ε² = 1 %.
func TestLeapfrog_errorIsOfSecondOrder(t *testing.T) {
	const n = 200
	failure := func(times int, eps float64) (sum float64) {
		h := chains(t, n, nil)
		momentum, _ := h.draw()
		before := h.energy(h.place, momentum, 0.7)
		p := place{u: append([]float64(nil), h.u...), value: h.value, gradient: h.gradient}
		for range times {
			if err := h.leapfrog(context.Background(), &p, momentum, sizes(n, eps), 0.7); err != nil {
				t.Fatal(err)
			}
		}
		for r, energy := range h.energy(p, momentum, 0.7) {
			sum += math.Abs(energy - before[r])
		}
		return sum / n
	}
	if ratio := failure(1, 0.1) / failure(2, 0.05); math.Abs(ratio-4) > 0.2 {
		t.Errorf("steps of half the size err by 1/%.2f, want 1/4", ratio)
	}
}

// TestHMC_refusesInfinity checks that an orbit that leaves for infinity does not take its chain
// along.
func TestHMC_refusesInfinity(t *testing.T) {
	h := chains(t, 3, nil)
	accepted, err := h.transition(context.Background(), 1, []float64{1e60})
	if err != nil {
		t.Fatal(err)
	}
	if accepted[0] != 0 || squares(h.u) != 0 {
		t.Errorf("acceptance %g, chains at %v", accepted[0], h.u)
	}
}
