package divergence

import (
	"math"

	"vae/internal/reduce"
	"vae/internal/rng"
)

// Mixture is a density that is a weighted sum of Gaussians, Σ_k w_k N(x | μ_k, L_k·L_kᵀ).
type Mixture []Component

// Component is a Gaussian with its weight. The weights of a mixture add up to 1.
type Component struct {
	LogWeight float64
	Gaussian
}

// Single returns the mixture of one Gaussian.
func Single(g Gaussian) Mixture { return Mixture{{0, g}} }

// Dims returns D.
func (m Mixture) Dims() int { return len(m[0].mean) }

// LogProb returns log Σ_k w_k N(x | μ_k, L_k·L_kᵀ), which stays finite far from all modes.
func (m Mixture) LogProb(x []float64) float64 {
	logSum := m[0].logTerm(x)
	for _, c := range m[1:] {
		logSum = reduce.LogAddExp(logSum, c.logTerm(x))
	}
	return logSum
}

// logTerm returns log w_k N(x | μ_k, L_k·L_kᵀ).
func (c Component) logTerm(x []float64) float64 { return c.LogWeight + c.LogProb(x) }

// score sets dst = ∇ log p(x), the gradients of the components weighted by their responsibilities:
// Bishop 2006, equation 9.13.
func (m Mixture) score(dst, x []float64) {
	clear(dst)
	logProb := m.LogProb(x)
	for _, c := range m {
		c.addScore(dst, x, math.Exp(c.logTerm(x)-logProb))
	}
}

// draw fills dst (S, D) with draws.
func (m Mixture) draw(dst []float32, source *rng.Source) {
	d := m.Dims()
	which := make([]float32, len(dst)/d)
	source.Uniform(which)
	source.Normal(dst)
	x, y := make([]float64, d), make([]float64, d)
	for s, u := range which {
		row := dst[s*d : (s+1)*d]
		widen(y, row)
		m.at(float64(u)).place(x, y)
		for j, v := range x {
			row[j] = float32(v)
		}
	}
}

// at returns the component at u in [0, 1), which the components share by weight.
func (m Mixture) at(u float64) Component {
	for _, c := range m[:len(m)-1] {
		if u -= math.Exp(c.LogWeight); u < 0 {
			return c
		}
	}
	return m[len(m)-1]
}

func widen(dst []float64, src []float32) {
	for i, v := range src {
		dst[i] = float64(v)
	}
}
