package vae_test

import (
	"testing"

	"vae"
	"vae/internal/nn/nntest"
)

// mnistSized is PyTorch's example: 784-400-20-400-784.
var mnistSized = vae.Config{
	Height: 28, Width: 28, Hidden: []int{400}, Latent: 20, Activation: "relu", Init: "glorot", Likelihood: "bernoulli",
}

// perImage reports images per second.
func perImage(b *testing.B, images int) {
	b.ReportMetric(float64(images)*float64(b.N)/b.Elapsed().Seconds(), "images/s")
}

// BenchmarkStep takes steps with a prior of each kind, of 100 components.
func BenchmarkStep(b *testing.B) {
	for _, prior := range []string{"standard", "mixture", "vamp"} {
		b.Run(prior, func(b *testing.B) {
			c := mnistSized
			if c.Prior = prior; prior != "standard" {
				c.Options = vae.Options{"components": 100}
			}
			benchmarkStep(b, newModel(b, c))
		})
	}
}

func benchmarkStep(b *testing.B, m *vae.Model) {
	const batch = 128
	training, err := m.NewTraining(batch, vae.Objective{})
	if err != nil {
		b.Fatal(err)
	}
	give(b, training, ink(batch, mnistSized))
	copy(training.Noise(), nntest.Normal(5, batch*20))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := training.Step(1); err != nil {
			b.Fatal(err)
		}
	}
	perImage(b, batch)
}

func BenchmarkEncode(b *testing.B) {
	const n = 512
	m := newModel(b, mnistSized)
	images := ink(n, mnistSized)
	for b.Loop() {
		if _, err := m.Encode(vae.Input{Images: images}); err != nil {
			b.Fatal(err)
		}
	}
	perImage(b, n)
}

func BenchmarkSample(b *testing.B) {
	const n = 64
	m := newModel(b, mnistSized)
	for b.Loop() {
		if _, err := m.Sample(n, 1); err != nil {
			b.Fatal(err)
		}
	}
	perImage(b, n)
}
