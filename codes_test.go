package vae_test

import (
	"math"
	"slices"
	"testing"

	"vae"
	"vae/internal/nn/nntest"
	"vae/internal/reduce"
)

// TestCodes_sample checks that draws have the codes' means and variances. Of n draws the mean errs
// by σ/√n, the variance by σ²√(2/n); five times that is allowed.
func TestCodes_sample(t *testing.T) {
	const n, mean, logVar = 20000, 1.5, -1.2
	codes := vae.Codes{Mean: slices.Repeat([]float32{mean}, n), LogVar: slices.Repeat([]float32{logVar}, n), Latent: 2}
	z := codes.Sample(7)
	if got := codes.Slice(10, 20); got.Len() != 10 || codes.Len() != n/2 || !slices.Equal(z, codes.Sample(7)) {
		t.Errorf("%d codes of %d; or the seed does not decide", got.Len(), codes.Len())
	}
	squares, variance := make([]float32, n), math.Exp(logVar)
	for i, v := range z {
		squares[i] = (v - mean) * (v - mean)
	}
	if got := reduce.Mean(z); math.Abs(got-mean) > 5*math.Sqrt(variance/n) {
		t.Errorf("mean %g, want %g", got, mean)
	}
	if got := reduce.Mean(squares); math.Abs(got-variance) > 5*variance*math.Sqrt(2.0/n) {
		t.Errorf("variance %g, want %g", got, variance)
	}
}

// TestCodes_sampleFrom checks that draws of some codes are those that they have among all.
func TestCodes_sampleFrom(t *testing.T) {
	for _, latent := range []int{1, 3, 20} {
		codes := vae.Codes{Mean: make([]float32, 24*latent), LogVar: make([]float32, 24*latent), Latent: latent}
		all := codes.Sample(7)
		for _, first := range []int{0, 4, 20, 24} {
			if got := codes.Slice(first, 24).SampleFrom(7, first); !slices.Equal(got, all[first*latent:]) {
				t.Errorf("%d dimensions: the draws from %d on are not those among all", latent, first)
			}
		}
	}
}

// TestKL_meetsTheRatioOfDraws checks that KL(q ‖ p) is the mean of log q − log p over draws from q,
// within five standard errors, and that a prior without a closed form says so.
func TestKL_meetsTheRatioOfDraws(t *testing.T) {
	c := small()
	m := newModel(t, c)
	const draws = 20000
	in := vae.Input{Images: ink(1, c)}
	codes, err := m.Encode(in)
	if err != nil {
		t.Fatal(err)
	}
	w, err := m.Weigh(in, codes, nntest.Normal(3, draws*c.Latent))
	if err != nil {
		t.Fatal(err)
	}
	kl, closed, err := m.KL(codes)
	if err != nil || !closed {
		t.Fatalf("closed %v, error %v", closed, err)
	}
	mean, squares := -reduce.Mean(w.LogRatio), 0.0
	for _, v := range w.LogRatio {
		squares += (float64(-v) - mean) * (float64(-v) - mean)
	}
	if se := math.Sqrt(squares) / draws; math.Abs(mean-float64(kl[0])) > 5*se {
		t.Errorf("KL %g, of draws %g ± %g", kl[0], mean, se)
	}
	c.Prior = "mixture"
	if _, closed, err := newModel(t, c).KL(codes); closed || err != nil {
		t.Errorf("closed %v, error %v", closed, err)
	}
}

// TestDraw_isBlackOrWhite checks that draws of the bernoulli likelihood have the mean that Decode
// returns, within five standard errors of n draws.
func TestDraw_isBlackOrWhite(t *testing.T) {
	m := newModel(t, small())
	const n = 4000
	codes := vae.Input{Codes: make([]float32, n*2)}
	x, err := m.Draw(codes, 3)
	if err != nil {
		t.Fatal(err)
	}
	expected, err := m.Decode(codes)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range x {
		if v != 0 && v != 1 {
			t.Fatalf("a pixel of %g", v)
		}
	}
	if got, want := reduce.Mean(x), reduce.Mean(expected); math.Abs(got-want) > 5*0.5/math.Sqrt(n*12) {
		t.Errorf("mean pixel %g, want %g", got, want)
	}
}
