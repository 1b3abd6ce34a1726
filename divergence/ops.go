package divergence

import (
	"fmt"
	"math"

	"vae/internal/nn"
)

// logMixture is log p(x) of each row, computed in float64.
type logMixture struct {
	p        Mixture
	x, score []float64 // (D) scratch
}

// Shape returns (S) for x (S, D).
func (l *logMixture) Shape(in []nn.Shape) (nn.Shape, error) {
	d := l.p.Dims()
	if in[0].Dims() != 2 || in[0][1] != d {
		return nil, fmt.Errorf("a density in %d dimensions does not fit %v", d, in[0])
	}
	l.x, l.score = make([]float64, d), make([]float64, d)
	return nn.Shape{in[0][0]}, nil
}

// Forward computes log p(x).
func (l *logMixture) Forward(logProb []float32, in [][]float32) {
	for s := range logProb {
		widen(l.x, in[0][s*len(l.x):][:len(l.x)])
		logProb[s] = float32(l.p.LogProb(l.x))
	}
}

// Backward computes dx = d log p · ∇ log p(x).
func (l *logMixture) Backward(dIn [][]float32, dLogProb, _ []float32, in [][]float32) {
	for s, d := range dLogProb {
		widen(l.x, in[0][s*len(l.x):][:len(l.x)])
		l.p.score(l.score, l.x)
		for j, v := range l.score {
			dIn[0][s*len(l.x)+j] = float32(float64(d) * v)
		}
	}
}

// logDiagonal is log N(x | μ, diag σ²) of each row, with the parameters of its own row.
type logDiagonal struct{ rows, dims int }

// Shape returns (S) for x (S, D) and parameters (S, 2D): means, then log-variances.
func (l *logDiagonal) Shape(in []nn.Shape) (nn.Shape, error) {
	x, params := in[0], in[1]
	if x.Dims() != 2 || params.Dims() != 2 || x[0] != params[0] || 2*x[1] != params[1] {
		return nil, fmt.Errorf("x %v does not fit means and log-variances %v", x, params)
	}
	l.rows, l.dims = x[0], x[1]
	return nn.Shape{l.rows}, nil
}

// Forward computes −½ Σ_j ((x_j − μ_j)²/σ_j² + log σ_j² + log 2π), in float64.
func (l *logDiagonal) Forward(logProb []float32, in [][]float32) {
	var sum float64
	l.each(in, func(s, j int, distance, logVar float64) {
		if j == 0 {
			sum = 0
		}
		sum -= 0.5 * (distance*distance*math.Exp(-logVar) + logVar + math.Log(2*math.Pi))
		logProb[s] = float32(sum)
	})
}

// Backward computes dμ = d log q · (x − μ)/σ², d log σ² = ½ d log q · ((x − μ)²/σ² − 1)
// and dx = −dμ.
func (l *logDiagonal) Backward(dIn [][]float32, dLogProb, _ []float32, in [][]float32) {
	dx, dParams := dIn[0], dIn[1]
	l.each(in, func(s, j int, distance, logVar float64) {
		d, precision := float64(dLogProb[s]), math.Exp(-logVar)
		dMean := float32(d * distance * precision)
		dParams[2*s*l.dims+j] = dMean
		dParams[(2*s+1)*l.dims+j] = float32(0.5 * d * (distance*distance*precision - 1))
		if dx != nil {
			dx[s*l.dims+j] = -dMean
		}
	})
}

// each calls f with x_j − μ_j and log σ_j² of every element.
func (l *logDiagonal) each(in [][]float32, f func(s, j int, distance, logVar float64)) {
	x, params := in[0], in[1]
	for s := range l.rows {
		for j := range l.dims {
			mean, logVar := params[2*s*l.dims+j], params[(2*s+1)*l.dims+j]
			f(s, j, float64(x[s*l.dims+j])-float64(mean), float64(logVar))
		}
	}
}

// meanDifference is the mean of a − b.
type meanDifference struct{}

// Shape returns the shape of a scalar, for a and b (S).
func (meanDifference) Shape(in []nn.Shape) (nn.Shape, error) {
	if in[0].Dims() != 1 || !in[0].Eq(in[1]) {
		return nil, fmt.Errorf("there is no difference of %v and %v", in[0], in[1])
	}
	return nn.Shape{}, nil
}

// Forward computes the mean, in float64.
func (meanDifference) Forward(out []float32, in [][]float32) {
	var sum float64
	for s, a := range in[0] {
		sum += float64(a) - float64(in[1][s])
	}
	out[0] = float32(sum / float64(len(in[0])))
}

// Backward computes da = d/S and db = −d/S.
func (meanDifference) Backward(dIn [][]float32, dOut, _ []float32, in [][]float32) {
	d := dOut[0] / float32(len(in[0]))
	for i, share := range []float32{d, -d} {
		for s := range dIn[i] { // none where nobody wants it
			dIn[i][s] = share
		}
	}
}
