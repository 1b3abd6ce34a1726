package evaluate_test

import (
	"testing"

	"vae"
	"vae/data"
	"vae/evaluate"
	"vae/internal/nn/nntest"
)

// BenchmarkMeasure takes the likelihood of Burda's net as papers report it.
func BenchmarkMeasure(b *testing.B) {
	const n = 32
	config := vae.Config{
		Height: 28, Width: 28, Hidden: []int{200, 200}, Latent: 50, Activation: "tanh", Init: "glorot", Likelihood: "bernoulli",
	}
	model, err := vae.New(config, 1, vae.Start{Mean: make([]float32, config.Pixels())})
	if err != nil {
		b.Fatal(err)
	}
	pixels := make([]byte, n*config.Pixels())
	for i, x := range nntest.Normal(1, len(pixels)) {
		if x > 1 {
			pixels[i] = 255
		}
	}
	set, err := data.NewSet("ink", config.Shape(), pixels, nil)
	if err != nil {
		b.Fatal(err)
	}
	protocol := evaluate.Protocol{Binarize: data.BinarizeOnce, Samples: 5000, Seed: 1}
	for b.Loop() {
		if _, err := evaluate.Measure(b.Context(), nil, model, set, protocol); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "images/s")
}
