package dist

import "slices"

// spread returns the average of m(1 − m) over the mean m of the training data, from which scales
// start: no distribution on [0, 1] with mean m has a larger variance (Bhatia & Davis 2000). It is 1
// if that is 0 or mean is empty.
func spread(mean []float32) float64 {
	var sum float64
	for _, m := range mean {
		sum += float64(m) * (1 - float64(m))
	}
	if sum <= 0 {
		return 1
	}
	return sum / float64(len(mean))
}

// inside returns mean clipped to [0.001, 0.999], as by Burda, Grosse & Salakhutdinov 2016, for
// families that reach 0 and 1 only in the limit.
func inside(mean float32) float64 { return min(max(float64(mean), 0.001), 0.999) }

// solve returns the x in [low, high] where the rising function f is y, by bisection.
func solve(f func(x float64) float64, y, low, high float64) float64 {
	for range 60 {
		if x := (low + high) / 2; f(x) < y {
			low = x
		} else {
			high = x
		}
	}
	return (low + high) / 2
}

// same returns n copies of x.
func same(x float64, n int) []float32 { return slices.Repeat([]float32{float32(x)}, n) }
