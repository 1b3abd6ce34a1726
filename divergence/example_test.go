package divergence_test

import (
	"context"
	"fmt"
	"math"

	"vae/divergence"
)

func ExampleCompare() {
	target := divergence.Target{Separation: 8, Weight: 0.5}
	c, err := divergence.Compare(context.Background(), target.Line(), 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, q := range []divergence.Fit{c.Reverse, c.Forward} {
		fmt.Printf("mean ±%.0f, deviation %.0f\n", math.Abs(q.Mean()[0]), q.Deviation()[0])
	}
	// Output:
	// mean ±4, deviation 1
	// mean ±0, deviation 4
}

func ExampleKL() {
	narrow := divergence.Single(divergence.Diagonal([]float64{0}, []float64{math.Log(0.25)}))
	wide := divergence.Single(divergence.Diagonal([]float64{0}, []float64{math.Log(4)}))
	for _, nats := range []float64{divergence.KL(narrow, wide), divergence.KL(wide, narrow)} {
		fmt.Printf("%.3f nats, %.3f bits\n", nats, divergence.Bits(nats))
	}
	// Output:
	// 0.918 nats, 1.324 bits
	// 6.114 nats, 8.820 bits
}
