package vae_test

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distmv"

	"vae"
	"vae/internal/nn/nntest"
)

// TestPriorMixture_ofAClass checks that the mixture of each class of a prior that was fitted by
// class is that of the model of this class alone.
func TestPriorMixture_ofAClass(t *testing.T) {
	m := models(t)["fitted prior by class"]
	p, err := m.PriorMixture()
	if err != nil {
		t.Fatal(err)
	}
	code := nntest.Normal(3, m.Config().Latent)
	for i, class := range m.Classes() {
		alone, err := m.OfClass(class.Label)
		if err != nil {
			t.Fatal(err)
		}
		k := len(p.Means) / len(code)
		got, want := density(p, p.ByClass[i*k:(i+1)*k], code), logPrior(t, alone, vae.Input{Codes: code})[0]
		if math.Abs(got-float64(want)) > 1e-5*math.Abs(got) {
			t.Errorf("log p(z|%v) is %g, want %g", class, got, want)
		}
	}
}

// TestPriorMixture_isThePrior checks the log-density of the mixture of every kind of model, by
// gonum, against log p(z|y) of its graph, which is rounded to float32.
func TestPriorMixture_isThePrior(t *testing.T) {
	for name, m := range models(t) {
		t.Run(name, func(t *testing.T) {
			p, err := m.PriorMixture()
			if err != nil {
				t.Fatal(err)
			}
			const n = 4
			latent := m.Config().Latent
			in := vae.Input{Codes: nntest.Normal(3, n*latent)}
			weights := func(int) []float32 { return p.Weights }
			if classes := m.Classes(); m.Config().Conditional {
				k := len(p.Means) / latent
				weights = func(i int) []float32 { return p.ByClass[i%len(classes)*k:][:k] }
				for i := range n {
					in.Labels = append(in.Labels, classes[i%len(classes)].Label)
				}
			}
			want, err := m.LogPrior(in)
			if err != nil {
				t.Fatal(err)
			}
			for i := range n {
				got := density(p, weights(i), in.Codes[i*latent:(i+1)*latent])
				if math.Abs(got-float64(want[i])) > 1e-5*math.Abs(got) {
					t.Errorf("log p(z) of code %d is %g, want %g", i, got, want[i])
				}
			}
		})
	}
}

// density returns the log-density of a code under the mixture with these weights (K).
func density(p vae.PriorMixture, weights, code []float32) float64 {
	z, latent := wide(code), len(code)
	var terms []float64
	for k, w := range weights {
		covariance := mat.NewSymDense(latent, nil)
		for i := range latent {
			if p.Factors == nil {
				covariance.SetSym(i, i, math.Exp(float64(p.LogVar[k*latent+i])))
				continue
			}
			for j := range i + 1 {
				rows := p.Factors[k*latent*latent:]
				covariance.SetSym(i, j, floats.Dot(wide(rows[i*latent:][:latent]), wide(rows[j*latent:][:latent])))
			}
		}
		normal, ok := distmv.NewNormal(wide(p.Means[k*latent:(k+1)*latent]), covariance, nil)
		if !ok {
			return math.NaN()
		}
		terms = append(terms, math.Log(float64(w))+normal.LogProb(z))
	}
	return floats.LogSumExp(terms)
}

// wide returns the numbers in float64.
func wide(x []float32) []float64 {
	y := make([]float64, len(x))
	for i, v := range x {
		y[i] = float64(v)
	}
	return y
}
