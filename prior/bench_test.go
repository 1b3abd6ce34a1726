package prior_test

import (
	"context"
	"math"
	"testing"

	"vae/internal/nn/nntest"
	"vae/prior"
)

// curved returns codes that no mixture describes exactly: clusters, bent.
func curved(n, latent, clusters int) []float32 {
	centers := nntest.Normal(1, clusters*latent)
	z := nntest.Normal(2, n*latent)
	for i := range z {
		row, j := i/latent, i%latent
		k := row * 7919 % clusters
		if j > 0 {
			z[i] = 0.4*z[i] + 0.5*float32(math.Sin(2*float64(z[i-1]))) + centers[k*latent+j]
		} else {
			z[i] += centers[k*latent]
		}
	}
	return z
}

func BenchmarkFit(b *testing.B) {
	codes := curved(55_000, 20, 30)
	var r prior.Report
	for b.Loop() {
		var err error
		if _, r, err = (prior.Fit{Components: 50, Seed: 1}).Mixture(context.Background(), codes, 20); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(r.Iterations), "iterations")
	b.ReportMetric(b.Elapsed().Seconds()*1000/float64(b.N*r.Iterations), "ms/iteration")
	b.Log(r)
}
