// Package dist provides probability distributions as nodes of a graph: posteriors q(z|x), priors
// p(z) and likelihoods p(x|z).
//
// A Family says what the numbers that a network gives mean; a Conditional is a distribution that
// depends on other nodes, such as a network and a family together; a Distribution is what comes of
// it in a graph, with draws that derivatives pass through, log-densities, and means:
//
//	q := posterior.Of(b, x)             // q(z|x)
//	z := q.Sample(b, noise)             // (B·S, Z)
//	logProb := likelihood.Of(b, z).LogProb(b, x) // log p(x|z), (B·S)
//	kl := dist.KL(b, q, p, dist.Draw{Z: z, Noise: noise})
//
// KL and LogRatio know by type which pairs have a closed form or an operation of their own.
//
// Letters of shapes: B images, S draws of each, R rows of any kind, E elements of an event (Z of a
// code, D of an image), K parameters for each element.
package dist

import (
	"vae/internal/nn"
	"vae/internal/rng"
)

// Distribution is a distribution of events of E elements: one in each of R rows, or one for all.
// What it is called with may have S times as many rows: then S successive ones belong to one
// distribution. Or the distribution has S times as many, and one row belongs to S of them.
type Distribution interface {
	// Noise returns what a draw is a function of.
	Noise() Noise

	// Sample adds the draws (R·S, E) that belong to noise (R·S, N). Derivatives pass through where
	// the type says so.
	Sample(b *nn.Builder, noise *nn.Node) *nn.Node

	// LogProb adds the logarithm of the probability or density of each event (…, E), in nats,
	// summed over its elements.
	LogProb(b *nn.Builder, event *nn.Node) *nn.Node

	// Mean adds the expected events (R, E).
	Mean(b *nn.Builder) *nn.Node
}

// Exact is a distribution whose log-density is known outside of a graph too, where it is not rounded
// to float32.
type Exact interface {
	// LogDensity returns the log-density of an event (E), in nats.
	LogDensity(event []float32) float64
}

// Family is a family of distributions, such as the normal ones.
type Family interface {
	// Params returns the shape of the parameters of one distribution of such events: what a network
	// must give. K for each element are (K, E): all first ones, then all second ones.
	Params(event nn.Shape) nn.Shape

	// Start returns the parameters at which training starts, where the mean event (E) of the
	// training data is known; nil is zeros. Without a mean, which a trained model needs no more,
	// the result may be empty.
	Start(mean []float32) []float32

	// Of adds the distributions with the parameters theta (R, Params).
	Of(b *nn.Builder, theta *nn.Node) Distribution
}

// Net is a network.
type Net interface {
	// Apply adds its results (R, out) for what it is given, nodes of R rows each.
	Apply(b *nn.Builder, given []*nn.Node, out nn.Shape) *nn.Node
}

// Conditional is a distribution that depends on others: a posterior, a prior or a likelihood.
type Conditional interface {
	// Of adds the distribution that belongs to what is given, nodes of R rows each.
	Of(b *nn.Builder, given ...*nn.Node) Distribution
}

// Parametric is a Conditional of a family whose parameters a network computes.
type Parametric struct {
	Net    Net
	Family Family
	Event  nn.Shape
	Scopes Scopes
	Theta  string // what the network's results are called in errors
}

// Scopes are those of the parameters of a network and of a family.
type Scopes struct{ Net, Family string }

var _ Conditional = Parametric{}

// Of adds the network and the distributions.
func (p Parametric) Of(b *nn.Builder, given ...*nn.Node) Distribution {
	theta := p.Net.Apply(b.Scope(p.Scopes.Net), given, p.Family.Params(p.Event))
	return p.Family.Of(b.Scope(p.Scopes.Family), b.Watch(p.Theta, theta))
}

// Noise is what a draw is a function of: N numbers, first draws from N(0, 1), then from the uniform
// distribution on [0, 1).
type Noise struct{ Normal, Uniform int }

// Len returns N.
func (n Noise) Len() int { return n.Normal + n.Uniform }

// Fill sets rows of noise (R·N). The first rows are the same, however many follow.
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

// Draw is a draw with the noise that it is a function of.
type Draw struct {
	Z     *nn.Node // (R, E)
	Noise *nn.Node // (R, N)
}
