package evaluate

import "slices"

// Percentiles returns for each value the share of the reference, one number or more, that is below
// it, in per cent.
func Percentiles(values, reference []float64) []float64 {
	sorted := slices.Sorted(slices.Values(reference))
	percentiles := make([]float64, len(values))
	for i, v := range values {
		below, _ := slices.BinarySearch(sorted, v)
		percentiles[i] = 100 * float64(below) / float64(len(sorted))
	}
	return percentiles
}
