package encoder_test

import (
	"math"
	"testing"

	"vae/encoder"
	"vae/internal/kernel"
	"vae/internal/nn"
	"vae/internal/nn/nntest"
)

func TestReparameterize_gradient(t *testing.T) {
	nntest.CheckGradient(t, encoder.NewReparameterize(), 2e-3,
		nntest.Input{Shape: nn.Shape{4, 6}},
		nntest.Input{Shape: nn.Shape{4, 3}, Fixed: true})
}

func TestClampLogVar_gradientInside(t *testing.T) {
	nntest.CheckGradient(t, encoder.NewClampLogVar(), 2e-3, nntest.Input{Shape: nn.Shape{4, 6}})
}

// TestClampLogVar_outside holds that a derivative passes the bounds only on the way
// back: descent along a positive derivative lowers the log-variance.
func TestClampLogVar_outside(t *testing.T) {
	op := encoder.NewClampLogVar()
	if _, err := op.Shape([]nn.Shape{{2, 2}}); err != nil {
		t.Fatal(err)
	}
	in := [][]float32{{100, 15, -100, -25}} // mean, log-variance; mean, log-variance
	out := make([]float32, 4)
	op.Forward(out, in)
	if want := [4]float32{100, encoder.MaxLogVar, -100, encoder.MinLogVar}; [4]float32(out) != want {
		t.Errorf("clamped to %v, want %v", out, want)
	}
	for _, c := range []struct{ dOut, want [4]float32 }{
		{[4]float32{1, 1, 1, 1}, [4]float32{1, 1, 1, 0}},
		{[4]float32{-1, -1, -1, -1}, [4]float32{-1, 0, -1, -1}},
	} {
		d := make([]float32, 4)
		op.Backward([][]float32{d}, c.dOut[:], out, in)
		if [4]float32(d) != c.want {
			t.Errorf("derivative %v became %v, want %v", c.dOut, d, c.want)
		}
	}
}

// TestSample_moments holds that draws have the posterior's mean and variance. Of n
// draws the mean errs by σ/√n, the variance by σ²√(2/n); five times that is allowed.
func TestSample_moments(t *testing.T) {
	const n, mean, logVar = 40000, 1.5, -1.2
	op := encoder.NewReparameterize()
	if _, err := op.Shape([]nn.Shape{{n, 2}, {n, 1}}); err != nil {
		t.Fatal(err)
	}
	params := make([]float32, 2*n)
	for i := range n {
		params[2*i], params[2*i+1] = mean, logVar
	}
	z := make([]float32, n)
	op.Forward(z, [][]float32{params, nntest.Normal(3, n)})
	var sum, squares float64
	for _, v := range z {
		sum += float64(v)
		squares += (float64(v) - mean) * (float64(v) - mean)
	}
	variance := math.Exp(logVar)
	if got := sum / n; math.Abs(got-mean) > 5*math.Sqrt(variance/n) {
		t.Errorf("mean %g, want %g", got, mean)
	}
	if got := squares / n; math.Abs(got-variance) > 5*variance*math.Sqrt(2.0/n) {
		t.Errorf("variance %g, want %g", got, variance)
	}
}

func TestMLP_namesItsParameters(t *testing.T) {
	params := nn.NewParams(1)
	b := nn.NewBuilder(params)
	q := encoder.MLP{Hidden: []int{5, 4}, Activation: kernel.Tanh}.Encode(b.Scope("encoder"), b.Input("x", 2, 7), 3)
	if err := b.Err(); err != nil {
		t.Fatal(err)
	}
	if !q.Params.Shape().Eq(nn.Shape{2, 6}) {
		t.Errorf("posterior parameters of shape %v, want (2, 6)", q.Params.Shape())
	}
	want := []string{
		"encoder/fc1/weight", "encoder/fc1/bias", "encoder/fc2/weight", "encoder/fc2/bias",
		"encoder/posterior/weight", "encoder/posterior/bias",
	}
	for i, p := range params.All() {
		if p.Name != want[i] {
			t.Errorf("parameter %d is %s, want %s", i, p.Name, want[i])
		}
	}
}

func TestShapes_mismatch(t *testing.T) {
	if _, err := encoder.NewReparameterize().Shape([]nn.Shape{{4, 6}, {4, 2}}); err == nil {
		t.Error("noise of another width was accepted")
	}
	if _, err := encoder.NewClampLogVar().Shape([]nn.Shape{{4, 5}}); err == nil {
		t.Error("an odd number of parameters was accepted")
	}
}
