package dist

import (
	"fmt"
	"math"

	"vae/internal/nn"
)

var log2Pi = math.Log(2 * math.Pi)

// logNormal is log N(x; μ, diag σ²) of each row, with params of its own.
type logNormal struct{ rows, width int }

// Shape returns (R) for x (R, Z) and params (R, 2Z).
func (l *logNormal) Shape(in []nn.Shape) (shape nn.Shape, err error) {
	l.rows, l.width, err = fit(in[0], in[1], 2)
	return nn.Shape{l.rows}, err
}

// Forward computes −½ Σ_j ((x_j − μ_j)²/σ_j² + log σ_j² + log 2π), in float64.
func (l *logNormal) Forward(logProb []float32, in [][]float32) {
	var sum float64
	l.each(in, func(r, j int, distance, logVar float64) {
		if j == 0 {
			sum = 0
		}
		sum -= 0.5 * (distance*distance*math.Exp(-logVar) + logVar + log2Pi)
		logProb[r] = float32(sum)
	})
}

// Backward computes dμ = d·(x − μ)/σ², d log σ² = ½ d·((x − μ)²/σ² − 1) and dx = −dμ.
func (l *logNormal) Backward(dIn [][]float32, dLogProb, _ []float32, in [][]float32) {
	dx, dParams := dIn[0], dIn[1]
	l.each(in, func(r, j int, distance, logVar float64) {
		d, precision := float64(dLogProb[r]), math.Exp(-logVar)
		dMean := float32(d * distance * precision)
		if dParams != nil {
			dParams[2*r*l.width+j] = dMean
			dParams[(2*r+1)*l.width+j] = float32(0.5 * d * (distance*distance*precision - 1))
		}
		if dx != nil {
			dx[r*l.width+j] = -dMean
		}
	})
}

// each calls f with x_j − μ_j and log σ_j² of every element.
func (l *logNormal) each(in [][]float32, f func(r, j int, distance, logVar float64)) {
	x, params := in[0], in[1]
	for r := range l.rows {
		for j := range l.width {
			mean, logVar := params[2*r*l.width+j], params[(2*r+1)*l.width+j]
			f(r, j, float64(x[r*l.width+j])-float64(mean), float64(logVar))
		}
	}
}

// logStandard is log N(z; 0, I) of each row.
type logStandard struct{ width int }

// Shape returns (R) for z (R, Z).
func (l *logStandard) Shape(in []nn.Shape) (nn.Shape, error) {
	if in[0].Dims() != 2 {
		return nil, fmt.Errorf("%v is not a shape of codes", in[0])
	}
	l.width = in[0][1]
	return nn.Shape{in[0][0]}, nil
}

// Forward computes −½ Σ_j (z_j² + log 2π), in float64.
func (l *logStandard) Forward(logProb []float32, in [][]float32) {
	for r := range logProb {
		logProb[r] = float32(Standard(l.width).LogDensity(in[0][r*l.width : (r+1)*l.width]))
	}
}

// Backward computes dz = −d·z.
func (l *logStandard) Backward(dIn [][]float32, dLogProb, _ []float32, in [][]float32) {
	for i, z := range in[0] {
		dIn[0][i] = -dLogProb[i/l.width] * z
	}
}
