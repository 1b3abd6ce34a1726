package lineargaussian

import (
	"errors"
	"math"

	"vae"
	"vae/data"
	"vae/dist"
	"vae/internal/reduce"
)

// MixtureModel is the linear-Gaussian model with a mixture as its prior:
//
//	z ~ Σ_k w_k N(μ_k, diag v_k),  x = b + W z + σ ε,  ε ~ N(0, I)
//
// Given the component, all is normal, so that p(x) and p(z|x) are mixtures of as many:
//
//	p(x)   = Σ_k w_k N(x; b + W μ_k, W diag(v_k) Wᵀ + σ² I)
//	p(z|x) = Σ_k r_k N(m_k, diag t_k),  r_k the share of component k in p(x)
//
// A linear encoder cannot reach the true posterior.
type MixtureModel struct {
	Linear Model   // p(x|z)
	Prior  Mixture // p(z)
}

// StandardMixture returns a model of 4×4 pixels and two latent dimensions, whose prior has three
// components in equal parts. Mean and covariance of the prior are those of N(0, I): the encoders of
// checks are near the true posterior, in the mean over images.
func StandardMixture() MixtureModel {
	m := MixtureModel{Linear: Standard()}
	m.Linear.Scales = m.Linear.Scales[1:]
	for _, c := range []struct{ mean, variance [2]float64 }{
		{[2]float64{-1, 0.5}, [2]float64{0.25, 0.5}},
		{[2]float64{1, 0.5}, [2]float64{0.5, 0.25}},
		{[2]float64{0, -1}, [2]float64{0.25, 0.75}},
	} {
		logVar := []float64{math.Log(c.variance[0]), math.Log(c.variance[1])}
		m.Prior.Components = append(m.Prior.Components, dist.NewDiagonal(c.mean[:], logVar))
		m.Prior.Weights = append(m.Prior.Weights, 1.0/3)
	}
	return m
}

// LogProb returns log p(x) of an image (D), in nats.
func (m MixtureModel) LogProb(x []float32) float64 { return logSumExp(m.shares(x)) }

// Posterior returns the true posterior p(z|x) of an image (D).
func (m MixtureModel) Posterior(x []float32) Mixture {
	posterior := Mixture{Weights: m.shares(x)}
	reduce.Softmax(posterior.Weights, posterior.Weights)
	along, _ := m.Linear.project(x)
	for _, p := range m.Prior.Components {
		posterior.Components = append(posterior.Components, m.Linear.posterior(p, along))
	}
	return posterior
}

// shares returns the logarithm of each component's part of p(x) (K).
func (m MixtureModel) shares(x []float32) []float64 {
	along, squares := m.Linear.project(x)
	return m.Prior.weighted(func(p dist.Diagonal) float64 { return m.Linear.evidence(p, along, squares) })
}

// Terms returns the terms of an image (D) for the encoder e, which is the same as without the
// mixture. Those in closed form are exact, KL and Gap as exact as Mixture.KL.
func (m MixtureModel) Terms(e Encoder, x []float32) Terms {
	q := m.Linear.Encode(e, x)
	return Terms{LogProb: m.LogProb(x), Recon: m.Linear.Recon(x, q), KL: m.Prior.KL(q), Gap: m.Posterior(x).KL(q)}
}

// Images returns n images (n·D) drawn from the model, as Model.Images does.
func (m MixtureModel) Images(n int, seed uint64) []float32 {
	return m.Linear.images(n, seed, m.Prior.draw)
}

// Set returns the images of Images as a set.
func (m MixtureModel) Set(n int, seed uint64) (*data.Set, error) {
	return data.NewSet("linear-gaussian mixture", m.Linear.Shape, m.Images(n, seed), nil)
}

// VAE returns the autoencoder with the model as its decoder and prior and with the encoder e. The
// components must have equal weights.
func (m MixtureModel) VAE(e Encoder) (*vae.Model, error) {
	components := len(m.Prior.Components)
	for _, w := range m.Prior.Weights {
		if math.Abs(w*float64(components)-1) > 1e-12 {
			return nil, errors.New("lineargaussian: the components of a network's prior have equal weights")
		}
	}
	config := m.Linear.Config()
	config.Prior = "mixture"
	config.Options["components"] = float64(components)
	network, err := m.Linear.Network(config, e)
	if err != nil {
		return nil, err
	}
	for _, p := range network.Parameters() {
		if p.Name != "prior/components" {
			continue
		}
		row := p.Data // (K, 2Z)
		for _, c := range m.Prior.Components {
			for j, mean := range c.Mean {
				row[j], row[len(c.Mean)+j] = float32(mean), float32(math.Log(c.Variance[j]))
			}
			row = row[2*len(c.Mean):]
		}
	}
	return network, nil
}
