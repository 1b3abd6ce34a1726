package evaluate_test

import (
	"fmt"
	"slices"
	"testing"

	"vae/evaluate"
)

// TestPercentiles_countsWhatIsBelow counts one by one, among numbers of which many are equal.
func TestPercentiles_countsWhatIsBelow(t *testing.T) {
	reference := []float64{-3, 5, 0, 0, -7, 5, 1, 0}
	values := []float64{-8, -7, -6, 0, 0.5, 5, 6}
	var want []float64
	for _, v := range values {
		below := 0
		for _, r := range reference {
			if r < v {
				below++
			}
		}
		want = append(want, float64(below)/8*100)
	}
	if got := evaluate.Percentiles(values, reference); !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if reference[0] != -3 {
		t.Error("the reference was sorted in place")
	}
}

func ExamplePercentiles() {
	fmt.Println(evaluate.Percentiles([]float64{-200, -95, -80}, []float64{-90, -100, -110, -85}))
	// Output: [0 50 100]
}
