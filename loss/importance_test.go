package loss_test

import (
	"math"
	"testing"

	"vae/internal/nn"
	"vae/internal/nn/nntest"
	"vae/loss"
)

// negativeBound builds −L_S of log p, log-ratio and β.
func negativeBound(samples int) func(b *nn.Builder, in []*nn.Node) *nn.Node {
	return func(b *nn.Builder, in []*nn.Node) *nn.Node {
		return (&loss.Importance{Samples: samples}).NegativeBound(b, in[0], in[1], in[2])
	}
}

func TestNegativeBound_gradient(t *testing.T) {
	for _, samples := range []int{1, 3, 6} {
		nntest.CheckGraph(t, 2e-3, negativeBound(samples), terms(0.7, nntest.Normal(1, 6), nntest.Normal(2, 6))...)
	}
}

// TestNegativeBound_value checks the sign, the 1/S, the mean over the batch, and weights far below
// the smallest float64.
func TestNegativeBound_value(t *testing.T) {
	g := nntest.NewGraph(t, negativeBound(2),
		terms(0.5, []float32{-1000, -1000, -2000, -2001}, []float32{-10, -10, 4, 6})...)
	first := -1005.0                                                // log ½ (e^−1005 + e^−1005)
	second := -1998 + math.Log(0.5*(1+1))                           // log ½ (e^−1998 + e^−1998)
	if want := -(first + second) / 2; float64(g.Run()[0]) != want { // both are exact
		t.Errorf("%g, want %g", g.Run()[0], want)
	}
}

// TestNegativeBound_ofOneDrawIsTheELBO checks that for S = 1 value and derivatives are those of the
// evidence lower bound with KL's estimate from the same draw, log q − log p.
func TestNegativeBound_ofOneDrawIsTheELBO(t *testing.T) {
	const rows = 9
	logProb, ratio, kl := nntest.Normal(1, rows), nntest.Normal(2, rows), make([]float32, rows)
	for i, v := range ratio {
		kl[i] = -v
	}
	iwae := nntest.NewGraph(t, negativeBound(1), terms(0.7, logProb, ratio)...)
	elbo := nntest.NewGraph(t, negativeELBO, terms(0.7, logProb, kl)...)
	if a, b := float64(iwae.Run()[0]), float64(elbo.Run()[0]); math.Abs(a-b) > 1e-6*math.Abs(b) {
		t.Errorf("−L_1 is %g, −ELBO %g", a, b)
	}
	dIWAE, dELBO := iwae.Derivatives(), elbo.Derivatives()
	for i := range rows {
		if math.Abs(float64(dIWAE[0][i]-dELBO[0][i])) > 1e-7 || math.Abs(float64(dIWAE[1][i]+dELBO[1][i])) > 1e-7 {
			t.Errorf("derivatives %g and %g, of −ELBO %g and %g", dIWAE[0][i], dIWAE[1][i], dELBO[0][i], -dELBO[1][i])
		}
	}
}
