package prior

import (
	"context"
	"errors"
	"fmt"

	"vae/dist"
	"vae/internal/fault"
	"vae/internal/kernel"
	"vae/internal/plural"
)

// Fit says how a mixture of normal distributions is fitted to codes: by the EM algorithm, from a
// start by k-means.
type Fit struct {
	Components int
	Diagonal   bool   // diagonal covariances instead of full ones
	Seed       uint64 // of the start

	// Progress, unless it is nil, hears of the iterations of every fit, which begin at 1, and of
	// the mean log-density of the codes before each, in nats.
	Progress func(iteration int, logDensity float64)
}

// Report says how a fit went.
type Report struct {
	Components int
	Iterations int
	Converged  bool    // the last iteration gained less than it takes to go on
	LogDensity float64 // mean over the codes, in nats
}

// Mixture returns the mixture that fits codes (N, Z). No eigenvalue of a covariance is less than
// 10⁻⁶ in units in which the codes have variance 1 in each dimension; among such mixtures EM climbs
// to a local maximum of the likelihood. The error is that of ctx, or says what is wrong with the
// codes.
func (f Fit) Mixture(ctx context.Context, codes []float32, latent int) (m dist.FullMixture, r Report, err error) {
	defer fault.Mark("prior", &err)
	return f.mixture(ctx, codes, latent)
}

func (f Fit) mixture(ctx context.Context, codes []float32, latent int) (dist.FullMixture, Report, error) {
	if err := f.validate(codes, latent); err != nil {
		return dist.FullMixture{}, Report{}, err
	}
	s, err := standardise(codes, latent, f.Seed)
	if err != nil {
		return dist.FullMixture{}, Report{}, err
	}
	e := f.start(s)
	report, err := f.run(ctx, e, s.logScale())
	if err != nil {
		return dist.FullMixture{}, report, err
	}
	weights, means, factors := s.restore(e)
	m, err := dist.NewFullMixture(latent, weights, means, factors)
	return m, report, err
}

// maxElements is the most elements of all covariances together: 1 GiB of them in float64.
const maxElements = 1 << 27

// validate returns an error for codes that no mixture can be fitted to.
func (f Fit) validate(codes []float32, latent int) error {
	switch {
	case f.Components < 1:
		return fmt.Errorf("a mixture of %d components: want at least one", f.Components)
	case latent < 1 || len(codes)%latent != 0:
		return fmt.Errorf("%d numbers are not codes of %s", len(codes), plural.Of(latent, "dimension"))
	case len(codes)/latent < max(2, f.Components):
		return fmt.Errorf("%s cannot be fitted to %s",
			plural.Of(f.Components, "component"), plural.Of(len(codes)/latent, "code"))
	case f.Components > maxElements/(latent*latent):
		return fmt.Errorf("%s in %s have more than %d elements", plural.Of(f.Components, "covariance"),
			plural.Of(latent, "dimension"), maxElements)
	case !kernel.Finite(codes):
		return errors.New("codes are not finite")
	}
	return nil
}

const (
	// enough is the gain of an iteration, in nats of mean log-density, below which EM stops. With a
	// third of it, 55,000 codes in 20 dimensions took half as many iterations again, and the
	// log-density of others rose by 0.003 nats.
	enough = 3e-4
	// maxIterations is where it stops in any case.
	maxIterations = 500
)

// run iterates until the likelihood hardly grows. logScale turns its log-densities into those of
// codes.
func (f Fit) run(ctx context.Context, e *em, logScale float64) (Report, error) {
	r := Report{Components: len(e.weights)}
	for {
		if err := ctx.Err(); err != nil {
			return r, err
		}
		before := r.LogDensity
		r.LogDensity = e.expect() - logScale
		r.Iterations++
		if f.Progress != nil {
			f.Progress(r.Iterations, r.LogDensity)
		}
		r.Converged = r.Iterations > 1 && r.LogDensity-before < enough
		if r.Converged || r.Iterations == maxIterations {
			return r, nil
		}
		e.maximise()
	}
}
