package kernel

import (
	"math"
	"testing"
)

func TestReparameterize_matchesFloat64(t *testing.T) {
	atEveryLevel(t, func(t *testing.T) {
		r := generator(1)
		for cols := range 101 {
			const rows = 2
			params, eps, dz := normals(r, 2*rows*cols, 2), normals(r, rows*cols, 1), normals(r, rows*cols, 1)
			z, dparams := make([]float32, rows*cols), make([]float32, 2*rows*cols)
			Reparameterize(z, params, eps, rows, cols)
			ReparameterizeBackward(dparams, dz, z, params, rows, cols)
			for i, got := range z {
				mean, logVar := halves(params, i/cols, cols)
				dMean, dLogVar := halves(dparams, i/cols, cols)
				m, v, c := float64(mean[i%cols]), float64(logVar[i%cols]), i%cols
				noise := math.Exp(v/2) * float64(eps[i])
				if math.Abs(float64(got)-(m+noise)) > precision*(math.Abs(m)+math.Abs(noise)) {
					t.Errorf("z = %g, want %g", got, m+noise)
				}
				want := 0.5 * float64(dz[i]) * (float64(got) - m)
				if dMean[c] != dz[i] || !near(dLogVar[c], want, precision) {
					t.Errorf("gradients %g, %g, want %g, %g", dMean[c], dLogVar[c], dz[i], want)
				}
			}
		}
	})
}

// The terms with a log-variance near zero are tiny differences of large numbers.
func TestGaussianKL_matchesFloat64(t *testing.T) {
	atEveryLevel(t, func(t *testing.T) {
		r := generator(2)
		for _, deviation := range []float64{1e-3, 0.1, 0.5, 1, 10} {
			for cols := range 101 {
				const rows = 2
				params, dkl := normals(r, 2*rows*cols, deviation), normals(r, rows, 1)
				kl, dparams := make([]float32, rows), make([]float32, 2*rows*cols)
				GaussianKL(kl, params, rows, cols)
				GaussianKLBackward(dparams, dkl, params, rows, cols)
				for row := range rows {
					mean, logVar := halves(params, row, cols)
					dMean, dLogVar := halves(dparams, row, cols)
					var want float64
					for c := range cols {
						m, v := float64(mean[c]), float64(logVar[c])
						want += 0.5 * (m*m + expTailReference(v))
						slope := 0.5 * float64(dkl[row]) * math.Expm1(v)
						if dMean[c] != dkl[row]*mean[c] || !near(dLogVar[c], slope, precision) {
							t.Errorf("gradients at %g, %g: %g, %g", m, v, dMean[c], dLogVar[c])
						}
					}
					if !near(kl[row], want, precision) {
						t.Errorf("deviation %g: %g, want %g", deviation, kl[row], want)
					}
				}
			}
		}
	})
}

// expTailReference returns eᵛ − 1 − v, from the power series where digits cancel.
func expTailReference(v float64) float64 {
	if math.Abs(v) > 0.5 {
		return math.Expm1(v) - v
	}
	sum, term := 0.0, v*v/2
	for k := 3.0; k < 25; k++ {
		sum += term
		term *= v / k
	}
	return sum
}

func TestGaussian_sameOnAnyCores(t *testing.T) {
	const rows, cols = 500, 101
	r := generator(3)
	params, eps := normals(r, 2*rows*cols, 1), normals(r, rows*cols, 1)
	atEveryLevel(t, func(t *testing.T) {
		sameOnAnyCores(t, func() []float32 {
			out := make([]float32, rows+5*rows*cols)
			kl, z, dparams, dkl := out[:rows], out[rows:][:rows*cols], out[rows+rows*cols:][:2*rows*cols], out[rows+3*rows*cols:]
			GaussianKL(kl, params, rows, cols)
			Reparameterize(z, params, eps, rows, cols)
			ReparameterizeBackward(dparams, eps, z, params, rows, cols)
			GaussianKLBackward(dkl, kl, params, rows, cols)
			return out
		})
	})
}

func BenchmarkGaussian(b *testing.B) {
	const rows, cols = 128, 20
	r := generator(3)
	params, eps := normals(r, 2*rows*cols, 1), normals(r, rows*cols, 1)
	kl, z, dparams := make([]float32, rows), make([]float32, rows*cols), make([]float32, 2*rows*cols)
	for name, call := range map[string]func(){
		"Reparameterize":         func() { Reparameterize(z, params, eps, rows, cols) },
		"ReparameterizeBackward": func() { ReparameterizeBackward(dparams, eps, z, params, rows, cols) },
		"KL":                     func() { GaussianKL(kl, params, rows, cols) },
		"KLBackward":             func() { GaussianKLBackward(dparams, kl, params, rows, cols) },
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				call()
			}
			perElement(b, rows*cols)
		})
	}
}
