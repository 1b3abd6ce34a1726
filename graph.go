package vae

import (
	"vae/encoder"
	"vae/internal/nn"
	"vae/loss"
)

// graph is the whole model on a batch of images, from the pixels to the terms of
// the evidence lower bound.
type graph struct {
	images, eps *nn.Node          // (B, D), (B, Z): the inputs
	posterior   encoder.Posterior // q(z|x)
	z           *nn.Node          // (B, Z)
	theta       *nn.Node          // (B, D·K)
	logProb, kl *nn.Node          // (B)
}

// addGraph adds the model on a batch of the given size.
func (m *Model) addGraph(b *nn.Builder, batch int) graph {
	x := b.Input("images", batch, m.config.Pixels()) // (B, D)
	eps := b.Input("eps", batch, m.config.Latent)    // (B, Z)
	q := m.encode(b, x)
	z := q.Sample(b, eps)                        // (B, Z)
	theta := m.decode(b, z)                      // (B, D·K)
	logProb := m.likelihood.LogProb(b, x, theta) // (B)
	kl := loss.KLStandardNormal(b, q.Params)     // (B)
	return graph{images: x, eps: eps, posterior: q, z: z, theta: theta, logProb: logProb, kl: kl}
}

// encode adds q(z|x) for images x (B, D).
func (m *Model) encode(b *nn.Builder, x *nn.Node) encoder.Posterior {
	return m.encoder.Encode(b.Scope("encoder"), x, m.config.Latent)
}

// decode adds the likelihood's parameters (B, D·K) for codes z (B, Z).
func (m *Model) decode(b *nn.Builder, z *nn.Node) *nn.Node {
	out := m.config.Pixels() * m.likelihood.ParamsPerPixel()
	return m.decoder.Decode(b.Scope("decoder"), z, out, m.bias)
}

func (m *Model) buildEncoding(b *nn.Builder, size int) (in, out []*nn.Node) {
	x := b.Input("images", size, m.config.Pixels())
	return []*nn.Node{x}, []*nn.Node{m.encode(b, x).Params}
}

func (m *Model) buildDecoding(b *nn.Builder, size int) (in, out []*nn.Node) {
	z := b.Input("z", size, m.config.Latent)
	return []*nn.Node{z}, []*nn.Node{m.decode(b, z)}
}

func (m *Model) buildBoth(b *nn.Builder, size int) (in, out []*nn.Node) {
	g := m.addGraph(b, size)
	return []*nn.Node{g.images, g.eps}, []*nn.Node{g.posterior.Params, g.logProb, g.kl}
}
