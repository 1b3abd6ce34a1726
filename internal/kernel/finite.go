package kernel

import "math"

// Finite reports whether x holds no NaN and no infinity.
func Finite(x []float32) bool {
	const exponent = 0x7f800000 // all ones: NaN or infinity
	for _, v := range x {
		if math.Float32bits(v)&exponent == exponent {
			return false
		}
	}
	return true
}
