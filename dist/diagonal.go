package dist

import "math"

// Diagonal is N(μ, diag v) in float64, for use outside a graph.
type Diagonal struct {
	Mean, Variance []float64 // (Z)
	precision      []float64 // 1/v, (Z)
	peak           float64   // the log-density at the mean
}

// NewDiagonal returns N(mean, diag exp logVar). It keeps mean.
func NewDiagonal(mean, logVar []float64) Diagonal {
	d := Diagonal{Mean: mean, Variance: make([]float64, len(mean)), precision: make([]float64, len(mean))}
	for j, l := range logVar {
		d.Variance[j], d.precision[j] = math.Exp(l), math.Exp(-l)
		d.peak -= 0.5 * (l + log2Pi)
	}
	return d
}

// Place returns μ + √v ⊙ ε, a draw if eps (Z) is a draw from N(0, I).
func (d Diagonal) Place(eps []float32) []float64 {
	z := make([]float64, len(eps))
	for j, e := range eps {
		z[j] = d.Mean[j] + float64(e)/math.Sqrt(d.precision[j])
	}
	return z
}

// LogProb returns log N(z; μ, diag v), in nats:
//
//	−½ Σ_j ((z_j − μ_j)²/v_j + log v_j + log 2π)
func (d Diagonal) LogProb(z []float64) float64 {
	var sum float64
	mean, precision := d.Mean[:len(z)], d.precision[:len(z)]
	for j, v := range z {
		distance := v - mean[j]
		sum += distance * distance * precision[j]
	}
	return d.peak - 0.5*sum
}

// KL returns KL(q ‖ p), in nats, for q = N(μ, diag v) and p = N(m, diag w):
//
//	½ Σ_j (v_j/w_j + (μ_j − m_j)²/w_j − 1 − log v_j/w_j)
func (d Diagonal) KL(p Diagonal) float64 {
	var sum float64
	for j, v := range d.Variance {
		w, distance := p.Variance[j], d.Mean[j]-p.Mean[j]
		sum += 0.5 * (v/w + distance*distance/w - 1 - math.Log(v/w))
	}
	return sum
}
