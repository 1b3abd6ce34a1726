package vae

import (
	"slices"

	"vae/dist"
	"vae/internal/nn"
	"vae/loss"
)

// graph is the model on a batch of images, with S draws of the code for each: from the pixels to
// the terms of the evidence lower bound.
type graph struct {
	images     *nn.Node          // (B, D)
	labels     *nn.Node          // (B, C); nil if the model does not depend on them
	posterior  dist.Distribution // q(z|x, y), B rows
	prior      dist.Distribution // p(z|y), B rows or one
	draw       dist.Draw         // z ~ q(z|x, y), (B·S, Z)
	likelihood dist.Distribution // p(x|z, y), B·S rows
	logProb    *nn.Node          // (B·S)
	kl         *nn.Node          // (B), or (B·S) where it is estimated
	importance *loss.Importance  // weights of the draws
}

// addGraph adds the model on a batch of the given size, with the draws that the objective needs.
func (m *Model) addGraph(b *nn.Builder, batch int, o Objective) graph {
	samples := o.Draws()
	x := b.Input("images", batch, m.config.Pixels()) // (B, D)
	y := m.config.labels(b, batch)                   // (B, C), or nil
	q := m.posterior.Of(b, x, y)                     // q(z|x, y)
	p := m.prior.Of(b, y)                            // p(z|y)
	d := m.addDraw(b, q, batch*samples)              // (B·S, Z), the reparameterisation trick
	importance := &loss.Importance{Samples: samples}
	if o.doubly() {
		d.Z = importance.DoublyReparameterize(b, d.Z)
	}
	l := m.likelihood.Of(b, b.Watch("the latent codes", d.Z), y) // p(x|z, y)
	logProb := b.Watch("log p(x|z)", l.LogProb(b, x))            // (B·S)
	kl := b.Watch("the KL divergence", dist.KL(b, q, p, d))      // (B) in closed form, else (B·S) from the draws
	return graph{
		images: x, labels: y, posterior: q, prior: p, draw: d, likelihood: l,
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

// buildEncoding builds q(z|x, y) with fine sums, which other programs can compare with.
func (m *Model) buildEncoding(b *nn.Builder, size int) (in, out []*nn.Node) {
	return m.buildTrainedEncoding(b.Fine(), size)
}

// buildTrainedEncoding builds q(z|x, y) as it is in training, bit by bit.
func (m *Model) buildTrainedEncoding(b *nn.Builder, size int) (in, out []*nn.Node) {
	x, y := b.Input("images", size, m.config.Pixels()), m.config.labels(b, size)
	return given(x, y), []*nn.Node{m.posterior.Of(b, x, y).(dist.Normal).Params}
}

func (m *Model) buildDecoding(b *nn.Builder, size int) (in, out []*nn.Node) {
	z, y := b.Input("codes", size, m.config.Latent), m.config.labels(b, size)
	return given(z, y), []*nn.Node{m.likelihood.Of(b.Fine(), z, y).Mean(b)}
}

func (m *Model) buildDrawing(b *nn.Builder, size int) (in, out []*nn.Node) {
	z, y := b.Input("codes", size, m.config.Latent), m.config.labels(b, size)
	x := m.addDraw(b, m.likelihood.Of(b, z, y), size)
	return given(z, x.Noise, y), []*nn.Node{x.Z}
}

// buildSampling builds draws from p(z).
func (m *Model) buildSampling(b *nn.Builder, size int) (in, out []*nn.Node) {
	z := m.addDraw(b, m.prior.Of(b), size)
	return []*nn.Node{z.Noise}, []*nn.Node{z.Z}
}

// buildClassSampling builds draws from p(z|y), even if the networks know no classes.
func (m *Model) buildClassSampling(b *nn.Builder, size int) (in, out []*nn.Node) {
	y := b.Input("labels", size, len(m.classes))
	z := m.addDraw(b, m.prior.Of(b, y), size)
	return given(z.Noise, y), []*nn.Node{z.Z}
}

// buildDivergence builds KL(q(z|x, y) ‖ p(z|y)), which must have a closed form.
func (m *Model) buildDivergence(b *nn.Builder, size int) (in, out []*nn.Node) {
	params, q := m.encoded(b, size)
	y := m.config.labels(b, size)
	return given(params, y), []*nn.Node{dist.KL(b, q, m.prior.Of(b, y), dist.Draw{})}
}

// buildLogPrior builds log p(z|y).
func (m *Model) buildLogPrior(b *nn.Builder, size int) (in, out []*nn.Node) {
	z, y := b.Input("codes", size, m.config.Latent), m.config.labels(b, size)
	return given(z, y), []*nn.Node{m.prior.Of(b, y).LogProb(b, z)}
}

// buildPriorParams builds the params of p(z|y), which must be normal.
func (m *Model) buildPriorParams(b *nn.Builder, size int) (in, out []*nn.Node) {
	y := m.config.labels(b, size)
	return given(y), []*nn.Node{m.prior.Of(b, y).(dist.Normal).Params}
}

// buildWeights returns a function that builds log p(x|z, y) and log p(z|y) − log q(z|x, y) of that
// many draws of each image.
func (m *Model) buildWeights(draws int) buildFunc {
	return func(b *nn.Builder, size int) (in, out []*nn.Node) {
		x, y := b.Input("images", size, m.config.Pixels()), m.config.labels(b, size)
		params, q := m.encoded(b, size)
		d := m.addDraw(b, q, size*draws)
		logProb := m.likelihood.Of(b, d.Z, y).LogProb(b, x)
		ratio := dist.LogRatio(b, q, m.prior.Of(b, y), d, false)
		return given(x, params, d.Noise, y), []*nn.Node{logProb, ratio}
	}
}

// buildRatio returns a function that builds log p(z|y) − log q(z|x, y) alone.
func (m *Model) buildRatio(draws int) buildFunc {
	return func(b *nn.Builder, size int) (in, out []*nn.Node) {
		y := m.config.labels(b, size)
		params, q := m.encoded(b, size)
		d := m.addDraw(b, q, size*draws)
		return given(params, d.Noise, y), []*nn.Node{dist.LogRatio(b, q, m.prior.Of(b, y), d, false)}
	}
}

// buildJoint returns a function that builds log p(x|z, y), log p(z|y) and the derivative of their
// sum with respect to z, for that many codes z of each image.
func (m *Model) buildJoint(draws int) buildFunc {
	return func(b *nn.Builder, size int) (in, out []*nn.Node) {
		x, y := b.Input("images", size, m.config.Pixels()), m.config.labels(b, size)
		z := b.Input("codes", size*draws, m.config.Latent)
		likelihood := m.likelihood.Of(b, z, y).LogProb(b, x) // (B·S)
		prior := m.prior.Of(b, y).LogProb(b, z)              // (B·S)
		derivative := b.Differentiate(nn.Add(b, likelihood, prior), z)
		return given(x, z, y), append([]*nn.Node{likelihood, prior}, derivative...)
	}
}

// given returns the inputs without the labels of a model that does not depend on them, which are
// nil.
func given(inputs ...*nn.Node) []*nn.Node {
	return slices.DeleteFunc(inputs, func(node *nn.Node) bool { return node == nil })
}
