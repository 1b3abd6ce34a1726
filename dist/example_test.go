package dist_test

import (
	"fmt"

	"vae/dist"
	"vae/internal/nn"
)

// The divergence of a posterior from N(0, I) in a graph, and the same as numbers.
func Example() {
	b := nn.NewBuilder(nn.NewParams(1))
	theta := b.Input("theta", 1, 4) // a mean and a log-variance for each of two dimensions
	q := dist.NormalFamily{}.Of(b, theta)
	kl := dist.KL(b, q, dist.Standard(2), dist.Draw{}) // in closed form: no draw is needed
	program, err := b.Compile()
	if err != nil {
		fmt.Println(err)
		return
	}
	copy(program.Input(theta), []float32{1, -1, 0, -2})
	if err := program.Run(); err != nil {
		fmt.Println(err)
		return
	}
	same := dist.NewDiagonal([]float64{1, -1}, []float64{0, -2})
	prior := dist.NewDiagonal([]float64{0, 0}, []float64{0, 0})
	fmt.Printf("%.4f %.4f nats\n", program.Value(kl)[0], same.KL(prior))
	// Output: 1.5677 1.5677 nats
}

// A normal distribution with variances 4 and 1 and covariance 1, whose factor has the rows (2, 0)
// and (½, √¾): the log-density at its mean is −log 2π − ½ log 3.
func ExampleNewFullMixture() {
	m, err := dist.NewFullMixture(2, []float32{1}, []float32{1, -1}, []float32{2, 0, 0.5, 0.8660254})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.4f nats\n", m.LogDensity([]float32{1, -1}))
	// Output: -2.3872 nats
}
