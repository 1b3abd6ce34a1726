package dist

import (
	"fmt"

	"vae/internal/nn"
)

// logDraw adds log q(z) of draws from q, whose noise is known where q is normal.
func logDraw(b *nn.Builder, q Distribution, d Draw) *nn.Node {
	normal, ok := q.(Normal)
	if !ok {
		return q.LogProb(b, d.Z)
	}
	params, noise := nn.MatchRows(b, normal.Params, d.Noise)
	return b.Apply(&logNormalDraw{}, params, noise)
}

// logNormalDraw is log N(z; μ, diag σ²) of draws z = μ + σ ⊙ ε, in terms of their noise:
//
//	−½ Σ_j (ε_j² + log σ_j² + log 2π)
//
// Its derivatives are those of all that depends on the params, z included.
type logNormalDraw struct{ rows, latent int }

// Shape returns (R) for params (R, 2Z) and noise (R, Z).
func (l *logNormalDraw) Shape(in []nn.Shape) (shape nn.Shape, err error) {
	if l.rows, l.latent, err = fit(in[1], in[0], 2); err != nil {
		return nil, fmt.Errorf("noise: %w", err)
	}
	return nn.Shape{l.rows}, nil
}

// Forward sums in float64.
func (l *logNormalDraw) Forward(logProb []float32, in [][]float32) {
	for r := range logProb {
		sum := float64(l.latent) * log2Pi
		logVar := in[0][(2*r+1)*l.latent:][:l.latent]
		for j, eps := range in[1][r*l.latent:][:l.latent] {
			sum += float64(eps)*float64(eps) + float64(logVar[j])
		}
		logProb[r] = float32(-0.5 * sum)
	}
}

// Backward computes d log σ² = −½ d.
func (l *logNormalDraw) Backward(dIn [][]float32, dLogProb, _ []float32, _ [][]float32) {
	for r, d := range dLogProb {
		row := dIn[0][2*r*l.latent:][:2*l.latent]
		clear(row[:l.latent])
		for j := range row[l.latent:] {
			row[l.latent+j] = -0.5 * d
		}
	}
}
