package latent

import (
	"cmp"
	"math"
	"slices"
)

// Order returns the dimensions from the largest figure to the least, equal ones by number.
func Order(figures []float64) []int {
	order := make([]int, len(figures))
	for j := range order {
		order[j] = j
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(figures[j], figures[i]) })
	return order
}

// Information returns about how much each dimension of q(z|x) = N(μ, σ²) tells of the image (Z), in
// nats: I(x; z_j) if the means were normally distributed and all σ_j were alike,
//
//	½ log (Var μ_j + E σ_j²) − ½ E log σ_j²
//
// It serves as an order of dimensions where their KL has no closed form.
func Information(mean, logVar []float32, z int) []float64 {
	information := variances(mean, Mean(mean, z))
	n := float64(len(mean) / z)
	logs := make([]float64, z)
	for i, l := range logVar {
		information[i%z] += math.Exp(float64(l)) / n
		logs[i%z] += float64(l) / n
	}
	for j, v := range information {
		information[j] = 0.5 * (math.Log(v) - logs[j])
	}
	return information
}
