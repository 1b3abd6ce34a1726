// Package network provides the networks of encoders and decoders. A kind is a file and a line of
// the table: a network that reads images beside its mirror image, which draws them.
package network

import (
	"vae/dist"
	"vae/internal/choice"
	"vae/internal/nn"
	"vae/internal/raster"
)

// Spec holds what networks of every kind are made from.
type Spec struct {
	Design
	Image      raster.Shape
	Activation nn.Activation
	Init       nn.Initializer // of the weights
}

// Kind is a kind of network, in both directions.
type Kind struct {
	Encoder func(s Spec) dist.Net                       // from images (R, H·W·C)
	Decoder func(s Spec, start nn.Initializer) dist.Net // to images; start initialises the last bias

	Level      Level  // that makes images smaller, for each of Filters; nil if it has no levels
	Activation string // where none is named
}

// Default is the kind where none is named.
const Default = "mlp"

// conv is the kind that Auto stands for.
const conv = "conv"

var kinds = choice.List[Kind]{
	{Name: Default, Help: "dense layers",
		Value: Kind{Encoder: encodeMLP, Decoder: decodeMLP, Activation: "relu"}},
	{Name: conv, Help: "convolutions that halve the image, then dense layers", Value: convolutional(halving)},
}

// Menu lists the kinds that Find knows.
func Menu() choice.Menu { return kinds.Menu() }

// Find returns the kind of that name. The error lists the names.
func Find(name string) (Kind, error) { return kinds.Find("network", name) }
