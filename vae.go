// Package vae composes an encoder, a decoder and a likelihood into a variational
// autoencoder.
//
// A trained model is one call away:
//
//	model, err := vae.Load("runs/mnist-001")
//	codes, err := model.Encode(images)     // posterior means and log-variances
//	pictures, err := model.Decode(codes.Mean)
//	fresh, err := model.Sample(64, 1)      // new images from the prior
//
// Images are rows of Height·Width float32 pixels in [0, 1], one after the other in
// one slice: 0 is black, and the top line of an image comes first. Package data reads
// them from files. Codes are rows of Latent numbers. A Model may be used by several
// goroutines, unless something trains it or changes its Params meanwhile.
//
// # Figures
//
// Bound returns the two terms of −ELBO of each image, Weigh the importance weights that
// estimate log p(x), and Joint log p(x, z) with its derivative. All are in nats. Package
// evaluate makes means with errors of them.
//
// # Training
//
// New returns a model with random weights, and NewTraining the graph that trains it. A
// step takes a batch of images and standard normal noise, and gives the derivatives of
// the objective for an optimiser:
//
//	training, err := model.NewTraining(128, vae.Objective{})
//	copy(training.Images(), batch)
//	copy(training.Noise(), noise)
//	terms, err := training.Step(1) // β = 1
//	err = solver.Step(training.Gradients())
//
// # Theory
//
// The model is p(x, z) = p(x|z) p(z) with the prior p(z) = N(0, I). It is trained by
// minimising the negative evidence lower bound −E_q[log p(x|z)] + KL(q(z|x) ‖ p(z)),
// where q(z|x) is a Gaussian with diagonal covariance: Kingma & Welling 2014,
// "Auto-encoding variational Bayes", arXiv:1312.6114.
package vae

import (
	"fmt"
	"slices"

	"vae/decoder"
	"vae/encoder"
	"vae/internal/nn"
	"vae/internal/raster"
)

// Config is the architecture of a model: all that is needed to build its networks.
type Config struct {
	Height     int     `json:"height"`          // of an image, in pixels
	Width      int     `json:"width"`           // of an image, in pixels
	Hidden     []int   `json:"hidden"`          // units of the encoder's hidden layers; the decoder mirrors them
	Latent     int     `json:"latent"`          // dimensions of the code z
	Activation string  `json:"activation"`      // between layers: see Activations
	Init       string  `json:"init"`            // initial weights: see Initializers
	Likelihood string  `json:"likelihood"`      // p(x|z): see Likelihoods
	Sigma      float64 `json:"sigma,omitempty"` // standard deviation of the gaussian likelihood
}

// Shape returns the shape of an image, which is grey.
func (c Config) Shape() raster.Shape { return raster.Grey(c.Height, c.Width) }

// Pixels returns D, the number of pixels of an image.
func (c Config) Pixels() int { return c.Height * c.Width }

// Activations returns the names that Config.Activation may have.
func Activations() []string { return nn.ActivationNames() }

// Initializers returns the names that Config.Init may have.
func Initializers() []string { return nn.InitializerNames() }

// Likelihoods returns the names that Config.Likelihood may have.
func Likelihoods() []string { return decoder.Names() }

// LikelihoodHelp says in a few words what each of Likelihoods is.
func LikelihoodHelp() []string { return decoder.Help() }

// Figure is what kind of number log p(x|z) is.
type Figure = decoder.Figure

// The figures: see package decoder.
const (
	Probability  = decoder.Probability
	Density      = decoder.Density
	CrossEntropy = decoder.CrossEntropy
)

// Figure returns what kind of number the likelihood gives for grey images, or for those
// that are black and white. The error lists the names that Likelihood may have.
func (c Config) Figure(greyImages bool) (Figure, error) {
	return decoder.FigureOf(c.Likelihood, greyImages)
}

// The limits of a network: sizes that would fill the memory of any machine that this
// program is for are an error and not a crash.
const (
	maxUnits   = 1 << 20 // of a layer
	maxLayers  = 64
	maxWeights = 1 << 29 // 2 GiB, and four times that in training
)

// Validate returns an error that names the first invalid field.
func (c Config) Validate() error {
	switch {
	case c.Height < 1 || c.Width < 1 || c.Height > maxUnits || c.Width > maxUnits || c.Pixels() > maxUnits:
		return fmt.Errorf("image size %d×%d is outside 1 to %d pixels", c.Height, c.Width, maxUnits)
	case c.Latent < 1 || c.Latent > maxUnits:
		return fmt.Errorf("latent %d is outside 1 to %d", c.Latent, maxUnits)
	case len(c.Hidden) > maxLayers:
		return fmt.Errorf("%d hidden layers are more than %d", len(c.Hidden), maxLayers)
	case c.Likelihood == "gaussian" && !(c.Sigma > 0 && c.Sigma <= 1000):
		return fmt.Errorf("sigma %g is not above 0 and at most 1000", c.Sigma)
	}
	for _, units := range c.Hidden {
		if units < 1 || units > maxUnits {
			return fmt.Errorf("hidden layer of %d units is outside 1 to %d", units, maxUnits)
		}
	}
	nets, err := c.build(nil)
	if err != nil {
		return err
	}
	if n := c.weights(nets.likelihood.ParamsPerPixel()); n > maxWeights {
		return fmt.Errorf("a network of %d weights has more than %d", n, maxWeights)
	}
	return nil
}

// weights returns the number of weights between the layers, with that many parameters
// for each pixel.
func (c Config) weights(params int) int64 {
	var encoder, decoder int64
	before := int64(c.Pixels())
	for _, units := range c.Hidden {
		encoder += before * int64(units)
		before = int64(units)
	}
	decoder = encoder + before*int64(c.Latent)
	outermost := append(c.Hidden[:len(c.Hidden):len(c.Hidden)], c.Latent)[0]
	decoder += int64(params-1) * int64(c.Pixels()) * int64(outermost)
	return encoder + 2*before*int64(c.Latent) + decoder
}

// networks is what a Config describes.
type networks struct {
	encoder    encoder.Encoder
	decoder    decoder.Decoder
	likelihood decoder.Likelihood
	bias       nn.Initializer // of the decoder's last layer
}

// build returns the networks. The mean training image (D) is needed only where
// parameters will be created.
func (c Config) build(meanImage []float32) (networks, error) {
	act, err := nn.ParseActivation(c.Activation)
	if err != nil {
		return networks{}, err
	}
	init, err := nn.ParseInitializer(c.Init)
	if err != nil {
		return networks{}, err
	}
	lik, err := decoder.New(c.Likelihood, decoder.Options{Sigma: c.Sigma, MeanImage: meanImage})
	if err != nil {
		return networks{}, err
	}
	mirrored := slices.Clone(c.Hidden)
	slices.Reverse(mirrored)
	return networks{
		encoder:    encoder.MLP{Hidden: c.Hidden, Activation: act, Init: init},
		decoder:    decoder.MLP{Hidden: mirrored, Activation: act, Init: init},
		likelihood: lik,
		bias:       nn.Values(lik.Bias(meanImage)),
	}, nil
}
