package vae

import "math"

// Line returns the code at a fraction of the straight line between two codes.
func Line(from, to []float32, fraction float64) []float32 {
	return weighted(from, to, 1-fraction, fraction)
}

// Arc returns the code at a fraction of the arc between two codes. Norms change little along it, as
// they do among draws from N(0, I). White 2016 (arXiv:1609.04468), section 2.1, after Shoemake
// 1985. For codes in the same or in opposite directions it is Line.
func Arc(from, to []float32, fraction float64) []float32 {
	var xy, xx, yy float64
	for i := range from {
		xy += float64(from[i]) * float64(to[i])
		xx += float64(from[i]) * float64(from[i])
		yy += float64(to[i]) * float64(to[i])
	}
	angle := math.Acos(min(max(xy/math.Sqrt(xx*yy), -1), 1))
	if !(math.Sin(angle) > 1e-6) {
		return Line(from, to, fraction)
	}
	return weighted(from, to, math.Sin((1-fraction)*angle)/math.Sin(angle), math.Sin(fraction*angle)/math.Sin(angle))
}

func weighted(x, y []float32, a, b float64) []float32 {
	z := make([]float32, len(x))
	for i := range x {
		z[i] = float32(a*float64(x[i]) + b*float64(y[i]))
	}
	return z
}
