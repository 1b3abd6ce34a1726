package dist

import "math"

// Diagonal is N(μ, diag v) as numbers, in float64, for what stands outside of a graph.
type Diagonal struct {
	Mean, Variance []float64 // (Z)
	precision      []float64 // 1/v, (Z)
	peak           float64   // the log-density at the mean
}

// NewDiagonal returns N(mean, diag variance), which keeps both.
func NewDiagonal(mean, variance []float64) Diagonal {
	d := Diagonal{Mean: mean, Variance: variance, precision: make([]float64, len(variance))}
	for j, v := range variance {
		d.precision[j] = 1 / v
		d.peak -= 0.5 * (log2Pi + math.Log(v))
	}
	return d
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

// KL returns KL(q ‖ p), in nats, where v and w are the variances of q and p:
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
