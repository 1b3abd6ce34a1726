package divergence

import "vae/internal/nn"

// How a fit goes, for what its tests derive from it.
const (
	Steps = steps
	Draws = draws
	Rate  = rate
)

// NewLogMixture returns the operation, for the test of its gradient.
func NewLogMixture(p Mixture) nn.Op { return &logMixture{p: p} }

// NewEstimator returns what estimates a divergence of q = N(0, I), each time from other draws.
func NewEstimator(d Direction, p Mixture, seed uint64) (func(step uint64) (float64, error), error) {
	o, err := newObjective(d, p, seed)
	if err != nil {
		return nil, err
	}
	return o.estimate, nil
}
