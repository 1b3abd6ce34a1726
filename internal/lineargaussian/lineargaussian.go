// Package lineargaussian is a model whose log p(x) and p(z|x) are known in closed form, for checks
// of what a variational autoencoder estimates and learns:
//
//	z ~ N(0, I),  x = b + W z + σ ε,  ε ~ N(0, I)
//
// This is probabilistic principal component analysis: Tipping & Bishop 1999, J. R. Statist. Soc. B
// 61, 611–622. It is an autoencoder without hidden layers and with normal pixels. The columns w_j
// of W are orthogonal, so that everything is a sum over latent dimensions, with s_j = ‖w_j‖:
//
//	p(x)   = N(b, W Wᵀ + σ² I)
//	p(z|x) = N(m, diag t),  m_j = w_jᵀ(x − b)/(s_j² + σ²),  t_j = σ²/(s_j² + σ²)
//
// The true posterior has a diagonal covariance that does not depend on x, and a mean that is linear
// in x: a linear encoder reaches it, and then the evidence lower bound is log p(x). If the s_j
// differ, that is the only optimum up to the order and signs of the dimensions: Lucas, Tucker,
// Grosse & Norouzi 2019 (arXiv:1911.02469).
package lineargaussian

import (
	"math"
	"math/bits"

	"vae/data"
	"vae/dist"
	"vae/internal/raster"
	"vae/internal/rng"
)

// Model is a model of grey images of D pixels, a power of two greater than Z.
type Model struct {
	Shape  raster.Shape // of an image
	Scales []float64    // s_j (Z), in units of the pixel range
	Sigma  float64      // σ, in the same units
}

// Standard returns a model of 4×4 pixels and three latent dimensions, with posterior variances t of
// 1/17, 1/5 and 1/2. Its pixels are between 0 and 1, nine standard deviations from either.
func Standard() Model {
	const sigma = 1.0 / 32
	return Model{Shape: raster.Grey(4, 4), Scales: []float64{4 * sigma, 2 * sigma, sigma}, Sigma: sigma}
}

// Pixels returns D.
func (m Model) Pixels() int { return m.Shape.Size() }

// Latent returns Z.
func (m Model) Latent() int { return len(m.Scales) }

// Bias returns b_i, which rises from 0.45 to 0.55 over the pixels (D).
func (m Model) Bias(i int) float64 { return 0.45 + 0.1*float64(i)/float64(m.Pixels()-1) }

// Weight returns W_ij = ± s_j/√D, with the signs of row j+1 of the Hadamard matrix.
func (m Model) Weight(i, j int) float64 {
	sign := 1 - 2*float64(bits.OnesCount(uint(i&(j+1)))%2)
	return sign * m.Scales[j] / math.Sqrt(float64(m.Pixels()))
}

// total returns s_j² v + σ², the variance of x along w_j for codes of variance v.
func (m Model) total(j int, v float64) float64 { return m.Scales[j]*m.Scales[j]*v + m.Sigma*m.Sigma }

// spread returns t_j, the variance of dimension j of the true posterior.
func (m Model) spread(j int) float64 { return m.Sigma * m.Sigma / m.total(j, 1) }

// project returns w_jᵀ(x − b) for each dimension (Z), and ‖x − b‖².
func (m Model) project(x []float32) (along []float64, squares float64) {
	along = make([]float64, m.Latent())
	for i, v := range x {
		d := float64(v) - m.Bias(i)
		squares += d * d
		for j := range along {
			along[j] += m.Weight(i, j) * d
		}
	}
	return along, squares
}

// LogProb returns log p(x) of an image (D), in nats.
func (m Model) LogProb(x []float32) float64 {
	along, squares := m.project(x)
	return m.evidence(m.Prior(), along, squares)
}

