// Package reduce makes one number of many, in float64.
package reduce

import "math"

// Finite reports whether v is neither infinite nor NaN.
func Finite(v float64) bool { return v-v == 0 }

// Mean returns the mean of x, NaN if there is nothing.
func Mean[T float32 | float64](x []T) float64 {
	var sum float64
	for _, v := range x {
		sum += float64(v)
	}
	return sum / float64(len(x))
}

// Max returns the largest of x, NaN if one is, and −∞ if there is nothing.
func Max(x []float64) float64 {
	highest := math.Inf(-1)
	for _, v := range x {
		highest = max(highest, v)
	}
	return highest
}

// LogAddExp returns log(exp a + exp b), without overflow.
func LogAddExp(a, b float64) float64 {
	a, b = max(a, b), min(a, b)
	return a + math.Log1p(math.Exp(b-a))
}

// LogMeanExp returns log 1/K Σ exp x_k, without overflow.
func LogMeanExp(x []float64) float64 {
	highest := Max(x)
	if math.IsInf(highest, 0) {
		return highest
	}
	var sum float64
	for _, v := range x {
		sum += math.Exp(v - highest)
	}
	return highest + math.Log(sum/float64(len(x)))
}

// Softmax sets dst to exp x_k / Σ exp x, without overflow. dst may be x.
func Softmax(dst, x []float64) {
	highest := Max(x)
	var sum float64
	for k, v := range x {
		dst[k] = math.Exp(v - highest)
		sum += dst[k]
	}
	for k := range dst {
		dst[k] /= sum
	}
}
