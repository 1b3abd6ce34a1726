package kernel

import (
	"math"
	"testing"
)

// references are the activations and their derivatives, as functions of the result, in float64.
var references = []struct{ apply, slope func(x float64) float64 }{
	Identity: {
		func(x float64) float64 { return x },
		func(y float64) float64 { return 1 },
	},
	ReLU: {
		func(x float64) float64 { return math.Max(x, 0) },
		func(y float64) float64 { return step(y, 0) },
	},
	LeakyReLU: {
		func(x float64) float64 { return math.Max(x, leak*x) },
		func(y float64) float64 { return step(y, leak) },
	},
	Tanh: {
		math.Tanh,
		func(y float64) float64 { return 1 - y*y },
	},
	Softplus: {
		func(x float64) float64 { return math.Max(x, 0) + math.Log1p(math.Exp(-math.Abs(x))) },
		func(y float64) float64 { return -math.Expm1(-y) },
	},
	ELU: {
		func(x float64) float64 {
			if x < 0 {
				return math.Expm1(x)
			}
			return x
		},
		func(y float64) float64 { return 1 + math.Min(y, 0) },
	},
	Sigmoid: {
		func(x float64) float64 {
			if x < 0 {
				return math.Exp(x) / (1 + math.Exp(x))
			}
			return 1 / (1 + math.Exp(-x))
		},
		func(y float64) float64 { return y * (1 - y) },
	},
}

// step returns left where y ≤ 0 and 1 elsewhere.
func step(y, left float64) float64 {
	if y <= 0 {
		return left
	}
	return 1
}

func TestActivation_isPrecise(t *testing.T) {
	atEveryLevel(t, func(t *testing.T) {
		x := arguments(200)
		for act, reference := range references {
			y := append([]float32(nil), x...)
			Activation(act).applyRow(y, make([]float32, len(y)))
			for i, got := range y {
				if want := reference.apply(float64(x[i])); !near(got, want, precision) {
					t.Errorf("activation %d of %g = %g, want %g", act, x[i], got, want)
				}
			}
		}
	})
}

// FuzzActivation looks for numbers at which a vector differs from float64.
func FuzzActivation(f *testing.F) {
	for _, x := range []float32{0, 1, -1, 0.5, -0.34657359, 88.7, -87.4, -103.9, 1e-45, -1e30} {
		f.Add(math.Float32bits(x), uint8(17))
	}
	best := level
	f.Fuzz(func(t *testing.T, bits uint32, length uint8) {
		x := math.Float32frombits(bits)
		defer func() { level = best }()
		for level = generic; level <= best; level++ {
			for act, reference := range references {
				row, bias := make([]float32, length), make([]float32, length)
				for i := range row {
					row[i] = x
				}
				Activation(act).applyRow(row, bias)
				for _, got := range row {
					if want := reference.apply(float64(x)); !near(got, want, precision) {
						t.Fatalf("%v: activation %d of %g = %g, want %g", level, act, x, got, want)
					}
				}
			}
		}
	})
}

// Both vector widths do the same operations, so a network's values do not depend on them other than
// through sums.
func TestActivation_sameInBothWidths(t *testing.T) {
	if level < avx512 {
		t.Skip("needs AVX-512")
	}
	defer func() { level = avx512 }()
	x := arguments(100)
	for act := range references {
		var results [2][]float32
		for i, l := range []simd{avx2, avx512} {
			level = l
			results[i] = append(results[i], x...)
			Activation(act).applyRow(results[i], make([]float32, len(x)))
		}
		for i, a := range results[0] {
			if b := results[1][i]; math.Float32bits(a) != math.Float32bits(b) {
				t.Fatalf("activation %d of %g: %g and %g", act, x[i], a, b)
			}
		}
	}
}

func TestActivation_rowsOfAnyLength(t *testing.T) {
	atEveryLevel(t, func(t *testing.T) {
		r := generator(2)
		for n := range 101 {
			row, bias := normals(r, n+1, 2), normals(r, n, 2)
			before := append([]float32(nil), row...)
			Tanh.applyRow(row[:n], bias)
			for i, b := range bias {
				if want := math.Tanh(float64(before[i] + b)); !near(row[i], want, precision) {
					t.Fatalf("length %d: element %d is %g, want %g", n, i, row[i], want)
				}
			}
			if row[n] != before[n] {
				t.Fatalf("length %d: wrote beyond the end", n)
			}
		}
	})
}

func TestDenseBackward_matchesFloat64(t *testing.T) {
	atEveryLevel(t, func(t *testing.T) {
		r := generator(3)
		for act, reference := range references {
			for _, shape := range [][2]int{{1, 1}, {3, 17}, {130, 37}, {100, 500}} {
				rows, out := shape[0], shape[1]
				y, dy := normals(r, rows*out, 1), normals(r, rows*out, 1)
				for i := range y {
					y[i] = float32(reference.apply(float64(y[i])))
				}
				dz, dbias := make([]float32, rows*out), normals(r, out, 1)
				DenseBackward(dz, dbias, dy, y, rows, out, Activation(act))
				for c := range out {
					var sum, magnitude float64
					for i := c; i < len(dy); i += out {
						want := float64(dy[i]) * reference.slope(float64(y[i]))
						// 1 − y² and 1 − y lose digits as y nears 1, by at most 2⁻²⁴·|dy|.
						if math.Abs(float64(dz[i])-want) > precision*math.Abs(float64(dy[i])) {
							t.Fatalf("activation %d: dz = %g, want %g", act, dz[i], want)
						}
						sum += want
						magnitude += math.Abs(float64(dy[i]))
					}
					// Each of the additions and each term rounds to 2⁻²⁴.
					if math.Abs(float64(dbias[c])-sum) > 0x1p-24*float64(rows+4)*magnitude {
						t.Fatalf("activation %d: dbias = %g, want %g", act, dbias[c], sum)
					}
				}
			}
		}
	})
}

func TestDenseBackward_sameOnAnyCores(t *testing.T) {
	atEveryLevel(t, func(t *testing.T) {
		r := generator(4)
		y, dy := normals(r, 128*500, 1), normals(r, 128*500, 1)
		sameOnAnyCores(t, func() []float32 {
			dz := make([]float32, len(dy)+500)
			DenseBackward(dz[500:], dz[:500], dy, y, 128, 500, Softplus)
			return dz
		})
	})
}

func BenchmarkActivation(b *testing.B) {
	x, bias := normals(generator(5), 400, 1), normals(generator(6), 400, 1)
	row := make([]float32, 400)
	for i, name := range []string{"identity", "relu", "leaky", "tanh", "softplus", "elu", "sigmoid"} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				copy(row, x)
				Activation(i).applyRow(row, bias)
			}
			perElement(b, len(row))
		})
	}
}

func BenchmarkDenseBackward(b *testing.B) {
	const rows, out = 128, 400
	r := generator(5)
	y, dy, dz, dbias := normals(r, rows*out, 1), normals(r, rows*out, 1), normals(r, rows*out, 1), normals(r, out, 1)
	for i, name := range []string{"identity", "relu", "leaky", "tanh", "softplus", "elu", "sigmoid"} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				DenseBackward(dz, dbias, dy, y, rows, out, Activation(i))
			}
			perElement(b, rows*out)
		})
	}
}
