package kernel

// AdamStep holds the factors of one step of Adam (Kingma & Ba 2015, algorithm 1).
type AdamStep struct {
	Rate           float32 // step size α
	Beta1, Beta2   float32 // decay rates of the moments
	Epsilon        float32 // added to the root of the second moment
	Unbias1        float32 // 1 / (1 − β₁ᵗ)
	Unbias2        float32 // 1 / (1 − β₂ᵗ)
	GradientFactor float32 // multiplies the gradient: 1, or less where it is clipped
}

// Adam updates param and its two moments m and v in place from grad; all four have the same length:
//
//	m = β₁m + (1−β₁)g, v = β₂v + (1−β₂)g², param −= α m̂ / (√v̂ + ε)
func Adam(param, grad, m, v []float32, s AdamStep) {
	need("Adam's grad", len(grad), len(param))
	need("Adam's m", len(m), len(param))
	need("Adam's v", len(v), len(param))
	o := operands{dst: param, x: grad, y: m, z: v, adam: s}
	share(len(param), 1, o, func(o operands, low, high int) {
		s := &o.adam
		adam(o.dst[low:high], o.x[low:high], o.y[low:high], o.z[low:high],
			s.GradientFactor, s.Beta1, s.Beta2, s.Rate*s.Unbias1, s.Unbias2, s.Epsilon)
	})
}

// SumSquares returns the sum of the squares of x, in float64. It adds up the sums of successive
// parts of x.
func SumSquares(x []float32) float64 {
	parts := partialSums.take()
	defer partialSums.put(parts)
	size := (len(x) + len(parts) - 1) / len(parts)
	o := operands{x: x, sums: parts[:], cols: size}
	share(len(parts), size, o, func(o operands, low, high int) {
		for i := low; i < high; i++ {
			o.sums[i] = sumSquares(o.x[min(i*o.cols, len(o.x)):min((i+1)*o.cols, len(o.x))])
		}
	})
	var sum float64
	for _, s := range parts {
		sum += s
	}
	return sum
}

var partialSums = shelf[[64]float64]{create: func() *[64]float64 { return new([64]float64) }}
