package evaluate

import "slices"

// Percentiles returns for each value the share of the reference that is below it, in per cent: 0
// for what is below all of the reference, 100 for what is above all of it. reference has one number
// or more.
func Percentiles(values, reference []float64) []float64 {
	sorted := slices.Sorted(slices.Values(reference))
	percentiles := make([]float64, len(values))
	for i, v := range values {
		below, _ := slices.BinarySearch(sorted, v)
		percentiles[i] = 100 * float64(below) / float64(len(sorted))
	}
	return percentiles
}
