package vae_test

import (
	"math"
	"slices"
	"testing"

	"vae"
)

// large returns a model whose layers have sums of many products.
func large(t *testing.T) *vae.Model {
	return newModel(t, vae.Config{
		Height: 28, Width: 28, Hidden: []int{400}, Latent: 20,
		Activation: "relu", Init: "glorot", Likelihood: "bernoulli",
	})
}

// TestEncode_errsLessThanTraining compares codes with float64. Of the two layers the first, of 784
// inputs, errs most, and 2.5 times less in fine sums: see TestDense_fineErrsLess.
func TestEncode_errsLessThanTraining(t *testing.T) {
	m := large(t)
	images := ink(100, m.Config())
	h := layer64(m, "encoder/fc1", wide(images), func(v float64) float64 { return max(v, 0) })
	want := layer64(m, "encoder/posterior", h, func(v float64) float64 { return v })
	rms := func(encode func(vae.Input) (vae.Codes, error)) float64 {
		codes, err := encode(vae.Input{Images: images})
		if err != nil {
			t.Fatal(err)
		}
		squares := 0.0
		for i, v := range codes.Mean {
			d := float64(v) - want[i/20*40+i%20]
			squares += d * d
		}
		return math.Sqrt(squares / float64(len(codes.Mean)))
	}
	if trained, fine := rms(m.EncodeAsTrained), rms(m.Encode); !(trained >= 2*fine) {
		t.Errorf("errors of %g, as trained of %g", fine, trained)
	}
}

// layer64 returns act(x·W + b) of a dense layer, in float64.
func layer64(m *vae.Model, name string, x []float64, act func(float64) float64) (y []float64) {
	params := m.Parameters()
	find := func(name string) []float32 {
		return params[slices.IndexFunc(params, func(p *vae.Parameter) bool { return p.Name == name })].Data
	}
	w, b := find(name+"/weight"), find(name+"/bias")
	in, out := len(w)/len(b), len(b)
	for i := range len(x) / in * out {
		v := float64(b[i%out])
		for p := range in {
			v += x[i/out*in+p] * float64(w[p*out+i%out])
		}
		y = append(y, act(v))
	}
	return y
}

// TestEncodeAsTrained_isWhatTrainingComputes compares KL(q(z|x) ‖ p(z)) of each image with that of
// the graph that trains.
func TestEncodeAsTrained_isWhatTrainingComputes(t *testing.T) {
	m := large(t)
	training, err := m.NewTraining(1, vae.Objective{})
	if err != nil {
		t.Fatal(err)
	}
	images := ink(20, m.Config())
	codes, err := m.EncodeAsTrained(vae.Input{Images: images})
	if err != nil {
		t.Fatal(err)
	}
	kl, _, err := m.KL(codes)
	if err != nil {
		t.Fatal(err)
	}
	for i, got := range kl {
		if err := training.Give(vae.Input{Images: images[i*784 : (i+1)*784]}); err != nil {
			t.Fatal(err)
		}
		terms, err := training.Step(1)
		if err != nil {
			t.Fatal(err)
		}
		if float64(got) != terms.KL {
			t.Errorf("image %d: KL %v, in training %v", i, got, terms.KL)
		}
	}
}
