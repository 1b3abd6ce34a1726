package selfcheck

import (
	"math"

	"vae"
	"vae/internal/optim"
)

// newAdam returns a function that takes a step of Adam along the derivatives of the last step of t.
func newAdam(t *vae.Training) func(rate float64) {
	adam, number := optim.Adam{Beta1: optim.DefaultMomentum}, int64(0)
	variables := optim.NewVariables(adam, t.Gradients())
	return func(rate float64) {
		number++
		for _, v := range variables {
			adam.Update(v, optim.Step{Number: number, Rate: rate, Factor: 1})
		}
	}
}

// optimiser checks the first steps of Adam against Kingma & Ba 2015, algorithm 1, in float64.
// Weights around 1 are rounded to 6e-8, which is 6e-6 of a step.
func optimiser(c *checker) error {
	const steps, rate = 3, 0.01
	t, err := begin(small("bernoulli"), 5, vae.Objective{})
	if err != nil {
		return err
	}
	descend := newAdam(t)
	var weights, first, second [][]float64
	for _, g := range t.Gradients() {
		weights = append(weights, wide(g.Data))
		first, second = append(first, make([]float64, len(g.Data))), append(second, make([]float64, len(g.Data)))
	}
	for step := 1; step <= steps; step++ {
		if _, err := t.Step(beta); err != nil {
			return err
		}
		for i, gradient := range t.Gradients() {
			for j, v := range gradient.Grad {
				g := float64(v)
				first[i][j] = 0.9*first[i][j] + 0.1*g
				second[i][j] = 0.999*second[i][j] + 0.001*g*g
				m := first[i][j] / (1 - math.Pow(0.9, float64(step)))
				v := second[i][j] / (1 - math.Pow(0.999, float64(step)))
				weights[i][j] -= rate * m / (math.Sqrt(v) + 1e-8)
			}
		}
		descend(rate)
	}
	worst := 0.0
	for i, g := range t.Gradients() {
		for j, v := range g.Data {
			worst = max(worst, math.Abs(float64(v)-weights[i][j])/rate)
		}
	}
	c.near("Adam's first 3 steps less float64, in steps", worst, 0, 1e-3)
	return nil
}
