package divergence

import (
	"context"
	"fmt"

	"vae/internal/optim"
)

// Direction is the direction of the divergence to minimise.
type Direction int

// The directions.
const (
	Reverse Direction = iota // KL(q ‖ p)
	Forward                  // KL(p ‖ q)
)

// The steps of Adam, each with new draws, and the first of their rates, which fall along a cosine.
const (
	steps = 1000
	rate  = 0.05
)

// Minimize returns the Gaussian with diagonal covariance that minimises KL(q ‖ p) or KL(p ‖ q), as
// found by Adam from N(0, I). It returns ctx's error if ctx ends first.
//
// The forward divergence has one optimum, the mean and the variance of p in each dimension (Bishop
// 2006, section 10.7). If the modes are far apart, the reverse one has an optimum under each of
// them: Adam finds mostly that of the heavier mode, but the draws may decide otherwise.
func Minimize(ctx context.Context, d Direction, p Mixture, seed uint64) (Gaussian, error) {
	o, err := newObjective(d, p, seed)
	if err != nil {
		return Gaussian{}, fmt.Errorf("divergence: %w", err)
	}
	schedule := optim.Cosine(rate, steps)
	adam := optim.Adam{Beta1: optim.DefaultMomentum}
	variables := optim.NewVariables(adam, o.program.Gradients())
	for step := range int64(steps) {
		if err := ctx.Err(); err != nil {
			return Gaussian{}, err
		}
		if _, err := o.estimate(uint64(step)); err != nil {
			return Gaussian{}, fmt.Errorf("divergence: step %d: %w", step, err)
		}
		for _, v := range variables {
			adam.Update(v, optim.Step{Number: step + 1, Rate: schedule(step), Factor: 1})
		}
	}
	return o.gaussian(), nil
}
