package prior

import (
	"math"

	"vae/dist"
	"vae/internal/kernel"
)

// em is a mixture that is fitted to codes by the EM algorithm (Dempster, Laird & Rubin 1977; Bishop
// 2006, "Pattern recognition and machine learning", section 9.2.2):
//
//	r_ik = w_k N(x_i; μ_k, Σ_k) / Σ_l w_l N(x_i; μ_l, Σ_l)
//	w_k = Σ_i r_ik / N, μ_k = Σ_i r_ik x_i / Σ_i r_ik, Σ_k = Σ_i r_ik (x_i − μ_k)(x_i − μ_k)ᵀ / Σ_i r_ik
//
// The likelihood never falls, but for rounding. That holds with a floor under the eigenvalues of
// Σ_k as well, because what raising the small ones to it gives is the best covariance above the
// floor; and with a component that keeps its mean and covariance, since each has its own term to
// maximise.
type em struct {
	latent   int
	diagonal bool
	codes    []float32 // (N, Z), standardised
	weights  []float64 // (K) w_k
	means    []float64 // (K, Z) μ_k
	factors  []float64 // (K, Z, Z) L_k, lower triangular, with Σ_k = L_k L_kᵀ
	parts    []part
}

// subsample is how many codes k-means sees, or more if there are many components.
const subsample = 10_000

// start returns the mixture from which EM starts: the clusters, all with the same covariance, a
// multiple of I.
func (f Fit) start(s *standardised) *em {
	k, n := f.Components, len(s.codes)/s.latent
	sample := min(n, max(subsample, 20*k))
	c := kMeans(s.codes[:sample*s.latent], s.latent, k, &s.source)
	e := &em{latent: s.latent, diagonal: f.Diagonal, codes: s.codes, parts: split(n, k, s.latent)}
	e.factors = make([]float64, k*s.latent*s.latent)
	scale := math.Sqrt(max(c.spread/float64(s.latent), floor))
	for k, count := range c.counts {
		e.weights = append(e.weights, float64(count+1)/float64(sample+len(c.counts)))
		for i := range s.latent {
			e.factors[(k*s.latent+i)*s.latent+i] = scale
		}
	}
	for _, v := range c.centers {
		e.means = append(e.means, float64(v))
	}
	return e
}

// expect computes the sums over codes that maximise needs, and returns the mean log-density.
func (e *em) expect() float64 {
	mixture := weighted{dist.NewWhitening(e.latent, e.means, e.factors), make([]float64, len(e.weights))}
	for k, w := range e.weights {
		mixture.peaks[k] = math.Log(w) + mixture.Peaks[k]
	}
	kernel.Parallel(len(e.parts), func(i int) { e.parts[i].expect(mixture, e.codes) })
	var sum float64
	for i := range e.parts {
		sum += e.parts[i].logDensity
	}
	return sum * float64(e.latent) / float64(len(e.codes))
}

// weighted is a mixture as expect needs it.
type weighted struct {
	*dist.Whitening
	peaks []float64 // (K) the largest values of log w_k N(x; μ_k, Σ_k)
}

// maximise sets the mixture to that which the sums ask for.
func (e *em) maximise() {
	size := (e.latent + 1) * (e.latent + 1)
	kernel.Parallel(len(e.weights), func(k int) {
		moments := make([]float64, size)
		for i := range e.parts {
			for j, v := range e.parts[i].moments[k*size:][:size] {
				moments[j] += v
			}
		}
		e.maximiseComponent(k, moments)
	})
	var sum float64
	for _, w := range e.weights {
		sum += w
	}
	for k := range e.weights {
		e.weights[k] /= sum
	}
}
