package vae

import (
	"fmt"

	"vae/decoder"
	"vae/dist"
	"vae/encoder"
	"vae/internal/network"
	"vae/internal/nn"
	"vae/prior"
)

// Trains returns an error if models of the config cannot be trained for the objective.
func (c Config) Trains(o Objective) error {
	if o.FreeBits == 0 {
		return nil
	}
	sketch, err := c.sketch()
	if err == nil && !sketch.closed {
		err = fmt.Errorf("free bits need a KL in closed form, which the prior %s does not have", c.PriorName())
	}
	return err
}

// Layers returns the layers of both networks, each after those that it reads. Their weights have no
// data.
func (c Config) Layers() ([]Layer, error) {
	sketch, err := c.sketch()
	return sketch.layers, err
}

// Parameters returns the weights of models of the config, as Model.Parameters does, without data.
func (c Config) Parameters() ([]*Parameter, error) {
	sketch, err := c.sketch()
	return sketch.params, err
}

// sketch is what is known of a model without making its weights.
type sketch struct {
	layers  []Layer
	params  []*Parameter
	weights int  // number of weights
	closed  bool // whether KL(q(z|x) ‖ p(z)) has a closed form
}

// sketch builds the networks with weights that have no data.
func (c Config) sketch() (s sketch, err error) {
	parts, err := c.parts(Start{})
	if err != nil {
		return s, err
	}
	params := nn.NewSketch()
	b := nn.NewBuilder(params)
	q, p, _ := parts.of(b, c)
	return sketch{b.Layers(), params.All(), params.Count(), dist.Closed(q, p)}, b.Err()
}

// parts are the distributions that a Config describes.
type parts struct {
	posterior  dist.Conditional // q(z|x, y)
	prior      dist.Conditional // p(z|y)
	likelihood dist.Conditional // p(x|z, y)
}

// of adds each part to a graph, for one image and one code.
func (p parts) of(b *nn.Builder, c Config) (posterior, prior, likelihood dist.Distribution) {
	y := c.labels(b, 1)
	posterior = p.posterior.Of(b, b.Input("images", 1, c.Pixels()), y)
	prior = p.prior.Of(b, y)
	return posterior, prior, p.likelihood.Of(b, b.Input("codes", 1, c.Latent), y)
}

// Start is what initial weights are made from besides the seed.
type Start struct {
	Mean []float32 // (D), the mean training image

	// Images returns n training images (n·D) of the class of that index, of any class where a model
	// is not conditional. It is called only for priors that start from images.
	Images func(class, n int) []float32
}

// parts returns the parts. start is needed only to create weights.
func (c Config) parts(start Start) (p parts, err error) {
	spec := network.Spec{Design: c.design(), Image: c.Shape()}
	if spec.Activation, err = nn.ParseActivation(c.Activation); err != nil {
		return p, err
	}
	if spec.Init, err = nn.ParseInitializer(c.Init); err != nil {
		return p, err
	}
	net, err := network.Find(c.netName())
	if err != nil {
		return p, err
	}
	family, err := decoder.Family(c.Likelihood, c.Options, start.Mean)
	if err != nil {
		return p, err
	}
	p.posterior = encoder.New(net, spec, c.Latent)
	p.likelihood = decoder.New(net, spec, family, nn.Shape{c.Height, c.Width, c.Shape().C}, start.Mean)
	p.prior, err = prior.New(c.PriorName(), prior.Spec{
		Latent: c.Latent, Pixels: c.Pixels(), Classes: len(c.Classes), Posterior: p.posterior, Images: start.Images,
	}, c.Options)
	return p, err
}
