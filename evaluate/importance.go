package evaluate

import (
	"math"
	"slices"

	"vae/internal/reduce"
)

// Ladder returns the numbers of draws K for which an importance-weighted bound is taken from the
// same draws: 1, 10, 100, … below Samples, then Samples.
func (p Protocol) Ladder() []int {
	var ladder []int
	for k := 1; k < p.Samples; k *= 10 {
		ladder = append(ladder, k)
	}
	return append(ladder, p.Samples)
}

// Bound is an estimate of L_K, a lower bound on log p(x) in expectation, with the variance that it
// has because its draws are random.
type Bound struct{ Value, Variance float64 }

// bound returns the estimate of L_K from the logarithms of S importance weights: the mean over as
// many groups of K draws as there are. So it does not fall from a K to a multiple of it, by
// Jensen's inequality, on any draws. Burda, Grosse & Salakhutdinov 2016 (arXiv:1509.00519), theorem
// 1.
func bound(logWeights []float64, k int) Bound {
	groups := len(logWeights) / k
	if groups == 1 {
		return Bound{reduce.LogMeanExp(logWeights[:k]), jackknife(logWeights[:k])}
	}
	var m moments
	for g := range groups {
		m.add(reduce.LogMeanExp(logWeights[g*k : (g+1)*k]))
	}
	return Bound{m.mean, m.squares / (m.n - 1) / m.n}
}

// jackknife returns the variance of l = log 1/K Σ w_k, from the values l_k that it has without each
// of the draws, of which W = Σ w_k:
//
//	(K−1)/K Σ_k (l_k − mean)²,  l_k = log (W − w_k)/(K − 1)
//
// It errs upwards: the expectation of the sum is no less than the variance with K − 1 draws. Efron
// & Stein 1981, "The jackknife estimate of variance". It is NaN of one draw, which tells nothing of
// others.
func jackknife(logWeights []float64) float64 {
	k := float64(len(logWeights))
	if k == 1 {
		return math.NaN()
	}
	logSum := reduce.LogMeanExp(logWeights) + math.Log(k)
	var without moments
	for i, v := range logWeights {
		rest := math.Log1p(-math.Exp(v - logSum))
		if !(rest >= -10) { // the sum is this weight, and its rest, perhaps below 0, is lost to rounding
			rest = reduce.LogMeanExp(slices.Concat(logWeights[:i], logWeights[i+1:])) + math.Log(k-1) - logSum
		}
		without.add(rest)
	}
	return (k - 1) * without.variance()
}
