// Package network provides the networks of encoders and decoders. A kind is a file and a line of
// the table: a network that reads images beside its mirror image, which draws them.
package network

import (
	"vae/dist"
	"vae/internal/choice"
	"vae/internal/nn"
)

// Spec holds what networks of every kind are made from.
type Spec struct {
	Hidden     []int // units of each hidden layer, from the image to the code
	Activation nn.Activation
	Init       nn.Initializer // of the weights
}

// Kind is a kind of network, in both directions.
type Kind struct {
	Encoder func(s Spec) dist.Net                       // from images (R, D)
	Decoder func(s Spec, start nn.Initializer) dist.Net // to images; start initialises the last bias
}

// Default is the kind where none is named.
const Default = "mlp"

var kinds = choice.List[Kind]{
	{Name: Default, Help: "dense layers", Value: Kind{encodeMLP, decodeMLP}},
}

// Menu lists the kinds that Find knows.
func Menu() choice.Menu { return kinds.Menu() }

// Find returns the kind of that name. The error lists the names.
func Find(name string) (Kind, error) { return kinds.Find("network", name) }
