package kernel

import (
	"math"
	"runtime"
	"testing"
)

func TestLogistic_isPrecise(t *testing.T) {
	atEveryLevel(t, func(t *testing.T) {
		x := arguments(200)
		y := make([]float32, len(x))
		Logistic(y, x)
		for i, got := range y {
			if want := references[Sigmoid].apply(float64(x[i])); !near(got, want, precision) {
				t.Errorf("Logistic(%g) = %g, want %g", x[i], got, want)
			}
		}
	})
}

// TestSiLU_isPrecise allows one more rounding than of the logistic function and, of the slope σ(1 +
// x(1 − σ)), three in units of the sizes of its terms.
func TestSiLU_isPrecise(t *testing.T) {
	atEveryLevel(t, func(t *testing.T) {
		var x []float32
		for _, v := range arguments(200) {
			if !math.IsInf(float64(v), 0) { // −∞·0 is no number
				x = append(x, v)
			}
		}
		y, dx, dy := make([]float32, len(x)), make([]float32, len(x)), make([]float32, len(x))
		for i := range dy {
			dy[i] = 3
		}
		SiLU.applyKept(y, x)
		inPlace := append([]float32(nil), x...)
		SiLU.applyRow(inPlace, dx)
		DenseBackward(dx, make([]float32, len(x)), dy, x, 1, len(x), SiLU)
		for i, v := range x {
			a, s := float64(v), references[Sigmoid].apply(float64(v))
			lost := (1 + 4*math.Abs(a)) * 0x1p-126 // subnormal numbers
			if want := a * s; !(math.Abs(float64(y[i])-want) <= 1.5*precision*math.Abs(want)+lost) && !math.IsNaN(want) {
				t.Errorf("SiLU(%g) = %g, want %g", v, y[i], want)
			}
			if y[i] != inPlace[i] && y[i] == y[i] {
				t.Errorf("SiLU(%g) = %g, and %g in place", v, y[i], inPlace[i])
			}
			want, bound := 3*s*(1+a*(1-s)), 3*precision*3*s*(1+math.Abs(a))
			if got := float64(dx[i]); !(math.Abs(got-want) <= bound+lost) && !(math.IsNaN(got) && math.IsNaN(want)) {
				t.Errorf("derivative of SiLU at %g = %g, want %g", v, got, want)
			}
		}
	})
}

// bernoulliReference returns the log-likelihood of row r and its residual.
func bernoulliReference(x, logits []float32) (logProb float64, residual []float64) {
	for i, v := range x {
		pixel, l := float64(v), float64(logits[i])
		e := math.Exp(-math.Abs(l))
		logProb += (pixel*l - math.Max(l, 0)) - math.Log1p(e)
		if l < 0 {
			residual = append(residual, pixel-e/(1+e))
		} else {
			residual = append(residual, (pixel-1)+e/(1+e))
		}
	}
	return logProb, residual
}

func TestBernoulli_matchesFloat64(t *testing.T) {
	atEveryLevel(t, func(t *testing.T) {
		r := generator(1)
		for _, deviation := range []float64{0.01, 1, 10, 50} {
			for cols := range 101 {
				const rows = 3
				x, logits := make([]float32, rows*cols), normals(r, rows*cols, deviation)
				for i := range x {
					switch r.IntN(3) {
					case 0: // certain, and right about it: nothing may cancel
						x[i] = 1
						logits[i] = float32(math.Abs(float64(logits[i])))
					case 1:
						x[i] = r.Float32()
					}
				}
				logProb, residual := make([]float32, rows), normals(r, rows*cols, 1)
				Bernoulli(logProb, residual, x, logits, rows, cols)
				for row := range rows {
					cut := func(s []float32) []float32 { return s[row*cols : (row+1)*cols] }
					want, slopes := bernoulliReference(cut(x), cut(logits))
					if !near(logProb[row], want, 1.5e-7) {
						t.Errorf("deviation %g, %d pixels: %g, want %g", deviation, cols, logProb[row], want)
					}
					for i, got := range cut(residual) {
						// x − 1 and the sum round to 2⁻²⁵ where x is between 0 and 1.
						bound := precision * math.Abs(slopes[i])
						if p := cut(x)[i]; p != 0 && p != 1 {
							bound += 0x1p-24
						}
						if math.Abs(float64(got)-slopes[i]) > bound+0x1p-126 {
							t.Errorf("residual at x = %g, l = %g: %g, want %g",
								cut(x)[i], cut(logits)[i], got, slopes[i])
						}
					}
				}
				again := make([]float32, rows)
				Bernoulli(again, nil, x, logits, rows, cols)
				for row := range rows {
					if again[row] != logProb[row] {
						t.Errorf("without residual %g, with it %g", again[row], logProb[row])
					}
				}
			}
		}
	})
}

