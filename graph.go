package vae

import (
	"vae/encoder"
	"vae/internal/nn"
	"vae/loss"
)

// graph is the whole model on a batch of images, from the pixels to the terms of
// the evidence lower bound, with S draws of the code for each image.
type graph struct {
	images, eps *nn.Node          // (B, D), (B·S, Z): the inputs
	posterior   encoder.Posterior // q(z|x) of each image
	repeated    encoder.Posterior // q(z|x) of each draw
	z           *nn.Node          // (B·S, Z)
	theta       *nn.Node          // (B·S, D·K)
	logProb     *nn.Node          // (B·S)
	kl          *nn.Node          // (B)
	importance  *loss.Importance  // what the weights of the draws have to do with their gradient
}

// addGraph adds the model on a batch of the given size, as the objective draws.
func (m *Model) addGraph(b *nn.Builder, batch int, o Objective) graph {
	draws := o.Draws()
	x := b.Input("images", batch, m.config.Pixels())    // (B, D)
	eps := b.Input("eps", batch*draws, m.config.Latent) // (B·S, Z)
	importance := &loss.Importance{Samples: draws}
	q := m.encode(b, x)
	each := q.Repeat(b, draws)
	z := each.Sample(b, eps) // (B·S, Z), the reparameterisation trick
	if o.doubly() {
		z = importance.DoublyReparameterize(b, z)
	}
	theta := m.decode(b, z)                      // (B·S, D·K), the parameters of p(x|z)
	logProb := m.likelihood.LogProb(b, x, theta) // (B·S)
	kl := loss.KLStandardNormal(b, q.Params)     // (B)
	return graph{
		images: x, eps: eps, posterior: q, repeated: each, z: z, theta: theta,
		logProb: logProb, kl: kl, importance: importance,
	}
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

// buildWeights returns what builds log p(x|z) and log p(z) − log q(z|x) on so many
// draws of each image.
func (m *Model) buildWeights(draws int) buildFunc {
	return func(b *nn.Builder, size int) (in, out []*nn.Node) {
		x := b.Input("images", size, m.config.Pixels())
		params := b.Input("posterior", size, 2*m.config.Latent)
		eps := b.Input("eps", size*draws, m.config.Latent)
		q := encoder.Posterior{Params: params}.Repeat(b, draws)
		z := q.Sample(b, eps)
		logProb := m.likelihood.LogProb(b, x, m.decode(b, z))
		return []*nn.Node{x, params, eps}, []*nn.Node{logProb, loss.LogRatio(b, q.Params, eps, z, false)}
	}
}

// buildJoint returns what builds log p(x|z) and its derivative with respect to z, on so
// many codes z for each image.
func (m *Model) buildJoint(draws int) buildFunc {
	return func(b *nn.Builder, size int) (in, out []*nn.Node) {
		x := b.Input("images", size, m.config.Pixels())
		z := b.Input("z", size*draws, m.config.Latent)
		logProb := m.likelihood.LogProb(b, x, m.decode(b, z)) // (B·S)
		return []*nn.Node{x, z}, append([]*nn.Node{logProb}, b.Differentiate(logProb, z)...)
	}
}
