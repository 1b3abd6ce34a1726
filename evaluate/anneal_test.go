package evaluate

import (
	"context"
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// TestAnneal_isUnbiased anneals in a few coarse steps, whose weights differ much: their mean is ∫f
// = 2π·√det Σ on the way up, its reciprocal on the way down. Of 20,000 chains the mean errs by its
// standard error; four times that is allowed.
func TestAnneal_isUnbiased(t *testing.T) {
	const n = 20000
	var factor mat.Cholesky
	if !factor.Factorize(covariance) {
		t.Fatal("no covariance")
	}
	var lower mat.TriDense
	factor.LTo(&lower)
	integral := 2 * math.Pi * math.Sqrt(factor.Det())
	for name, test := range map[string]struct {
		betas []float64
		start func(u []float64) // makes two standard normal draws one of the first density
		want  float64
	}{
		"up":   {schedule(5), func([]float64) {}, integral},
		"down": {reversed(schedule(5)), func(u []float64) { mat.NewVecDense(2, u).MulVec(&lower, mat.NewVecDense(2, []float64{u[0], u[1]})) }, 1 / integral},
	} {
		u, _ := chains(t, n, nil).draw()
		for r := range n {
			test.start(u[2*r : 2*r+2])
		}
		h := chains(t, n, u)
		h.draw() // what u was made of
		logWeights, err := h.anneal(test.betas, func(beta float64) error {
			_, err := h.transition(context.Background(), beta, []float64{0.4})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		var weights moments
		for _, v := range logWeights {
			weights.add(math.Exp(v))
		}
		if e := weights.estimate(); math.Abs(e.Mean-test.want) > 4*float64(e.StandardError) || float64(e.StandardError) > 0.02*test.want {
			t.Errorf("%s: the mean weight is %g ± %g, want %g", name, e.Mean, e.StandardError, test.want)
		}
	}
}

// TestTune_findsTheAcceptance checks that step sizes of the preliminary run lead to the wanted
// acceptance later. It is the mean over jittered sizes of a coarse estimate: 0.1 is allowed.
func TestTune_findsTheAcceptance(t *testing.T) {
	const n = 100
	h := chains(t, n, nil)
	s, err := h.tune(context.Background(), schedule(100), func() {})
	if err != nil {
		t.Fatal(err)
	}
	for _, beta := range []float64{0.1, 0.5, 0.9} {
		var accepted moments
		for range 50 {
			probability, err := h.transition(context.Background(), beta, s.at(beta))
			if err != nil {
				t.Fatal(err)
			}
			accepted.add(probability[0])
		}
		if math.Abs(accepted.mean-targetAcceptance) > 0.1 {
			t.Errorf("β = %g: acceptance %g with steps of %g", beta, accepted.mean, s.at(beta)[0])
		}
	}
	if len(s.betas) != 99 || &s.at(0)[0] != &s.sizes[0][0] || &s.at(1)[0] != &s.sizes[98][0] {
		t.Errorf("%d temperatures, from %v to %v", len(s.betas), s.at(0), s.at(1))
	}
}
