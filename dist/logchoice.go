package dist

import "math"

// logChoice is the logarithms of probabilities (R, K), relative to the largest one of each row.
type logChoice struct {
	components int
	logs       []float64 // (R, K)
	rounded    []float32 // (R, K) the same
	sums       []float64 // (R) logarithms of the sums, relative to the same
}

func newLogChoice(rows, components int) logChoice {
	return logChoice{
		components: components,
		logs:       make([]float64, rows*components),
		rounded:    make([]float32, rows*components),
		sums:       make([]float64, rows),
	}
}

// set takes the probabilities (R, K).
func (c *logChoice) set(choice []float32) {
	for r := range c.sums {
		row := choice[r*c.components:][:c.components]
		var highest, sum float64
		for _, w := range row {
			highest = max(highest, float64(w))
		}
		for k, w := range row {
			share, i := float64(w)/highest, r*c.components+k
			c.logs[i] = 0
			if share != 1 {
				c.logs[i] = math.Log(share)
			}
			c.rounded[i] = float32(c.logs[i])
			sum += share
		}
		c.sums[r] = math.Log(sum)
	}
}

// of returns the logarithms (K) for one of rows (R·S), and that of their sum.
func (c *logChoice) of(row, rows int) (logs []float64, rounded []float32, sum float64) {
	r := row * len(c.sums) / rows
	i := r * c.components
	return c.logs[i:][:c.components], c.rounded[i:][:c.components], c.sums[r]
}
