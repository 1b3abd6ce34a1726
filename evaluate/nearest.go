package evaluate

import (
	"context"

	"vae/internal/kernel"
)

const (
	testBlock     = 256  // test codes that are compared at a time
	trainingBlock = 2048 // with so many training codes
)

// nearest returns the index of the training code nearest to each test code in Euclidean distance,
// the first of several. From
//
//	½‖z − t‖² = ½‖z‖² − (z·t − ½‖t‖²)
//
// it is the one with the largest product of (z, 1) and (t, −½‖t‖²).
func nearest(ctx context.Context, training, test Labelled) ([]int, error) {
	latent := len(test.Codes) / len(test.Labels)
	a := widened(test.Codes, latent, func([]float32) float32 { return 1 })
	b := widened(training.Codes, latent, func(t []float32) float32 { return -0.5 * dot(t, t) })
	width := latent + 1
	best := make([]int, len(test.Labels))
	products := make([]float32, testBlock*trainingBlock)
	for i := 0; i < len(test.Labels); i += testBlock {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		m := min(testBlock, len(test.Labels)-i)
		highest := make([]float32, m)
		for k := 0; k < len(training.Labels); k += trainingBlock {
			n := min(trainingBlock, len(training.Labels)-k)
			block := products[:m*n]
			kernel.MatMulNT(block, a[i*width:(i+m)*width], b[k*width:(k+n)*width], m, n, width)
			kernel.Parallel(m, func(r int) {
				high, at := highest[r], best[i+r]
				for c, v := range block[r*n : (r+1)*n] {
					if v > high || k+c == 0 {
						high, at = v, k+c
					}
				}
				highest[r], best[i+r] = high, at
			})
		}
	}
	return best, nil
}

// widened appends a number to each row, a function of the others.
func widened(rows []float32, width int, last func(row []float32) float32) []float32 {
	var all []float32
	for ; len(rows) > 0; rows = rows[width:] {
		all = append(append(all, rows[:width]...), last(rows[:width]))
	}
	return all
}

// dot returns Σ x_j y_j, summed in float64.
func dot(x, y []float32) float32 {
	var sum float64
	for j, v := range x {
		sum += float64(v) * float64(y[j])
	}
	return float32(sum)
}
