package prior_test

import (
	"context"
	"fmt"

	"vae/internal/nn/nntest"
	"vae/prior"
)

// A mixture of two components, fitted to codes in one dimension that lie around −4 and 4.
func ExampleFit() {
	codes := nntest.Normal(1, 10000)
	for i := range codes {
		codes[i] += float32(8*(i%2) - 4)
	}
	m, report, err := prior.Fit{Components: 2, Seed: 1}.Mixture(context.Background(), codes, 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.2f of N(%.1f, %.1f²), log-density %.1f nats\n",
		m.Weights[0], m.Means[0], m.Factors[0], report.LogDensity)
	// Output: 0.50 of N(4.0, 1.0²), log-density -2.1 nats
}
