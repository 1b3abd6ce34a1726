package evaluate

import (
	"math"
	"testing"
)

func TestEffective(t *testing.T) {
	for _, test := range []struct {
		weights []float64
		want    float64
	}{
		{[]float64{7}, 1},
		{[]float64{0.5, 0.5, 0.5, 0.5}, 4},
		{[]float64{1, 2, 3}, 36. / 14},
		{[]float64{1e-30, 1, 1e-30}, 1},
	} {
		var logs []float64
		for _, w := range test.weights {
			logs = append(logs, math.Log(w)-2000)
		}
		if got := effective(logs); math.Abs(got-test.want) > 1e-9 {
			t.Errorf("%v: %g, want %g", test.weights, got, test.want)
		}
	}
	if got := NewEffective([]Score{{ESS: 3}, {ESS: 1.5}}); got != (Effective{2.25, 1.5}) {
		t.Errorf("of two images: %v", got)
	}
}
