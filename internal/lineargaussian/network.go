package lineargaussian

import (
	"math"
	"slices"

	"vae"
)

// Config returns the architecture of the model as an autoencoder.
func (m Model) Config() vae.Config {
	return vae.Config{
		Height: m.Shape.H, Width: m.Shape.W, Latent: m.Latent(),
		Activation: "identity", Init: "glorot", Likelihood: "gaussian", Options: vae.Options{"sigma": m.Sigma},
	}
}

// VAE returns the autoencoder with the model as its decoder and with the encoder e, a linear layer
// each.
func (m Model) VAE(e Encoder) (*vae.Model, error) {
	return m.Network(m.Config(), e)
}

// Network returns the autoencoder of a config with these layers, which heed no labels.
func (m Model) Network(c vae.Config, e Encoder) (*vae.Model, error) {
	network, err := vae.New(c, 1, vae.Start{Mean: make([]float32, m.Pixels())})
	if err != nil {
		return nil, err
	}
	layers := slices.DeleteFunc(slices.Clone(network.Layers()), func(l vae.Layer) bool { return len(l.Params) == 0 })
	encode, posterior := layers[0].Params[0].Data, layers[0].Params[1].Data // (D, 2Z), (2Z)
	decode, bias := layers[1].Params[0].Data, layers[1].Params[1].Data      // (Z, D), (D)
	pixels, latent := m.Pixels(), m.Latent()
	clear(encode[pixels*2*latent:]) // of labels, as below
	clear(decode[latent*pixels:])
	for i := range pixels {
		bias[i] = float32(m.Bias(i))
		for j := range latent {
			decode[j*pixels+i] = float32(m.Weight(i, j))
			encode[i*2*latent+j] = float32(e.Gain * m.Weight(i, j) / m.total(j, 1))
			encode[i*2*latent+latent+j] = 0
		}
	}
	q := m.Encode(e, bias)
	for j := range latent {
		// The mean of q is linear in x − b: the bias makes up for the weights times b.
		posterior[j] = float32(q.Mean[j])
		for i := range pixels {
			posterior[j] -= encode[i*2*latent+j] * bias[i]
		}
		posterior[latent+j] = float32(math.Log(q.Variance[j]))
	}
	return network, nil
}
