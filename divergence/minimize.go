package divergence

import (
	"context"
	"fmt"

	"vae/internal/optim"
)

// Direction is that of the divergence that a fit minimises.
type Direction int

// The directions.
const (
	Reverse Direction = iota // KL(q ‖ p)
	Forward                  // KL(p ‖ q)
)

// How a fit goes: Adam takes steps of a size that falls to 0 along a cosine, each with new draws.
const (
	steps = 1000
	rate  = 0.05
)

// Minimize returns the Gaussian with diagonal covariance to which Adam comes from N(0, I) on its
// way down KL(q ‖ p) or KL(p ‖ q). It returns ctx's error if that ends first.
//
// The forward divergence has one optimum, the mean and the variance of p in each dimension (Bishop
// 2006, section 10.7). The reverse one has an optimum under each mode of those that are far apart;
// from the middle the way leads to one of them, mostly the heavier one, and the draws may decide on
// which.
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