func TestSums_passOnWhatIsNotANumber(t *testing.T) {
	atEveryLevel(t, func(t *testing.T) {
		for i := range 40 {
			x, logits, sum := make([]float32, 40), make([]float32, 40), make([]float32, 1)
			logits[i] = float32(math.NaN())
			Bernoulli(sum, x, x, logits, 1, 40)
			if !math.IsNaN(float64(sum[0])) || !math.IsNaN(float64(x[i])) {
				t.Errorf("Bernoulli of a logit that is not a number: %g, residual %g", sum[0], x[i])
			}
			if GaussianKL(sum, logits, 1, 20); !math.IsNaN(float64(sum[0])) {
				t.Errorf("GaussianKL of what is not a number: %g", sum[0])
			}
			if !math.IsNaN(SumSquares(logits)) {
				t.Error("SumSquares of what is not a number is one")
			}
		}
	})
}

func TestElementwise_sameOnAnyCores(t *testing.T) {
	const rows, cols = 129, 500
	r := generator(3)
	x, logits := make([]float32, rows*cols), normals(r, rows*cols, 3)
	Logistic(x, normals(r, rows*cols, 3))
	atEveryLevel(t, func(t *testing.T) {
		sameOnAnyCores(t, func() []float32 {
			out := make([]float32, rows+3*rows*cols)
			logProb, residual := out[:rows], out[rows:rows+rows*cols]
			Bernoulli(logProb, residual, x, logits, rows, cols)
			Logistic(out[rows+rows*cols:rows+2*rows*cols], logits)
			ScaleRows(out[rows+2*rows*cols:], logits, logProb, rows, cols)
			return out
		})
	})
}

func TestElementwise_rejectsWrongLengths(t *testing.T) {
	f := make([]float32, 100)
	mustPanic(t, "Logistic", func() { Logistic(f[:9], f[:10]) })
	mustPanic(t, "Bernoulli", func() { Bernoulli(f[:10], f[:99], f, f, 10, 10) })
	mustPanic(t, "Bernoulli", func() { Bernoulli(f[:9], f, f, f, 10, 10) })
	mustPanic(t, "ScaleRows", func() { ScaleRows(f, f[:90], f[:10], 10, 10) })
	mustPanic(t, "applyRow", func() { Tanh.applyRow(f, f[:99]) })
	mustPanic(t, "DenseBackward", func() { DenseBackward(f, f[:10], f[:99], f, 10, 10, Tanh) })
	mustPanic(t, "Reparameterize", func() { Reparameterize(f, f, f, 10, 10) })
	mustPanic(t, "ReparameterizeBackward", func() { ReparameterizeBackward(f, f[:50], f[:49], f, 5, 10) })
	mustPanic(t, "GaussianKL", func() { GaussianKL(f[:4], f, 5, 10) })
	mustPanic(t, "GaussianKLBackward", func() { GaussianKLBackward(f, f[:4], f, 5, 10) })
	mustPanic(t, "Adam", func() { Adam(f, f, f[:99], f, AdamStep{}) })
	mustPanic(t, "FromBytes", func() { FromBytes(f, make([]byte, 99)) })
	mustPanic(t, "Binarize", func() { Binarize(f, f[:99]) })
}

