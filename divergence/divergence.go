// Package divergence makes the two directions of the Kullback–Leibler divergence visible.
//
// A single Gaussian q cannot equal a target p with two modes. Which compromise it becomes depends
// on what is minimised:
//
//	reverse  KL(q ‖ p) = E_q[log q − log p]   is infinite where q > 0 and p = 0
//	forward  KL(p ‖ q) = E_p[log p − log q]   is infinite where p > 0 and q = 0
//
// The reverse one is zero-forcing: q squeezes under one mode and ignores the other. The forward one
// is zero-avoiding: q stretches over both, and over the gap between them. A variational autoencoder
// minimises the reverse one: its bound on log p(x) is loose by KL(q(z|x) ‖ p(z|x)).
//
// Compare fits a Gaussian to a Target in both directions; Picture draws the results.
//
// Bishop 2006, Pattern Recognition and Machine Learning, section 10.1.2 and figure 10.3; Minka
// 2005, Divergence measures and message passing, MSR-TR-2005-173; Jang 2016, A beginner's guide to
// variational methods: mean-field approximation.
//
// Letters in comments on shapes: S draws, D dimensions. Divergences are in nats.
package divergence

import (
	"context"
	"math"
)

// Comparison is a target p with the Gaussian q of each direction.
type Comparison struct {
	Target           Mixture
	Reverse, Forward Fit
}

// Fit is a Gaussian q with diagonal covariance, and how far it is from its target p.
type Fit struct {
	Gaussian
	ReverseKL float64 // KL(q ‖ p), in nats
	ForwardKL float64 // KL(p ‖ q), in nats
}

// Compare fits p in both directions. It returns ctx's error if ctx ends first.
func Compare(ctx context.Context, p Mixture, seed uint64) (Comparison, error) {
	c := Comparison{Target: p}
	for direction, fit := range []*Fit{Reverse: &c.Reverse, Forward: &c.Forward} {
		q, err := Minimize(ctx, Direction(direction), p, seed)
		if err != nil {
			return Comparison{}, err
		}
		*fit = Fit{Gaussian: q, ReverseKL: KL(Single(q), p), ForwardKL: KL(p, Single(q))}
	}
	return c, nil
}

// Bits converts nats to bits.
func Bits(nats float64) float64 { return nats / math.Ln2 }
