package kernel

import "testing"

// TestColumnSquares_matchesFloat64: a sum of n squares errs by n·6e-8 at most.
func TestColumnSquares_matchesFloat64(t *testing.T) {
	atEveryLevel(t, func(t *testing.T) {
		for cols := 1; cols < 70; cols++ {
			const rows, depth = 3, 7
			y, dst := normals(generator(1), rows*depth*cols, 3), normals(generator(2), rows*cols, 1)
			ColumnSquares(dst, y, rows, depth, cols)
			for i, got := range dst {
				var want float64
				for d := range depth {
					v := float64(y[(i/cols*depth+d)*cols+i%cols])
					want += v * v
				}
				if !near(got, want, depth*6e-8) {
					t.Errorf("%d columns, element %d: %g, want %g", cols, i, got, want)
				}
			}
		}
	})
}

func TestColumnSquares_sameOnAnyCores(t *testing.T) {
	const rows, depth, cols = 300, 20, 50
	y := normals(generator(1), rows*depth*cols, 1)
	sameOnAnyCores(t, func() []float32 {
		dst := make([]float32, rows*cols)
		ColumnSquares(dst, y, rows, depth, cols)
		return dst
	})
	mustPanic(t, "ColumnSquares", func() { ColumnSquares(y[:1], y, 1, 1, 2) })
}

func BenchmarkColumnSquares(b *testing.B) {
	const rows, depth, cols = 128, 20, 50
	y, dst := normals(generator(1), rows*depth*cols, 1), make([]float32, rows*cols)
	for b.Loop() {
		ColumnSquares(dst, y, rows, depth, cols)
	}
	perElement(b, len(y))
}
