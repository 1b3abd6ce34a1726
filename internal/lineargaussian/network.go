package lineargaussian

import (
	"math"

	"vae"
)

// Config returns the architecture of the autoencoder that the model is.
func (m Model) Config() vae.Config {
	return vae.Config{
		Height: m.Shape.H, Width: m.Shape.W, Latent: m.Latent(),
		Activation: "identity", Init: "glorot", Likelihood: "gaussian", Sigma: m.Sigma,
	}
}

// VAE returns the autoencoder whose decoder is the model and whose encoder is e.
func (m Model) VAE(e Encoder) (*vae.Model, error) {
	pixels, latent := m.Pixels(), m.Latent()
	decode, encode := make([]float32, latent*pixels), make([]float32, pixels*2*latent)
	bias, posterior := make([]float32, pixels), make([]float32, 2*latent)
	for i := range pixels {
		bias[i] = float32(m.Bias(i))
		for j := range latent {
			decode[j*pixels+i] = float32(m.Weight(i, j))
			encode[i*2*latent+j] = float32(e.Gain * m.Weight(i, j) / m.total(j))
		}
	}
	q := m.Encode(e, bias)
	for j := range latent {
		// The mean of q is linear in x − b: what the weights make of b is taken off.
		posterior[j] = float32(q.Mean[j])
		for i := range pixels {
			posterior[j] -= encode[i*2*latent+j] * bias[i]
		}
		posterior[latent+j] = float32(math.Log(q.Variance[j]))
	}
	return vae.Restore(m.Config(), []vae.Param{
		{Name: "encoder/posterior/weight", Shape: []int{pixels, 2 * latent}, Data: encode},
		{Name: "encoder/posterior/bias", Shape: []int{2 * latent}, Data: posterior},
		{Name: "decoder/pixels/weight", Shape: []int{latent, pixels}, Data: decode},
		{Name: "decoder/pixels/bias", Shape: []int{pixels}, Data: bias},
	})
}
