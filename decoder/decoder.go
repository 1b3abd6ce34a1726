// Package decoder provides generative networks and the likelihoods p(x|z) they
// parameterise.
//
// A Decoder turns a latent code z into parameters θ, K for each pixel; a
// Likelihood says what they mean: how probable an image is under them, and what
// image they describe.
package decoder

import (
	"fmt"

	"vae/internal/nn"
)

// Decoder is a network that computes the parameters θ of p(x|z).
type Decoder interface {
	// Decode adds θ (B, out) for codes z (B, Z). The bias of the last layer starts
	// at the given values.
	Decode(b *nn.Builder, z *nn.Node, out int, bias nn.Initializer) *nn.Node
}

// MLP is a multilayer perceptron: dense layers fc1, fc2, … with an activation, then
// a linear layer, pixels.
type MLP struct {
	Hidden     []int // units of each hidden layer, from the code to the image
	Activation nn.Activation
	Init       nn.Initializer // of the weights; nil: Glorot
}

var _ Decoder = MLP{}

// Decode adds θ (B, out) for codes z (B, Z).
func (d MLP) Decode(b *nn.Builder, z *nn.Node, out int, bias nn.Initializer) *nn.Node {
	h := z
	for i, units := range d.Hidden {
		h = nn.Dense{Out: units, Activation: d.Activation, Weight: d.Init}.Apply(b.Scope(fmt.Sprintf("fc%d", i+1)), h) // (B, units)
	}
	return nn.Dense{Out: out, Weight: d.Init, Bias: bias}.Apply(b.Scope("pixels"), h) // (B, out)
}
