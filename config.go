package vae

import (
	"cmp"

	"vae/decoder"
	"vae/internal/choice"
	"vae/internal/network"
	"vae/internal/nn"
	"vae/internal/raster"
	"vae/prior"
)

// Config is the architecture of a model: all that is needed to build its networks.
type Config struct {
	Height     int     `json:"height"`             // of an image, in pixels
	Width      int     `json:"width"`              // of an image, in pixels
	Channels   int     `json:"channels,omitempty"` // of an image: 3 red, green and blue; 0 or 1 grey
	Filters    []int   `json:"filters,omitempty"`  // channels of the encoder's convolutions, for networks that have such
	Residual   bool    `json:"residual,omitempty"` // whether a residual block follows each of Filters
	Hidden     []int   `json:"hidden"`             // units of the encoder's dense layers; the decoder has them in reverse
	Latent     int     `json:"latent"`             // dimensions of the code z
	Activation string  `json:"activation"`         // between layers: see Activations
	Init       string  `json:"init"`               // initial weights: see Initializers
	Likelihood string  `json:"likelihood"`         // p(x|z): see Likelihoods
	Net        string  `json:"net,omitempty"`      // of both networks: see Nets; "" is mlp
	Prior      string  `json:"prior,omitempty"`    // p(z): see Priors; "" is standard
	Options    Options `json:"-"`                  // of the likelihood and of the prior; in JSON beside the other fields

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

// The prior of a Config that names none, and what stands for a choice that something else makes.
const (
	DefaultPrior = prior.Default
	AutoNet      = network.Auto   // the network that suits the size of the images
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
func (c Config) Shape() Shape { return Shape{C: max(1, c.Channels), H: c.Height, W: c.Width} }

// WithShape returns the config for images of that shape, which decides what its network leaves
// open.
func (c Config) WithShape(s Shape) Config {
	c.Height, c.Width, c.Channels = s.H, s.W, 0
	if s.C != 1 {
		c.Channels = s.C
	}
	return c.withDesign(c.design().For(s)).WithDefaults()
}

// Network describes the networks in one word, such as mlp:400 or conv:32,64/256+res.
func (c Config) Network() string { return c.design().String() }

// WithNetwork returns the config with the networks of that description. Without sizes, or as
// AutoNet, they wait for WithShape.
func (c Config) WithNetwork(text string) (Config, error) {
	d, err := network.Parse(text)
	if err != nil {
		return c, err
	}
	return c.withDesign(d), nil
}

func (c Config) design() network.Design {
	return network.Design{Kind: c.netName(), Filters: c.Filters, Hidden: c.Hidden, Residual: c.Residual}
}

func (c Config) withDesign(d network.Design) Config {
	c.Filters, c.Hidden, c.Residual, c.Net = d.Filters, d.Hidden, d.Residual, d.Kind
	if c.Net == network.Default {
		c.Net = ""
	}
	return c
}

// Pixels returns D = C·H·W, the number of numbers of an image.
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

// WithDefaults returns the config with the defaults of missing options, the activation of its kind
// of network and the first of Initializers, where it names none.
func (c Config) WithDefaults() Config {
	if kind, err := network.Find(c.netName()); err == nil {
		c.Activation = cmp.Or(c.Activation, kind.Activation)
	}
	c.Init = cmp.Or(c.Init, Initializers().Names[0])
	c.Options = Priors().Fill(c.PriorName(), Likelihoods().Fill(c.Likelihood, c.Options))
	return c
}

func (c Config) netName() string { return cmp.Or(c.Net, network.Default) }

// PriorName returns the name of the prior, also of the default.
func (c Config) PriorName() string { return cmp.Or(c.Prior, prior.Default) }
