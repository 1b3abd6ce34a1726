package dist

import (
	"fmt"
	"math"

	"vae/internal/nn"
)

// logRatio is log p(z) − log q(z) for p = N(0, I) and a normal q, in one operation on q's params
// and on draws z = μ + σ ⊙ ε with their noise:
//
//	½ Σ_j (ε_j² + log σ_j² − z_j²)
type logRatio struct {
	pathwise bool
	latent   int
}

// Shape returns (R) for params (R, 2Z), noise and draws (R, Z).
func (l *logRatio) Shape(in []nn.Shape) (nn.Shape, error) {
	rows, latent, err := fit(in[2], in[0], 2)
	if err == nil && !in[1].Eq(in[2]) {
		err = fmt.Errorf("noise %v does not fit draws %v", in[1], in[2])
	}
	l.latent = latent
	return nn.Shape{rows}, err
}

// Forward computes ½ Σ (ε² + log σ² − z²) of each row, in float64.
func (l *logRatio) Forward(out []float32, in [][]float32) {
	for r := range out {
		logVar, eps, z := l.rows(r, in)
		var sum float64
		for j, v := range z {
			sum += float64(eps[j])*float64(eps[j]) + float64(logVar[j]) - float64(v)*float64(v)
		}
		out[r] = float32(0.5 * sum)
	}
}

// Backward computes dz = −d·z and d log σ² = ½ d or, if pathwise, where ε = (z − μ)/σ changes with
// z, only dz = d·(ε/σ − z).
func (l *logRatio) Backward(dIn [][]float32, dOut, _ []float32, in [][]float32) {
	clear(dIn[0])
	for r, d := range dOut {
		logVar, eps, z := l.rows(r, in)
		dLogVar, _, dz := l.rows(r, dIn)
		for j, v := range z {
			dz[j] = -d * v
			if l.pathwise {
				dz[j] += d * eps[j] * float32(math.Exp(-0.5*float64(logVar[j])))
			} else {
				dLogVar[j] = 0.5 * d
			}
		}
	}
}

// rows returns row r of the log-variances, of the noise and of the draws; nil for nil arrays.
func (l *logRatio) rows(r int, in [][]float32) (logVar, eps, z []float32) {
	row := func(x []float32, index int) []float32 {
		if x == nil {
			return nil
		}
		return x[index*l.latent : (index+1)*l.latent]
	}
	return row(in[0], 2*r+1), row(in[1], r), row(in[2], r)
}
