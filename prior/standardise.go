package prior

import (
	"fmt"
	"math"

	"vae/internal/plural"
	"vae/internal/rng"
)

// standardised are codes in random order, in units in which each dimension has mean 0 and variance
// 1.
type standardised struct {
	latent          int
	codes           []float32 // (N, Z)
	mean, deviation []float64 // (Z), of the codes as they were
	source          rng.Source
}

func standardise(codes []float32, latent int, seed uint64) (*standardised, error) {
	n := len(codes) / latent
	s := &standardised{
		latent: latent, codes: make([]float32, len(codes)),
		mean: make([]float64, latent), deviation: make([]float64, latent),
		source: rng.Stream(seed, "mixture", 0),
	}
	for i, v := range codes {
		s.mean[i%latent] += float64(v) / float64(n)
	}
	for i, v := range codes {
		d := float64(v) - s.mean[i%latent]
		s.deviation[i%latent] += d * d / float64(n)
	}
	for j := range latent {
		if constant(codes[j:], latent) {
			return nil, fmt.Errorf("dimension %d of all %s is %g: codes without spread have no density",
				j, plural.Of(n, "code"), codes[j])
		}
		s.deviation[j] = math.Sqrt(s.deviation[j])
	}
	order := make([]int, n)
	s.source.Perm(order)
	for i := range s.codes {
		j := i % latent
		s.codes[i] = float32((float64(codes[order[i/latent]*latent+j]) - s.mean[j]) / s.deviation[j])
	}
	return s, nil
}

// constant reports whether all of every step-th number are the same.
func constant(x []float32, step int) bool {
	for i := step; i < len(x); i += step {
		if x[i] != x[0] {
			return false
		}
	}
	return true
}

// logScale returns Σ_j log σ_j, by which log-densities of codes as they were are less.
func (s *standardised) logScale() (sum float64) {
	for _, d := range s.deviation {
		sum += math.Log(d)
	}
	return sum
}

// restore returns the weights, means and factors of a mixture in the units of the codes as they
// were.
func (s *standardised) restore(e *em) (weights, means, factors []float32) {
	for _, w := range e.weights {
		weights = append(weights, float32(w))
	}
	for i, m := range e.means {
		j := i % s.latent
		means = append(means, float32(s.mean[j]+s.deviation[j]*m))
	}
	for i, l := range e.factors {
		factors = append(factors, float32(s.deviation[i/s.latent%s.latent]*l))
	}
	return weights, means, factors
}
