package vae

import (
	"cmp"
	"errors"
	"fmt"

	"vae/decoder"
	"vae/dist"
	"vae/encoder"
	"vae/internal/choice"
	"vae/internal/network"
	"vae/internal/nn"
	"vae/internal/raster"
	"vae/prior"
)

// Config is the architecture of a model: all that is needed to build its networks.
type Config struct {
	Height     int     `json:"height"`          // of an image, in pixels
	Width      int     `json:"width"`           // of an image, in pixels
	Hidden     []int   `json:"hidden"`          // units of the encoder's hidden layers; the decoder has them in reverse
	Latent     int     `json:"latent"`          // dimensions of the code z
	Activation string  `json:"activation"`      // between layers: see Activations
	Init       string  `json:"init"`            // initial weights: see Initializers
	Likelihood string  `json:"likelihood"`      // p(x|z): see Likelihoods
	Net        string  `json:"net,omitempty"`   // of both networks: see Nets; "" is mlp
	Prior      string  `json:"prior,omitempty"` // p(z): see Priors; "" is standard
	Options    Options `json:"-"`               // of the likelihood and of the prior; in JSON beside the other fields

	// A conditional model has q(z|x, y), p(z|y) and p(x|z, y), where y is the class of an image.
	Conditional bool    `json:"conditional,omitempty"`
	Classes     []Class `json:"classes,omitempty"` // in the order of their labels; nil unless Conditional
}

// Options are the settings, by name, that only some likelihoods or priors have, such as sigma.
// Missing ones have their defaults.
type Options = choice.Values

// Option describes one of Options.
type Option = choice.Option

// Menu lists the values that a field of a config may have, with a few words on each, and their
// options.
type Menu = choice.Menu

// The network and the prior of a Config that names none.
const (
	DefaultNet   = network.Default
	DefaultPrior = prior.Default
	ClassPrior   = prior.PerClass // of a conditional model where a user asks for none
)

// Nets lists what Config.Net may be.
func Nets() Menu { return network.Menu() }

// Activations lists what Config.Activation may be.
func Activations() Menu { return nn.Activations() }

// Initializers lists what Config.Init may be.
func Initializers() Menu { return nn.Initializers() }

// Likelihoods lists what Config.Likelihood may be.
func Likelihoods() Menu { return decoder.Menu() }

// Priors lists what Config.Prior may be.
func Priors() Menu { return prior.Menu() }

// Shape returns the shape of an image.
func (c Config) Shape() Shape { return raster.Grey(c.Height, c.Width) }

// Pixels returns D, the number of pixels of an image.
func (c Config) Pixels() int { return c.Shape().Size() }

// Shape is the shape of an image: channels, height and width.
type Shape = raster.Shape

// Kind is what sort of number log p(x|z) is.
type Kind = decoder.Kind

// The kinds: see package decoder.
const (
	Probability  = decoder.Probability
	Density      = decoder.Density
	CrossEntropy = decoder.CrossEntropy
)

// Kind returns the kind of log p(x|z) for grey or for black-and-white images. The error lists the
// known likelihoods.
func (c Config) Kind(greyImages bool) (Kind, error) { return decoder.KindOf(c.Likelihood, greyImages) }

// options returns the options of all likelihoods and priors.
func options() []choice.Option { return append(Likelihoods().Options, Priors().Options...) }

// configFields is Config without its JSON methods.
type configFields Config

// MarshalJSON returns the fields, then the options.
func (c Config) MarshalJSON() ([]byte, error) {
	return choice.Marshal(configFields(c), c.Options, options())
}

// UnmarshalJSON reads fields and options. Options that are missing get their defaults; unknown
// fields are an error.
func (c *Config) UnmarshalJSON(text []byte) error {
	given, err := choice.Unmarshal(text, (*configFields)(c), options())
	c.Options = given
	*c = c.WithDefaults()
	return err
}

// WithDefaults returns the config with the defaults of missing options.
func (c Config) WithDefaults() Config {
	c.Options = Priors().Fill(c.PriorName(), Likelihoods().Fill(c.Likelihood, c.Options))
	return c
}

// Limits of a network, so that one too large for any memory is an error and not a crash.
const (
	maxUnits   = 1 << 20 // in a layer
	maxLayers  = 64
	maxWeights = 1 << 29 // 2 GiB; training takes four times that
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
	}
	for _, units := range c.Hidden {
		if units < 1 || units > maxUnits {
			return fmt.Errorf("hidden layer of %d units is outside 1 to %d", units, maxUnits)
		}
	}
	if c.Conditional != (c.Classes != nil) {
		return errors.New("a conditional model has classes, and no other has")
	}
	if c.Conditional {
		if err := checkClasses(c.Classes); err != nil {
			return err
		}
	}
	own := []Options{Likelihoods().Complete(c.Likelihood, nil), Priors().Complete(c.PriorName(), nil)}
	if err := choice.Stray(c.Options, own...); err != nil {
		return err
	}
	sketch, err := c.sketch()
	if err == nil && sketch.weights > maxWeights {
		err = fmt.Errorf("a network of %d weights has more than %d", sketch.weights, maxWeights)
	}
	return err
}

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

// sketch is what is known of a model without making its weights.
type sketch struct {
	layers  []Layer
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
	return sketch{b.Layers(), params.Count(), dist.Closed(q, p)}, b.Err()
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
	spec := network.Spec{Hidden: c.Hidden}
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

func (c Config) netName() string { return cmp.Or(c.Net, network.Default) }

// PriorName returns the name of the prior, also of the default.
func (c Config) PriorName() string { return cmp.Or(c.Prior, prior.Default) }
