package evaluate

import (
	"math"
	"slices"
)

// Effective is the effective number of draws of an image, from 1 to all of them. Where it is near
// 1, one draw decides on the importance-weighted bound, which is a loose one then.
type Effective struct {
	Mean  float64 `json:"mean"`  // over images
	Worst float64 `json:"worst"` // the least of an image
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

// effective returns the effective number of draws, from the logarithms of their importance weights
// w: the mean of so many draws from the true posterior has about the variance of the weighted mean
// of these. Kong 1992, "A note on importance sampling using standardized weights":
//
//	(Σ_k w_k)² / Σ_k w_k²
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
