// Package decoder provides the likelihood p(x|z): a network that turns a code into the params of a
// distribution of images, and the table of families of such distributions. The networks are in
// internal/network, each beside its mirror image, an encoder.
package decoder

import (
	"vae/dist"
	"vae/internal/network"
	"vae/internal/nn"
)

// New returns p(x|z) for images of that shape. Given codes (B·S, Z) it adds a distribution of B·S
// rows, with weights in the scopes "decoder" and "likelihood". The bias of the last layer starts at
// the params that the family starts at for the mean training image (D), or at zeros if mean is nil.
func New(kind network.Kind, spec network.Spec, family dist.Family, image nn.Shape, mean []float32) dist.Conditional {
	return dist.Parametric{
		Net:    kind.Decoder(spec, nn.Values(family.Start(mean))),
		Family: family,
		Event:  image,
		Scopes: dist.Scopes{Net: "decoder", Family: "likelihood"},
		Theta:  "the decoder's output",
	}
}
