package evaluate

import (
	"context"
	"math"
	"testing"

	"gonum.org/v1/gonum/diff/fd"
	"gonum.org/v1/gonum/floats"

	"vae/internal/nn/nntest"
)

// three returns n codes of two dimensions with the labels 0, 1, 2, 0, …
func three(n int) Labelled {
	l := Labelled{Codes: nntest.Normal(1, 2*n)}
	for i := range n {
		l.Codes[2*i+i%2] += float32(i % 3)
		l.Labels = append(l.Labels, i%3)
	}
	return l
}

// TestRegression_gradient compares with central differences, whose error is about the square of
// their step, 1e-5, times the third derivative.
func TestRegression_gradient(t *testing.T) {
	r := newRegression(three(2*blockSize+60), []int{0, 1, 2})
	at := make([]float64, 9)
	for i := range at {
		at[i] = math.Sin(float64(i))
	}
	want := fd.Gradient(nil, func(w []float64) float64 { r.move(w); return r.loss }, at, &fd.Settings{Formula: fd.Central})
	r.move(at)
	if got := r.gradient.RawMatrix().Data; !floats.EqualApprox(got, want, 1e-7) {
		t.Errorf("gradient %v, want %v", got, want)
	}
}

// TestFitLinear_isAtTheMinimum checks that the gradient vanishes: the loss is convex.
func TestFitLinear_isAtTheMinimum(t *testing.T) {
	r := newRegression(three(60), []int{0, 1, 2})
	fit, err := fitLinear(context.Background(), three(60), []int{0, 1, 2})
	if err != nil {
		t.Fatal(err)
	}
	r.move(fit.weights.RawMatrix().Data)
	if worst := floats.Norm(r.gradient.RawMatrix().Data, math.Inf(1)); worst > 1e-4 {
		t.Errorf("a slope of %g is left", worst)
	}
}
