// Package encoder provides the approximate posterior q(z|x): a network that reads an image and
// gives the mean and log-variance of each dimension of its code. The networks are in
// internal/network, each beside its mirror image, a decoder.
package encoder

import (
	"vae/dist"
	"vae/internal/network"
	"vae/internal/nn"
)

// New returns q(z|x) = N(μ(x), diag σ²(x)) over codes of that many dimensions. Given images (B, D)
// it adds a dist.Normal of B rows, with weights in the scope "encoder".
func New(kind network.Kind, spec network.Spec, latent int) dist.Conditional {
	return dist.Parametric{
		Net:    kind.Encoder(spec),
		Family: dist.NormalFamily{},
		Event:  nn.Shape{latent},
		Scopes: dist.Scopes{Net: "encoder"},
		Theta:  "the posterior's parameters",
	}
}
