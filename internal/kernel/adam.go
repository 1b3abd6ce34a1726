package kernel

import "math"

// AdamStep holds the factors of one step of Adam (Kingma & Ba 2015, algorithm 1).
type AdamStep struct {
	Rate           float32 // step size α
	Beta1, Beta2   float32 // decay rates of the moments
	Epsilon        float32 // added to the root of the second moment
	Unbias1        float32 // 1 / (1 − β₁ᵗ)
	Unbias2        float32 // 1 / (1 − β₂ᵗ)
	GradientFactor float32 // multiplies the gradient: 1, or less where it is clipped
}

// Adam updates param and its two moments m and v in place from grad; all four
// have the same length:
//
//	m = β₁m + (1−β₁)g, v = β₂v + (1−β₂)g², param −= α m̂ / (√v̂ + ε)
func Adam(param, grad, m, v []float32, s AdamStep) {
	for i, g := range grad {
		g *= s.GradientFactor
		m[i] = s.Beta1*m[i] + (1-s.Beta1)*g
		v[i] = s.Beta2*v[i] + (1-s.Beta2)*g*g
		root := float32(math.Sqrt(float64(v[i] * s.Unbias2)))
		param[i] -= s.Rate * m[i] * s.Unbias1 / (root + s.Epsilon)
	}
}

// SumSquares returns the sum of the squares of x, in float64.
func SumSquares(x []float32) float64 {
	var sum float64
	for _, v := range x {
		sum += float64(v) * float64(v)
	}
	return sum
}
