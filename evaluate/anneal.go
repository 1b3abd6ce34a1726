package evaluate

import (
	"context"
	"math"
	"slices"
)

// schedule returns the temperatures β_t = t/T from 0 to 1. Chains from q(z|x) need no closer
// temperatures at the ends, as those from the prior do: on MNIST the sigmoidal schedule of Wu et
// al. leaves bounds a third further apart or more.
func schedule(steps int) []float64 {
	betas := make([]float64, steps+1)
	for t := range betas {
		betas[t] = float64(t) / float64(steps)
	}
	return betas
}

func reversed(betas []float64) []float64 {
	betas = slices.Clone(betas)
	slices.Reverse(betas)
	return betas
}

// anneal carries chains that are draws of π_β, β the first of betas, through the others, and
// returns the logarithm of an importance weight for each,
//
//	log w = Σ_t (β_t − β_{t−1})·(log f(u_{t−1}) − log N(u_{t−1}; 0, I)),
//
// where u_t comes from u_{t−1} by move, which leaves the density at β_t invariant. However badly
// the chains mix, the mean of w is an unbiased estimate of the ratio of the last density's integral
// to that of the first: ∫f where β rises from 0 to 1, 1/∫f where it falls from 1 to 0. Neal 2001,
// "Annealed importance sampling" (arXiv:physics/9803008).
func (h *hmc) anneal(betas []float64, move func(beta float64) error) ([]float64, error) {
	logWeights := make([]float64, len(h.value))
	for t := 1; t < len(betas); t++ {
		for r := range logWeights {
			logWeights[r] += (betas[t] - betas[t-1]) * h.slope(r)
		}
		if t == len(betas)-1 {
			break
		}
		if err := move(betas[t]); err != nil {
			return nil, err
		}
	}
	return logWeights, nil
}

// stepSizes are the mean step sizes of each image, by temperature.
type stepSizes struct {
	betas []float64   // rising
	sizes [][]float64 // for each of betas, (N)
}

const (
	firstStepSize    = 0.3
	targetAcceptance = 0.65 // Neal 2011 (arXiv:1206.1901), section 5.4.4
	adaptation       = 0.5  // of log ε for each unit of excess acceptance
)

// pilotSteps returns the number of steps of the preliminary run.
func pilotSteps(steps int) int { return min(steps, max(50, steps/10)) }

// tune returns the step sizes that a preliminary run adapts on the way from 0 to 1. Runs with other
// random numbers may use them: there they are constants, so that the importance weights are
// unbiased. Those of a run that adapts are not.
func (h *hmc) tune(ctx context.Context, betas []float64, moved func()) (*stepSizes, error) {
	s := &stepSizes{}
	size := slices.Repeat([]float64{firstStepSize}, len(h.sources))
	_, err := h.anneal(betas, func(beta float64) error {
		accepted, err := h.transition(ctx, beta, size)
		if err != nil {
			return err
		}
		for n, probability := range accepted {
			size[n] *= math.Exp(adaptation * (probability - targetAcceptance))
		}
		s.betas, s.sizes = append(s.betas, beta), append(s.sizes, slices.Clone(size))
		moved()
		return nil
	})
	return s, err
}

// at returns the step sizes (N) of the first temperature from beta on.
func (s *stepSizes) at(beta float64) []float64 {
	i, _ := slices.BinarySearch(s.betas, beta)
	return s.sizes[min(i, len(s.sizes)-1)]
}
