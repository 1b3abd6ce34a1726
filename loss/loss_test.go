package loss_test

import (
	"fmt"
	"math"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"

	"vae/internal/nn"
	"vae/internal/nn/nntest"
	"vae/loss"
)

func TestKL_gradient(t *testing.T) {
	nntest.CheckGradient(t, loss.NewKL(), 2e-3, nntest.Input{Shape: nn.Shape{4, 6}})
}

func TestNegativeELBO_gradient(t *testing.T) {
	nntest.CheckGradient(t, loss.NewNegativeELBO(), 2e-3,
		nntest.Input{Shape: nn.Shape{5}},
		nntest.Input{Shape: nn.Shape{5}},
		nntest.Input{Shape: nn.Shape{1}, Data: []float32{0.7}, Fixed: true})
}

// TestKL_matchesGonum compares with gonum's divergence of two normal distributions,
// dimension by dimension. The kernel takes exponentials in float32, with a relative error
// of 2e-7, and rounds its result: five times that is allowed.
func TestKL_matchesGonum(t *testing.T) {
	const rows, latent = 50, 4
	params := nntest.Normal(1, rows*2*latent)
	op := loss.NewKL()
	if _, err := op.Shape([]nn.Shape{{rows, 2 * latent}}); err != nil {
		t.Fatal(err)
	}
	got := make([]float32, rows)
	op.Forward(got, [][]float32{params})
	for r := range rows {
		var want float64
		for j := range latent {
			q := distuv.Normal{
				Mu:    float64(params[2*r*latent+j]),
				Sigma: math.Exp(0.5 * float64(params[(2*r+1)*latent+j])),
			}
			want += distuv.KullbackLeibler{}.DistNormal(q, distuv.UnitNormal)
		}
		if math.Abs(float64(got[r])-want) > 1e-6*want {
			t.Errorf("row %d: %g, want %g", r, got[r], want)
		}
	}
}

// TestKL_ofThePriorIsZero holds the sign and the −1 of the formula.
func TestKL_ofThePriorIsZero(t *testing.T) {
	op := loss.NewKL()
	if _, err := op.Shape([]nn.Shape{{1, 40}}); err != nil {
		t.Fatal(err)
	}
	kl := []float32{1}
	op.Forward(kl, [][]float32{make([]float32, 40)})
	if kl[0] != 0 {
		t.Errorf("KL(N(0, I) ‖ N(0, I)) = %g", kl[0])
	}
}

// TestNegativeELBO_value holds signs and the mean over the batch.
func TestNegativeELBO_value(t *testing.T) {
	out := make([]float32, 1)
	loss.NewNegativeELBO().Forward(out, [][]float32{{-100, -80}, {20, 30}, {0.5}})
	if want := float32((100 + 80 + 0.5*(20+30)) / 2.0); out[0] != want {
		t.Errorf("%g, want %g", out[0], want)
	}
}

func TestShapes_mismatch(t *testing.T) {
	if _, err := loss.NewKL().Shape([]nn.Shape{{2, 5}}); err == nil {
		t.Error("an odd number of parameters was accepted")
	}
	if _, err := loss.NewNegativeELBO().Shape([]nn.Shape{{2}, {3}, {1}}); err == nil {
		t.Error("terms of different batches were accepted")
	}
}

func ExampleWarmup() {
	w := loss.Warmup{Beta: 1, Steps: 4}
	for step := range int64(6) {
		fmt.Print(w.At(step), " ")
	}
	// Output: 0 0.25 0.5 0.75 1 1
}