func TestKernels_doNotAllocate(t *testing.T) {
	const rows, cols = 128, 784
	r := generator(4)
	a, b, c, d := normals(r, rows*cols, 1), normals(r, rows*cols, 1), normals(r, rows*cols, 1), normals(r, rows*cols, 1)
	bytes := make([]byte, len(a))
	for name, call := range map[string]func(){
		"Logistic":      func() { Logistic(a, b) },
		"Bernoulli":     func() { Bernoulli(a[:rows], b, c, d, rows, cols) },
		"ScaleRows":     func() { ScaleRows(a, b, c[:rows], rows, cols) },
		"DenseBackward": func() { DenseBackward(a, b[:cols], c, d, rows, cols, ELU) },
		"Reparameterize": func() {
			Reparameterize(a[:rows*cols/2], b, c[:rows*cols/2], rows, cols/2)
			ReparameterizeBackward(a, b[:rows*cols/2], c[:rows*cols/2], d, rows, cols/2)
		},
		"GaussianKL": func() {
			GaussianKL(a[:rows], b, rows, cols/2)
			GaussianKLBackward(a, b[:rows], c, rows, cols/2)
		},
		"Adam":       func() { Adam(a, b, c, d, AdamStep{}) },
		"SumSquares": func() { SumSquares(a) },
		"FromBytes":  func() { FromBytes(a, bytes) },
		"Binarize":   func() { Binarize(a, b) },
		"Uniform":    func() { Uniform(a[1:], [2]uint32{}, 0, 0) },
		"Normal":     func() { Normal(a[1:], [2]uint32{}, 0, 0) },
	} {
		if n := testing.AllocsPerRun(100, call); n != 0 {
			t.Errorf("%s allocates %g times", name, n)
		}
		// AllocsPerRun uses one core. With more the runtime allocates now and then, for a goroutine
		// of Parallel; a loop that does would do it every time.
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		for range 1000 {
			call()
		}
		runtime.ReadMemStats(&after)
		if n := after.Mallocs - before.Mallocs; n > 500 {
			t.Errorf("%s allocates %d times in 1000 calls on all cores", name, n)
		}
	}
}

func BenchmarkBernoulli(b *testing.B) {
	const rows, cols = 128, 784
	r := generator(5)
	logProb, residual := make([]float32, rows), make([]float32, rows*cols)
	x, logits := normals(r, rows*cols, 1), normals(r, rows*cols, 3)
	for b.Loop() {
		Bernoulli(logProb, residual, x, logits, rows, cols)
	}
	perElement(b, len(x))
}

func BenchmarkLogistic(b *testing.B) {
	x := normals(generator(5), 128*784, 3)
	y := make([]float32, len(x))
	for b.Loop() {
		Logistic(y, x)
	}
	perElement(b, len(x))
}

func BenchmarkScaleRows(b *testing.B) {
	const rows, cols = 128, 784
	x := normals(generator(5), rows*cols, 3)
	y := make([]float32, len(x))
	for b.Loop() {
		ScaleRows(y, x, x[:rows], rows, cols)
	}
	perElement(b, len(x))
}

// TestAccumulate_addsAlike holds that an element's sum is the rounded one, but for denormal numbers,
// and the same bits wherever it stands in a slice.
func TestAccumulate_addsAlike(t *testing.T) {
	atEveryLevel(t, func(t *testing.T) {
		x := arguments(200)
		y := normals(generator(2), len(x), 30)
		whole := append([]float32(nil), y...)
		Accumulate(whole, x)
		for i, v := range x {
			if want := float64(y[i] + v); !near(whole[i], want, 0) {
				t.Fatalf("%g + %g = %g", y[i], v, whole[i])
			}
		}
		parts := append([]float32(nil), y...)
		for low, n := 0, 0; low < len(x); low, n = low+n, (n+1)%70 {
			n := min(n, len(x)-low)
			Accumulate(parts[low:low+n], x[low:low+n])
		}
		for i := range parts {
			if math.Float32bits(parts[i]) != math.Float32bits(whole[i]) {
				t.Fatalf("element %d is %g, %g in a part", i, whole[i], parts[i])
			}
		}
	})
	sameOnAnyCores(t, func() []float32 {
		dst := normals(generator(3), 3*worthwhile, 1)
		Accumulate(dst, normals(generator(4), len(dst), 1))
		return dst
	})
	mustPanic(t, "Accumulate", func() { Accumulate(make([]float32, 3), make([]float32, 2)) })
}
