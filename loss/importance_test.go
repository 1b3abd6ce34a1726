package loss_test

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/stat/distuv"

	"vae/internal/nn"
	"vae/internal/nn/nntest"
	"vae/loss"
)

func TestLogRatio_gradient(t *testing.T) {
	nntest.CheckGradient(t, loss.NewLogRatio(false), 2e-3,
		nntest.Input{Shape: nn.Shape{4, 6}},
		nntest.Input{Shape: nn.Shape{4, 3}, Fixed: true},
		nntest.Input{Shape: nn.Shape{4, 3}})
}

// TestLogRatio_matchesGonum compares log p(z) − log q(z|x), and its derivative by z at
// fixed parameters of q, with the normal densities of gonum.
func TestLogRatio_matchesGonum(t *testing.T) {
	const rows, latent = 20, 3
	posterior, eps := nntest.Normal(1, rows*2*latent), nntest.Normal(2, rows*latent)
	z := make([]float32, rows*latent)
	q := func(r, j int) distuv.Normal {
		return distuv.Normal{
			Mu:    float64(posterior[2*r*latent+j]),
			Sigma: math.Exp(0.5 * float64(posterior[(2*r+1)*latent+j])),
		}
	}
	for i, e := range eps {
		d := q(i/latent, i%latent)
		z[i] = float32(d.Mu + d.Sigma*float64(e))
	}
	op := loss.NewLogRatio(true)
	if _, err := op.Shape([]nn.Shape{{rows, 2 * latent}, {rows, latent}, {rows, latent}}); err != nil {
		t.Fatal(err)
	}
	in := [][]float32{posterior, eps, z}
	got, dOut := make([]float32, rows), make([]float32, rows)
	dPosterior, dz := nntest.Normal(3, len(posterior)), nntest.Normal(4, len(z))
	for i := range dOut {
		dOut[i] = 1
	}
	op.Forward(got, in)
	op.Backward([][]float32{dPosterior, nil, dz}, dOut, got, in)
	for r := range rows {
		var want float64
		for j := range latent {
			at := float64(z[r*latent+j])
			want += distuv.UnitNormal.LogProb(at) - q(r, j).LogProb(at)
			slope := distuv.UnitNormal.ScoreInput(at) - q(r, j).ScoreInput(at)
			if d := float64(dz[r*latent+j]); math.Abs(d-slope) > 1e-5*max(1, math.Abs(slope)) {
				t.Errorf("row %d, dimension %d: derivative %g, want %g", r, j, d, slope)
			}
		}
		if math.Abs(float64(got[r])-want) > 1e-5*max(1, math.Abs(want)) { // z is rounded to 6e-8
			t.Errorf("row %d: %g, want %g", r, got[r], want)
		}
	}
	if floats.Norm(widen(dPosterior), 2) != 0 {
		t.Error("a pathwise derivative reached the parameters of q")
	}
}

func widen(x []float32) []float64 {
	wide := make([]float64, len(x))
	for i, v := range x {
		wide[i] = float64(v)
	}
	return wide
}

func TestNegativeBound_gradient(t *testing.T) {
	for _, samples := range []int{1, 3, 6} {
		nntest.CheckGradient(t, loss.NewNegativeBound(samples), 2e-3,
			nntest.Input{Shape: nn.Shape{6}},
			nntest.Input{Shape: nn.Shape{6}},
			nntest.Input{Shape: nn.Shape{1}, Data: []float32{0.7}, Fixed: true})
	}
}

// TestNegativeBound_value holds the sign, the 1/K, the mean over the batch, and that
// weights far below the smallest float64 do no harm.
func TestNegativeBound_value(t *testing.T) {
	op := loss.NewNegativeBound(2)
	if _, err := op.Shape([]nn.Shape{{4}, {4}, {1}}); err != nil {
		t.Fatal(err)
	}
	out := make([]float32, 1)
	op.Forward(out, [][]float32{{-1000, -1000, -2000, -2001}, {-10, -10, 4, 6}, {0.5}})
	first := -1005.0                                            // log ½ (e^−1005 + e^−1005)
	second := -1998 + math.Log(0.5*(1+1))                       // log ½ (e^−1998 + e^−1998)
	if want := -(first + second) / 2; float64(out[0]) != want { // both are exact
		t.Errorf("%g, want %g", out[0], want)
	}
}

