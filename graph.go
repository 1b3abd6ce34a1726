package vae

import (
	"vae/dist"
	"vae/internal/nn"
	"vae/loss"
)

// graph is the model on a batch of images, with S draws of the code for each: from the pixels to
// the terms of the evidence lower bound.
type graph struct {
	images     *nn.Node          // (B, D)
	posterior  dist.Distribution // q(z|x), B rows
	prior      dist.Distribution // p(z)
	draw       dist.Draw         // z ~ q(z|x), (B·S, Z)
	likelihood dist.Distribution // p(x|z), B·S rows
	logProb    *nn.Node          // (B·S)
	kl         *nn.Node          // (B), or (B·S) where it is estimated
	importance *loss.Importance  // weights of the draws
}

// addGraph adds the model on a batch of the given size, with the draws that the objective needs.
func (m *Model) addGraph(b *nn.Builder, batch int, o Objective) graph {
	samples := o.Draws()
	x := b.Input("images", batch, m.config.Pixels()) // (B, D)
	q := m.posterior.Of(b, x)                        // q(z|x)
	p := m.prior.Of(b)                               // p(z)
	d := m.addDraw(b, q, batch*samples)              // (B·S, Z), the reparameterisation trick
	importance := &loss.Importance{Samples: samples}
	if o.doubly() {
		d.Z = importance.DoublyReparameterize(b, d.Z)
	}
	l := m.likelihood.Of(b, b.Watch("the latent codes", d.Z)) // p(x|z)
	logProb := b.Watch("log p(x|z)", l.LogProb(b, x))         // (B·S)
	kl := b.Watch("the KL divergence", dist.KL(b, q, p, d))   // (B) in closed form, else (B·S) from the draws
	return graph{
		images: x, posterior: q, prior: p, draw: d, likelihood: l,
		logProb: logProb, kl: kl, importance: importance,
	}
}

// addDraw adds rows draws from d, and their noise as an input.
func (m *Model) addDraw(b *nn.Builder, d dist.Distribution, rows int) dist.Draw {
	if b.Err() != nil {
		return dist.Draw{}
	}
	noise := b.Input("noise", rows, d.Noise().Len())
	return dist.Draw{Z: d.Sample(b, noise), Noise: noise}
}

// encoded adds q(z|x) of size images, with its params (size, 2·Latent) as an input.
func (m *Model) encoded(b *nn.Builder, size int) (params *nn.Node, q dist.Distribution) {
	params = b.Input("posterior", size, 2*m.config.Latent)
	return params, dist.Normal{Params: params}
}

func (m *Model) buildEncoding(b *nn.Builder, size int) (in, out []*nn.Node) {
	x := b.Input("images", size, m.config.Pixels())
	return []*nn.Node{x}, []*nn.Node{m.posterior.Of(b, x).(dist.Normal).Params}
}

func (m *Model) buildDecoding(b *nn.Builder, size int) (in, out []*nn.Node) {
	z := b.Input("codes", size, m.config.Latent)
	return []*nn.Node{z}, []*nn.Node{m.likelihood.Of(b, z).Mean(b)}
}

func (m *Model) buildDrawing(b *nn.Builder, size int) (in, out []*nn.Node) {
	z := b.Input("codes", size, m.config.Latent)
	x := m.addDraw(b, m.likelihood.Of(b, z), size)
	return []*nn.Node{z, x.Noise}, []*nn.Node{x.Z}
}

func (m *Model) buildSampling(b *nn.Builder, size int) (in, out []*nn.Node) {
	z := m.addDraw(b, m.prior.Of(b), size)
	return []*nn.Node{z.Noise}, []*nn.Node{z.Z}
}

// buildDivergence builds KL(q(z|x) ‖ p(z)), which must have a closed form.
func (m *Model) buildDivergence(b *nn.Builder, size int) (in, out []*nn.Node) {
	params, q := m.encoded(b, size)
	return []*nn.Node{params}, []*nn.Node{dist.KL(b, q, m.prior.Of(b), dist.Draw{})}
}

// buildWeights returns a function that builds log p(x|z) and log p(z) − log q(z|x) of that many
// draws of each image.
func (m *Model) buildWeights(draws int) buildFunc {
	return func(b *nn.Builder, size int) (in, out []*nn.Node) {
		x := b.Input("images", size, m.config.Pixels())
		params, q := m.encoded(b, size)
		d := m.addDraw(b, q, size*draws)
		logProb := m.likelihood.Of(b, d.Z).LogProb(b, x)
		return []*nn.Node{x, params, d.Noise}, []*nn.Node{logProb, dist.LogRatio(b, q, m.prior.Of(b), d, false)}
	}
}

// buildJoint returns a function that builds log p(x|z), log p(z) and the derivative of their sum
// with respect to z, for that many codes z of each image.
func (m *Model) buildJoint(draws int) buildFunc {
	return func(b *nn.Builder, size int) (in, out []*nn.Node) {
		x := b.Input("images", size, m.config.Pixels())
		z := b.Input("codes", size*draws, m.config.Latent)
		likelihood := m.likelihood.Of(b, z).LogProb(b, x) // (B·S)
		prior := m.prior.Of(b).LogProb(b, z)              // (B·S)
		derivative := b.Differentiate(nn.Add(b, likelihood, prior), z)
		return []*nn.Node{x, z}, append([]*nn.Node{likelihood, prior}, derivative...)
	}
}
