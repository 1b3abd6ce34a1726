package prior

import (
	"context"
	"errors"
	"fmt"
	"math"

	"vae/dist"
	"vae/internal/fault"
	"vae/internal/kernel"
	"vae/internal/reduce"
)

// Candidate is a mixture of some number of components, and how well it fits codes that it was not
// fitted to.
type Candidate struct {
	Report
	Mixture       dist.FullMixture
	Held          float64 // mean log-density of the validation codes, in nats
	StandardError float64 // of Held

	each []float64 // log-densities of the validation codes
}

// sizes are the numbers of components that Auto tries.
var sizes = []int{1, 2, 5, 10, 20, 50, 100, 200}

// patience is how many candidates in a row may be no better than the best before Auto stops.
const patience = 2

// Auto returns the best number of components for training codes (N, Z), with the mixture, and all
// candidates that were tried. The best has the highest mean log-density of the validation codes
// (M, Z); a larger number has to exceed a smaller one by more than the standard error of the
// difference. Components of f is not read. Errors are those of Mixture.
func (f Fit) Auto(
	ctx context.Context, training, validation []float32, latent int,
) (best Candidate, tried []Candidate, err error) {
	defer fault.Mark("prior", &err)
	return f.auto(ctx, training, validation, latent)
}

func (f Fit) auto(ctx context.Context, training, validation []float32, latent int) (best Candidate, tried []Candidate, err error) {
	if len(validation) < 2*latent || latent < 1 || len(validation)%latent != 0 {
		return best, nil, fmt.Errorf("%d numbers are not validation codes of %d dimensions: want two codes at least",
			len(validation), latent)
	}
	if !kernel.Finite(validation) {
		return best, nil, errors.New("validation codes are not finite")
	}
	most, worse := f.mostComponents(len(training)/latent, latent), 0
	for _, f.Components = range sizes {
		if f.Components > most || worse == patience {
			break
		}
		c, err := f.candidate(ctx, training, validation, latent)
		if err != nil {
			return best, tried, err
		}
		if tried = append(tried, c); len(tried) == 1 || c.betterThan(best) {
			best, worse = c, 0
		} else {
			worse++
		}
	}
	return best, tried, nil
}

// mostComponents returns how many components n codes are enough for: five times as many codes for
// each as a covariance needs.
func (f Fit) mostComponents(n, latent int) int {
	return max(1, n/(5*codesPerCovariance(latent, f.Diagonal)))
}

func (f Fit) candidate(ctx context.Context, training, validation []float32, latent int) (c Candidate, err error) {
	if c.Mixture, c.Report, err = f.mixture(ctx, training, latent); err != nil {
		return c, err
	}
	c.each = make([]float64, len(validation)/latent)
	kernel.Parallel(len(c.each), func(i int) { c.each[i] = c.Mixture.LogDensity(validation[i*latent:][:latent]) })
	c.Held, c.StandardError = meanAndError(c.each)
	return c, nil
}

// betterThan reports whether c is better than d by more than the standard error of the difference.
func (c Candidate) betterThan(d Candidate) bool {
	differences := make([]float64, len(c.each))
	for i, v := range c.each {
		differences[i] = v - d.each[i]
	}
	mean, standardError := meanAndError(differences)
	return mean > standardError
}

// meanAndError returns the mean of x and its standard error.
func meanAndError(x []float64) (mean, standardError float64) {
	mean = reduce.Mean(x)
	var squares float64
	for _, v := range x {
		squares += (v - mean) * (v - mean)
	}
	n := float64(len(x))
	return mean, math.Sqrt(squares / (n - 1) / n)
}
