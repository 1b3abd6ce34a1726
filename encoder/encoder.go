// Package encoder provides approximate posteriors q(z|x).
//
// An Encoder is a network that reads an image x and gives the parameters of a
// Gaussian with diagonal covariance over the latent code z, from which Posterior
// draws by the reparameterisation trick.
package encoder

import (
	"fmt"

	"vae/internal/nn"
)

// Encoder is a network that computes q(z|x).
type Encoder interface {
	// Encode adds q(z|x) over latent dimensions for images x (B, D).
	Encode(b *nn.Builder, x *nn.Node, latent int) Posterior
}

// MLP is a multilayer perceptron: dense layers fc1, fc2, … with an activation, then
// a linear layer, posterior, that gives means and log-variances.
type MLP struct {
	Hidden     []int // units of each hidden layer, from the image to the code
	Activation nn.Activation
	Init       nn.Initializer // of the weights; nil: Glorot
}

var _ Encoder = MLP{}

// Encode adds q(z|x) over latent dimensions for images x (B, D).
func (e MLP) Encode(b *nn.Builder, x *nn.Node, latent int) Posterior {
	h := x
	for i, units := range e.Hidden {
		h = nn.Dense{Out: units, Activation: e.Activation, Weight: e.Init}.Apply(b.Scope(fmt.Sprintf("fc%d", i+1)), h) // (B, units)
	}
	head := nn.Dense{Out: 2 * latent, Weight: e.Init}.Apply(b.Scope("posterior"), h) // (B, 2Z)
	return Posterior{Params: b.Apply(&clampLogVar{}, head)}
}
