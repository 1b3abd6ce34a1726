package kernel

import (
	"math"
	"slices"
	"testing"
)

// TestLikelihood_matchesFloat64 compares sums and derivatives with those of the references, for
// parameters of all sizes. A term that is one function of its argument may err by precision,
// relative to itself; products of two of them by twice that, and by what is left of a denormal
// number that was taken for zero.
func TestLikelihood_matchesFloat64(t *testing.T) {
	for _, f := range families {
		t.Run(f.name, func(t *testing.T) {
			atEveryLevel(t, func(t *testing.T) {
				r := generator(1)
				for _, deviation := range []float64{1e-6, 1e-3, 0.1, 1, 3, 30, 1000} {
					for _, cols := range []int{0, 1, 3, 7, 8, 9, 15, 16, 17, 25, 40, 63} {
						const rows = 3
						x, theta := pixelsOf(uint64(cols), rows*cols), normals(r, f.k*rows*cols, deviation)
						logProb, gradient := make([]float32, rows), normals(r, len(theta), 1)
						f.call(logProb, gradient, x, theta, rows, cols)
						for row := range rows {
							compareRow(t, f.want, logProb[row], gradient[row*f.k*cols:][:f.k*cols],
								x[row*cols:][:cols], theta[row*f.k*cols:][:f.k*cols])
						}
						again := make([]float32, rows)
						f.call(again, nil, x, theta, rows, cols)
						if !slices.Equal(again, logProb) {
							t.Errorf("without gradient %g, with it %g", again, logProb)
						}
					}
				}
			})
		})
	}
}

// compareRow compares one row with the reference.
func compareRow(t *testing.T, want reference, logProb float32, gradient, x, theta []float32) {
	t.Helper()
	var sum, size float64
	for i := range x {
		var pixel []float64
		for j := i; j < len(theta); j += len(x) {
			pixel = append(pixel, float64(theta[j]))
		}
		w := want(float64(x[i]), pixel)
		s, m := total(w.logProb)
		sum, size = sum+s, size+m
		for j, d := range w.gradient {
			s, m := total(d)
			if got := float64(gradient[j*len(x)+i]); !(math.Abs(got-s) <= 2*precision*m+0x1p-110) {
				t.Fatalf("derivative %d at x = %g, theta %g: %g, want %g", j, x[i], pixel, got, s)
			}
		}
	}
	if !(math.Abs(float64(logProb)-sum) <= 2*precision*size) {
		t.Fatalf("%d pixels: %g, want %g, terms %g", len(x), logProb, sum, size)
	}
}

// TestLikelihood_severalDraws gives each row of x to successive rows of theta.
func TestLikelihood_severalDraws(t *testing.T) {
	const rows, draws, cols = 3, 4, 21
	for _, f := range families {
		x, theta := pixelsOf(1, rows*cols), normals(generator(2), rows*draws*f.k*cols, 1)
		got := make([]float32, rows*draws)
		f.call(got, nil, x, theta, rows*draws, cols)
		for r, v := range got {
			want := make([]float32, 1)
			f.call(want, nil, x[r/draws*cols:][:cols], theta[r*f.k*cols:][:f.k*cols], 1, cols)
			if v != want[0] {
				t.Errorf("%s: row %d is %g, alone %g", f.name, r, v, want[0])
			}
		}
	}
}

func TestLikelihood_passesOnWhatIsNotANumber(t *testing.T) {
	const cols = 21
	nan := float32(math.NaN())
	atEveryLevel(t, func(t *testing.T) {
		for _, f := range families {
			for i := range (1 + f.k) * cols { // one of the pixels, or of the parameters
				all := make([]float32, (1+f.k)*cols)
				all[i] = nan
				logProb, gradient := make([]float32, 1), make([]float32, f.k*cols)
				f.call(logProb, gradient, all[:cols], all[cols:], 1, cols)
				if logProb[0] == logProb[0] {
					t.Errorf("%s: %g of what is not a number", f.name, logProb[0])
				}
				for j, d := range gradient {
					if (d != d) != (j%cols == i%cols) {
						t.Errorf("%s: derivative %d is %g where number %d is none", f.name, j, d, i)
					}
				}
			}
		}
	})
}

func TestScaleRowsAbove_isExact(t *testing.T) {
	atEveryLevel(t, func(t *testing.T) {
		r := generator(2)
		for cols := range 40 {
			const rows = 3
			gradient, theta, factor := normals(r, 2*rows*cols, 1), normals(r, 2*rows*cols, 1), normals(r, rows, 1)
			if cols > 0 {
				theta[2*cols-1], gradient[2*cols-1] = -1, float32(math.NaN())
			}
			dst := make([]float32, len(theta))
			ScaleRowsAbove(dst, gradient, factor, theta, rows, cols, 0.25)
			for i, got := range dst {
				want := factor[i/(2*cols)] * gradient[i]
				if i%(2*cols) >= cols && theta[i] < 0.25 && want > 0 {
					want = 0
				}
				if got != want && want == want || (got == got) != (want == want) {
					t.Fatalf("%d columns: %g, want %g", cols, got, want)
				}
			}
		}
	})
}

func TestLikelihood_sameOnAnyCores(t *testing.T) {
	const rows, cols = 65, 500
	x := pixelsOf(3, rows*cols)
	atEveryLevel(t, func(t *testing.T) {
		for _, f := range families {
			theta := normals(generator(3), rows*f.k*cols, 1)
			sameOnAnyCores(t, func() []float32 {
				out := make([]float32, rows+len(theta))
				f.call(out[:rows], out[rows:], x, theta, rows, cols)
				return out
			})
		}
	})
}

func TestLikelihood_rejectsWrongLengths(t *testing.T) {
	f := make([]float32, 200)
	for _, family := range families {
		n := family.k * 100
		mustPanic(t, family.name, func() { family.call(f[:9], f[:n], f[:100], f[:n], 10, 10) })
		mustPanic(t, family.name, func() { family.call(f[:10], f[:n-1], f[:100], f[:n], 10, 10) })
		mustPanic(t, family.name, func() { family.call(f[:10], f[:n], f[:99], f[:n], 10, 10) })
		mustPanic(t, family.name, func() { family.call(f[:10], f[:n], f[:100], f[:n-1], 10, 10) })
	}
	mustPanic(t, "ScaleRowsAbove", func() { ScaleRowsAbove(f, f, f[:10], f[:199], 10, 10, 0) })
	mustPanic(t, "ScaleRowsAbove", func() { ScaleRowsAbove(f, f, f[:9], f, 10, 10, 0) })
}

func TestLikelihood_doesNotAllocate(t *testing.T) {
	const rows, cols = 128, 784
	x := pixelsOf(4, rows*cols)
	for _, f := range families {
		logProb, gradient, theta := make([]float32, rows), make([]float32, f.k*rows*cols), make([]float32, f.k*rows*cols)
		if n := testing.AllocsPerRun(20, func() { f.call(logProb, gradient, x, theta, rows, cols) }); n != 0 {
			t.Errorf("%s allocates %g times", f.name, n)
		}
	}
}

func BenchmarkLikelihood(b *testing.B) {
	const rows, cols = 128, 784
	x := pixelsOf(5, rows*cols)
	for _, f := range families {
		theta := normals(generator(5), f.k*rows*cols, 1)
		logProb, gradient := make([]float32, rows), make([]float32, len(theta))
		b.Run(f.name, func(b *testing.B) {
			for b.Loop() {
				f.call(logProb, gradient, x, theta, rows, cols)
			}
			perElement(b, len(x))
		})
	}
}
