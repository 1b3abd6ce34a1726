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

// Bound is an estimate of L_K, a lower bound on log p(x) in expectation, with its variance over
// draws.
type Bound struct{ Value, Variance float64 }

// bound returns the estimate of L_K from the logarithms of S importance weights: the mean over all
// groups of K draws. By Jensen's inequality it does not fall from a K to a multiple of it, on any
// draws. Burda, Grosse & Salakhutdinov 2016 (arXiv:1509.00519), theorem 1.
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

// jackknife returns the variance of l = log 1/K Σ w_k, from its values l_k without each draw:
//
//	(K−1)/K Σ_k (l_k − mean)²,  l_k = log (W − w_k)/(K − 1),  W = Σ w_k
//
// It errs upwards: the expectation of the sum is no less than the variance with K − 1 draws. Efron
// & Stein 1981, "The jackknife estimate of variance". It is NaN for one draw.
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

// Effective is the effective number of draws of an image, from 1 to all of them. Near 1, one draw
// decides the importance-weighted bound, which is loose then.
type Effective struct {
	Mean  float64 `json:"mean"`  // over images
	Worst float64 `json:"worst"` // the least
}

// NewEffective returns the effective number of draws of images with these scores.
func NewEffective(scores []Score) Effective {
	e := Effective{Worst: math.Inf(1)}
	for _, s := range scores {
		e.Mean += s.ESS / float64(len(scores))
		e.Worst = min(e.Worst, s.ESS)
	}
	return e
}

// effective returns the effective number of draws from the logs of their importance weights w,
//
//	(Σ_k w_k)² / Σ_k w_k²
//
// The mean of so many draws from the true posterior has about the variance of the weighted mean of
// these. Kong 1992, "A note on importance sampling using standardized weights".
func effective(logWeights []float64) float64 {
	highest := slices.Max(logWeights)
	var sum, squares float64
	for _, v := range logWeights {
		w := math.Exp(v - highest)
		sum += w
		squares += w * w
	}
	return sum * sum / squares
}
