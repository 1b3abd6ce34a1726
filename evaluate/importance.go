package evaluate

import "math"

// Ladder returns the numbers of draws K for which an importance-weighted bound is taken
// from the same draws: 1, 10, 100, … below Samples, then Samples.
func (p Protocol) Ladder() []int {
	var ladder []int
	for k := 1; k < p.Samples; k *= 10 {
		ladder = append(ladder, k)
	}
	return append(ladder, p.Samples)
}

// Bound is an estimate of L_K, a lower bound on log p(x) in expectation, with the variance
// that it has because its draws are random.
type Bound struct{ Value, Variance float64 }

// bound returns the estimate of L_K from the logarithms of S importance weights: the mean
// over as many groups of K draws as there are. So it does not fall from a K to a multiple
// of it, by Jensen's inequality, on any draws. Burda, Grosse & Salakhutdinov 2016
// (arXiv:1509.00519), theorem 1.
func bound(logWeights []float64, k int) Bound {
	groups := len(logWeights) / k
	if groups == 1 {
		return Bound{logMeanExp(logWeights[:k]), deltaVariance(logWeights[:k])}
	}
	var m moments
	for g := range groups {
		m.add(logMeanExp(logWeights[g*k : (g+1)*k]))
	}
	return Bound{m.mean, m.squares / (m.n - 1) / m.n}
}

// deltaVariance returns the variance of log 1/K Σ w_k to first order, Var(w)/(K·E(w)²),
// with both taken from the draws: Σ (w_k/Σw − 1/K)². It is too small where a few weights
// outweigh all others.
func deltaVariance(logWeights []float64) float64 {
	n := float64(len(logWeights))
	logSum := logMeanExp(logWeights) + math.Log(n)
	var sum float64
	for _, v := range logWeights {
		share := math.Exp(v-logSum) - 1/n
		sum += share * share
	}
	return sum
}

// logMeanExp returns log 1/K Σ exp x_k, without overflow.
func logMeanExp(x []float64) float64 {
	highest := math.Inf(-1)
	for _, v := range x {
		highest = max(highest, v) // NaN if one is
	}
	if math.IsInf(highest, 0) {
		return highest
	}
	var sum float64
	for _, v := range x {
		sum += math.Exp(v - highest)
	}
	return highest + math.Log(sum/float64(len(x)))
}
