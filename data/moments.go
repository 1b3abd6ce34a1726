package data

import "math"

// moments are sums over rows of d numbers, in float64.
type moments struct {
	rows         int
	sum, squares []float64 // (d)
}

func newMoments(d int) *moments {
	return &moments{sum: make([]float64, d), squares: make([]float64, d)}
}

// add takes up a row.
func (m *moments) add(row []float32) {
	m.rows++
	for j, v := range row {
		m.sum[j] += float64(v)
		m.squares[j] += float64(v) * float64(v)
	}
}

// mean returns the mean row, zeros without a row.
func (m *moments) mean() []float32 {
	mean := make([]float32, len(m.sum))
	for j, sum := range m.sum {
		mean[j] = float32(sum / float64(max(1, m.rows)))
	}
	return mean
}

// spread returns the standard deviation of a number over the rows: the root mean square over the d
// places.
func (m *moments) spread() float64 {
	var variance float64
	n := float64(max(1, m.rows))
	for j, sum := range m.sum {
		mean := sum / n
		variance += max(0, m.squares[j]/n-mean*mean)
	}
	return math.Sqrt(variance / float64(len(m.sum)))
}

// Spread returns the standard deviation of a pixel over images of d pixels, one after the other:
// the root mean square over the pixels.
func Spread(pixels []float32, d int) float64 {
	m := newMoments(d)
	for from := 0; from+d <= len(pixels); from += d {
		m.add(pixels[from : from+d])
	}
	return m.spread()
}
