package divergence_test

import (
	"context"
	"math"
	"testing"

	"vae/divergence"
)

func compare(t *testing.T, p divergence.Mixture, seed uint64) divergence.Comparison {
	t.Helper()
	c, err := divergence.Compare(context.Background(), p, seed)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestCompare_forcesOrAvoidsZero checks what the two directions are known for, and that each fit is
// the better one by the divergence that it minimises.
func TestCompare_forcesOrAvoidsZero(t *testing.T) {
	for _, dims := range []int{1, 2} {
		o := newOracle(t, dims, targets[0])
		c := compare(t, mixture(dims, targets[0]), 1)
		first, second := o.modes[0].Mean(nil), o.modes[1].Mean(nil)
		if ratio := c.Reverse.LogProb(second) - o.logProb(second); ratio > math.Log(1e-6) {
			t.Errorf("%d-D: the reverse fit covers the second mode: log q/p = %g", dims, ratio)
		}
		for _, mode := range [][]float64{first, second} {
			if ratio := c.Forward.LogProb(mode) - o.logProb(mode); ratio < math.Log(0.05) {
				t.Errorf("%d-D: the forward fit misses the mode %v: log q/p = %g", dims, mode, ratio)
			}
		}
		if c.Reverse.ReverseKL >= c.Forward.ReverseKL || c.Forward.ForwardKL >= c.Reverse.ForwardKL {
			t.Errorf("%d-D: %+v and %+v", dims, c.Reverse, c.Forward)
		}
	}
}

// TestCompare_reverseIsTheLogOfTheWeight: a q that equals a mode far from the other is −log w from
// p, as log p is log w + log q wherever q is not 0. Half a separation of 9 is 4.5 standard
// deviations, past which q has a share of 3e-6; the fit's own error adds ½ (Δμ² + Δ(log σ²)²/2), of
// five standard errors each.
func TestCompare_reverseIsTheLogOfTheWeight(t *testing.T) {
	c := compare(t, divergence.Target{Separation: 9, Weight: 0.6}.Line(), 1)
	e := 5 * standardError(1)
	if got, want := c.Reverse.ReverseKL, -math.Log(0.6); math.Abs(got-want) > e*e+1e-4 {
		t.Errorf("KL(q ‖ p) = %g, want %g", got, want)
	}
}

func TestTarget_validate(t *testing.T) {
	for _, target := range []divergence.Target{
		{-1, 0.5}, {10.1, 0.5}, {math.NaN(), 0.5}, {math.Inf(1), 0.5},
		{5, 0}, {5, 1}, {5, -0.1}, {5, math.NaN()},
	} {
		if target.Validate() == nil {
			t.Errorf("%+v is valid", target)
		}
	}
	for _, target := range []divergence.Target{{0, 0.5}, {divergence.MaxSeparation, 1e-300}} {
		if err := target.Validate(); err != nil {
			t.Error(err)
		}
	}
}
