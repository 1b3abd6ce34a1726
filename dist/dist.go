// Package dist provides probability distributions as nodes of a graph: posteriors q(z|x), priors
// p(z) and likelihoods p(x|z).
//
// A Family turns the output of a network into distributions; a Conditional is a distribution that
// depends on other nodes, such as a network with a family; a Distribution stands in a graph and has
// draws, log-densities and means:
//
//	q := posterior.Of(b, x)             // q(z|x)
//	z := q.Sample(b, noise)             // (B·S, Z)
//	logProb := likelihood.Of(b, z).LogProb(b, x) // log p(x|z), (B·S)
//	kl := dist.KL(b, q, p, dist.Draw{Z: z, Noise: noise})
//
// KL and LogRatio choose a closed form or a fused operation by the types of the pair.
//
// Letters of shapes: B images, S draws of each, R rows of any kind, E elements of an event (Z of a
// code, D of an image), K params of an element or components of a mixture, N numbers of noise.
package dist

import (
	"vae/internal/nn"
	"vae/internal/rng"
)

// Distribution is a distribution of events of E elements for each of R rows, or one for all. An
// argument may have S times as many rows: S successive ones then belong to one distribution. Or it
// may have R/S rows: each then belongs to S successive distributions.
type Distribution interface {
	// Noise returns the noise that a draw needs.
	Noise() Noise

	// Sample adds the draws (R·S, E) made from noise (R·S, N). Each type says whether derivatives
	// pass through them.
	Sample(b *nn.Builder, noise *nn.Node) *nn.Node

	// LogProb adds the log-probability or log-density of each event (…, E), in nats, summed over
	// its elements.
	LogProb(b *nn.Builder, event *nn.Node) *nn.Node

	// Mean adds the expected events (R, E).
	Mean(b *nn.Builder) *nn.Node
}

// Exact is a distribution whose log-density is also known outside a graph, not rounded to float32.
type Exact interface {
	// LogDensity returns the log-density of an event (E), in nats.
	LogDensity(event []float32) float64
}

// ExactOf returns d if it is Exact and the same for all rows, else nil.
func ExactOf(d Distribution) Exact {
	if f, ok := d.(FullMixture); ok && f.Choice != nil {
		return nil
	}
	exact, _ := d.(Exact)
	return exact
}

// Family is a family of distributions, such as the normal ones.
type Family interface {
	// Params returns the shape of the params of one event, which a network must give. K for each
	// element are (K, E): all first ones, then all second ones.
	Params(event nn.Shape) nn.Shape

	// Start returns the params at which training starts, given the mean event (E) of the training
	// data; nil stands for zeros. For a trained model the mean is nil, and the result may be empty.
	Start(mean []float32) []float32

	// Of adds the distributions with the params theta (R, Params).
	Of(b *nn.Builder, theta *nn.Node) Distribution
}

// Net is a network.
type Net interface {
	// Apply adds the output (R, out) of the network for the given nodes of R rows.
	Apply(b *nn.Builder, given []*nn.Node, out nn.Shape) *nn.Node
}

// Conditional is a distribution that depends on other nodes: a posterior, a prior or a likelihood.
type Conditional interface {
	// Of adds the distribution for the given nodes of R rows.
	Of(b *nn.Builder, given ...*nn.Node) Distribution
}

// Parametric is a Conditional of a family whose params a network computes.
type Parametric struct {
	Net    Net
	Family Family
	Event  nn.Shape
	Scopes Scopes
	Theta  string // name of the params in errors
}

// Scopes are the scopes of the weights of a network and of a family.
type Scopes struct{ Net, Family string }

var _ Conditional = Parametric{}

// Of adds the network and the distributions.
func (p Parametric) Of(b *nn.Builder, given ...*nn.Node) Distribution {
	theta := p.Net.Apply(b.Scope(p.Scopes.Net), given, p.Family.Params(p.Event))
	return p.Family.Of(b.Scope(p.Scopes.Family), b.Watch(p.Theta, theta))
}

// Noise is the noise of a draw, N numbers: first draws from N(0, 1), then from the uniform
// distribution on [0, 1).
type Noise struct{ Normal, Uniform int }

// Len returns N.
func (n Noise) Len() int { return n.Normal + n.Uniform }

// Fill fills rows of noise (R·N). The first rows do not depend on how many follow.
func (n Noise) Fill(rows []float32, source *rng.Source) {
	switch {
	case n.Uniform == 0:
		source.Normal(rows)
	case n.Normal == 0:
		source.Uniform(rows)
	default:
		for ; len(rows) > 0; rows = rows[n.Len():] {
			source.Normal(rows[:n.Normal])
			source.Uniform(rows[n.Normal:n.Len()])
		}
	}
}

// Draw is a draw and its noise.
type Draw struct {
	Z     *nn.Node // (R, E)
	Noise *nn.Node // (R, N)
}