// evidence returns log p(x) for codes from p = N(μ, diag v), in nats:
//
//	−½ (D log 2πσ² + Σ_j log τ_j/σ² + (‖x − b‖² + Σ_j (σ²(s_j²μ_j² − 2μ_j u_j) − v_j u_j²)/τ_j)/σ²)
//
// where u_j = w_jᵀ(x − b) and τ_j = s_j² v_j + σ². It takes the u_j and ‖x − b‖².
func (m Model) evidence(p dist.Diagonal, along []float64, squares float64) float64 {
	noise := m.Sigma * m.Sigma
	normaliser := m.noiseNormaliser()
	for j, u := range along {
		s, mean, v, total := m.Scales[j], p.Mean[j], p.Variance[j], m.total(j, p.Variance[j])
		normaliser += 0.5 * math.Log(total/noise)
		squares += (noise*(s*s*mean*mean-2*mean*u) - v*u*u) / total
	}
	return -normaliser - 0.5*squares/noise
}

// posterior returns p(z|x) for codes from p = N(μ, diag v), given u:
//
//	N(m, diag t),  m_j = (σ² μ_j + v_j u_j)/τ_j,  t_j = σ² v_j/τ_j
func (m Model) posterior(p dist.Diagonal, along []float64) dist.Diagonal {
	noise := m.Sigma * m.Sigma
	mean, logVar := make([]float64, len(along)), make([]float64, len(along))
	for j, u := range along {
		v, total := p.Variance[j], m.total(j, p.Variance[j])
		mean[j] = (noise*p.Mean[j] + v*u) / total
		logVar[j] = math.Log(noise * v / total)
	}
	return dist.NewDiagonal(mean, logVar)
}

// normaliser returns ½ log det 2π(W Wᵀ + σ² I).
func (m Model) normaliser() float64 {
	sum := m.noiseNormaliser()
	for j := range m.Scales {
		sum -= 0.5 * math.Log(m.spread(j))
	}
	return sum
}

// noiseNormaliser returns ½ log det 2πσ² I.
func (m Model) noiseNormaliser() float64 {
	return 0.5 * float64(m.Pixels()) * math.Log(2*math.Pi*m.Sigma*m.Sigma)
}

// Entropy returns −E[log p(x)] over images of the model, in nats. The variance of log p(x) is D/2.
func (m Model) Entropy() float64 { return m.normaliser() + 0.5*float64(m.Pixels()) }

// Recon returns −E_q[log p(x|z)] of an image (D) for codes z ~ q, in nats:
//
//	½ (D log 2πσ² + (‖x − b‖² + Σ_j (s_j²(μ_j² + v_j) − 2 μ_j w_jᵀ(x − b)))/σ²)
func (m Model) Recon(x []float32, q dist.Diagonal) float64 {
	along, squares := m.project(x)
	for j, u := range along {
		squares += m.Scales[j]*m.Scales[j]*(q.Mean[j]*q.Mean[j]+q.Variance[j]) - 2*q.Mean[j]*u
	}
	return m.noiseNormaliser() + 0.5*squares/(m.Sigma*m.Sigma)
}

// Images returns n images (n·D) drawn from the model. The same seed gives the same images; a
// smaller n gives the first of them.
func (m Model) Images(n int, seed uint64) []float32 {
	return m.images(n, seed, func(z []float32, source *rng.Source) { source.Normal(z) })
}

// images returns n images of codes that draw sets.
func (m Model) images(n int, seed uint64, draw func(z []float32, source *rng.Source)) []float32 {
	images := make([]float32, 0, n*m.Pixels())
	z, eps := make([]float32, m.Latent()), make([]float32, m.Pixels())
	var weights []float64 // (D, Z)
	for i := range eps {
		for j := range z {
			weights = append(weights, m.Weight(i, j))
		}
	}
	for r := range n {
		source := rng.Stream(seed, "linear-gaussian", uint64(r))
		draw(z, &source)
		source.Normal(eps)
		for i, e := range eps {
			x := m.Bias(i) + m.Sigma*float64(e)
			for j, v := range z {
				x += weights[i*len(z)+j] * float64(v)
			}
			images = append(images, float32(x))
		}
	}
	return images
}

// Set returns the images of Images as a set.
func (m Model) Set(n int, seed uint64) (*data.Set, error) {
	return data.NewSet("linear-gaussian", m.Shape, m.Images(n, seed), nil)
}