// TestNegativeBound_ofOneDrawIsTheELBO holds that with K = 1 value and derivatives are
// those of the evidence lower bound with KL's estimate from the same draw, log q − log p.
func TestNegativeBound_ofOneDrawIsTheELBO(t *testing.T) {
	const rows = 9
	logProb, ratio, beta := nntest.Normal(1, rows), nntest.Normal(2, rows), []float32{0.7}
	kl := make([]float32, rows)
	for i, v := range ratio {
		kl[i] = -v
	}
	run := func(op nn.Op, second []float32) (value float32, d [2][]float32) {
		if _, err := op.Shape([]nn.Shape{{rows}, {rows}, {1}}); err != nil {
			t.Fatal(err)
		}
		in, out := [][]float32{logProb, second, beta}, make([]float32, 1)
		d = [2][]float32{make([]float32, rows), make([]float32, rows)}
		op.Forward(out, in)
		op.Backward([][]float32{d[0], d[1], nil}, []float32{1}, out, in)
		return out[0], d
	}
	iwae, dIWAE := run(loss.NewNegativeBound(1), ratio)
	elbo, dELBO := run(loss.NewNegativeELBO(), kl)
	if math.Abs(float64(iwae-elbo)) > 1e-6*math.Abs(float64(elbo)) {
		t.Errorf("−L_1 is %g, −ELBO %g", iwae, elbo)
	}
	for i := range rows {
		if math.Abs(float64(dIWAE[0][i]-dELBO[0][i])) > 1e-7 || math.Abs(float64(dIWAE[1][i]+dELBO[1][i])) > 1e-7 {
			t.Errorf("derivatives %g and %g, of −ELBO %g and %g", dIWAE[0][i], dIWAE[1][i], dELBO[0][i], -dELBO[1][i])
		}
	}
}

func TestFreeBits_gradient(t *testing.T) {
	for _, lambda := range []float64{0, 0.5, 100} { // below, among and above the divergences
		nntest.CheckGradient(t, loss.NewFreeBits(lambda), 2e-3, nntest.Input{Shape: nn.Shape{5, 6}})
	}
}

// TestFreeBits_value compares with KLStandardNormal where nothing is free, and with
// Z·λ where all is.
func TestFreeBits_value(t *testing.T) {
	const rows, latent = 7, 3
	params := nntest.Normal(1, rows*2*latent)
	value := func(op nn.Op) []float32 {
		shape, err := op.Shape([]nn.Shape{{rows, 2 * latent}})
		if err != nil {
			t.Fatal(err)
		}
		out := make([]float32, shape.TotalSize())
		op.Forward(out, [][]float32{params})
		return out
	}
	var want float64
	for _, kl := range value(loss.NewKL()) {
		want += float64(kl) / rows
	}
	if got := float64(value(loss.NewFreeBits(0))[0]); math.Abs(got-want) > 1e-6*want {
		t.Errorf("with nothing free %g, want %g", got, want)
	}
	if got := value(loss.NewFreeBits(100))[0]; got != 100*latent {
		t.Errorf("with all free %g", got)
	}
}

func TestImportance_mismatch(t *testing.T) {
	if _, err := loss.NewNegativeBound(4).Shape([]nn.Shape{{6}, {6}, {1}}); err == nil {
		t.Error("6 draws were accepted as 4 for each image")
	}
	if _, err := loss.NewLogRatio(false).Shape([]nn.Shape{{4, 6}, {4, 2}, {4, 2}}); err == nil {
		t.Error("draws of another width were accepted")
	}
	if _, err := loss.NewFreeBits(1).Shape([]nn.Shape{{4, 5}}); err == nil {
		t.Error("an odd number of parameters was accepted")
	}
}
