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
