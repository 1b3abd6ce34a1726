package evaluate

import (
	"encoding/json"
	"math"
	"slices"
)

// Estimate is a mean over images with its standard error, which includes that of any draws.
type Estimate struct {
	Mean          float64 `json:"mean"`
	StandardError Spread  `json:"standard_error"`
}

// Spread is a standard error, NaN if it is not known, as of a single image.
type Spread float64

// MarshalJSON returns null for NaN.
func (s Spread) MarshalJSON() ([]byte, error) {
	if v := float64(s); !math.IsNaN(v) {
		return json.Marshal(v)
	}
	return []byte("null"), nil
}

func (e Estimate) times(factor float64) Estimate {
	return Estimate{e.Mean * factor, e.StandardError * Spread(factor)}
}

// moments accumulates the mean and the variance of numbers, by Welford's recurrence (1962).
type moments struct{ n, mean, squares float64 }

func (m *moments) add(x float64) {
	m.n++
	delta := x - m.mean
	m.mean += delta / m.n
	m.squares += delta * (x - m.mean)
}

// variance returns Σ (x − mean)²/n.
func (m *moments) variance() float64 { return m.squares / m.n }

// estimate returns the mean with its standard error, the square root of Σ (x − mean)²/(n(n − 1)).
func (m *moments) estimate() Estimate {
	if m.n < 2 {
		return Estimate{m.mean, Spread(math.NaN())}
	}
	return Estimate{m.mean, Spread(math.Sqrt(m.squares / (m.n - 1) / m.n))}
}

// estimate returns the mean of a figure over images.
func estimate(scores []Score, of func(Score) float64) Estimate {
	var m moments
	for _, s := range scores {
		m.add(of(s))
	}
	return m.estimate()
}

func float64s(x []float32) []float64 {
	wide := make([]float64, len(x))
	for i, v := range x {
		wide[i] = float64(v)
	}
	return wide
}

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
