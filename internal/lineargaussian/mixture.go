package lineargaussian

import (
	"math"

	"vae/dist"
	"vae/internal/reduce"
	"vae/internal/rng"
)

// Mixture is Σ_k w_k N(μ_k, diag v_k) in float64.
type Mixture struct {
	Weights    []float64       // w_k (K), which sum to 1
	Components []dist.Diagonal // N(μ_k, diag v_k) (K)
}

// LogProb returns the log-density at a code (Z), in nats:
//
//	log Σ_k w_k N(z; μ_k, diag v_k)
func (p Mixture) LogProb(z []float64) float64 {
	return logSumExp(p.weighted(func(c dist.Diagonal) float64 { return c.LogProb(z) }))
}

// KL returns KL(q ‖ p), in nats, for a normal q, to 1e-9 in the tests. Its time grows exponentially
// with Z.
func (p Mixture) KL(q dist.Diagonal) float64 {
	return expectation(q, func(z []float64) float64 { return q.LogProb(z) - p.LogProb(z) })
}

// Entropy returns −E_p[log p(z)], in nats, as exact as KL.
func (p Mixture) Entropy() (entropy float64) {
	for k, c := range p.Components {
		entropy -= p.Weights[k] * expectation(c, p.LogProb)
	}
	return entropy
}

// weighted returns log w_k + f(N(μ_k, diag v_k)) for each component (K).
func (p Mixture) weighted(f func(dist.Diagonal) float64) []float64 {
	terms := make([]float64, len(p.Weights))
	for k, w := range p.Weights {
		terms[k] = math.Log(w) + f(p.Components[k])
	}
	return terms
}

// draw sets z (Z) to a draw.
func (p Mixture) draw(z []float32, source *rng.Source) {
	noise := make([]float32, len(z)+1)
	dist.Noise{Normal: len(z), Uniform: 1}.Fill(noise, source)
	u, last := float64(noise[len(z)]), len(p.Weights)-1
	k := 0
	for ; k < last && u >= p.Weights[k]; k++ {
		u -= p.Weights[k]
	}
	for j, v := range p.Components[k].Place(noise[:len(z)]) {
		z[j] = float32(v)
	}
}

func logSumExp(x []float64) float64 { return reduce.LogMeanExp(x) + math.Log(float64(len(x))) }

// expectation returns E_q[f(z)] by the trapezoid rule on a grid, with a step of a quarter of a
// standard deviation in each dimension. For smooth f its error falls exponentially with 1/step:
// Trefethen & Weideman 2014, SIAM Review 56, 385–458.
func expectation(q dist.Diagonal, f func(z []float64) float64) float64 {
	const step, reach = 0.25, 7 // standard deviations; 2.6e-12 of the mass is beyond
	z := make([]float64, len(q.Mean))
	var over func(j int) float64 // the dimensions from j on
	over = func(j int) (sum float64) {
		if j == len(z) {
			return f(z)
		}
		deviation := math.Sqrt(q.Variance[j])
		for eps := -float64(reach); eps <= reach; eps += step {
			z[j] = q.Mean[j] + deviation*eps
			sum += step / math.Sqrt(2*math.Pi) * math.Exp(-0.5*eps*eps) * over(j+1)
		}
		return sum
	}
	return over(0)
}
