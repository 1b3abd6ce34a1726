// Package prior provides the priors p(z) of latent codes.
//
// Each is a file and a line of the table: a conditional distribution (see package dist) that adds
// its weights to a graph in the scope "prior".
package prior

import (
	"vae/dist"
	"vae/internal/choice"
	"vae/internal/nn"
)

// Default is the prior where none is named.
const Default = "standard"

// priors is the table: each value makes the prior of codes of that many dimensions.
var priors = choice.List[func(latent int, o choice.Values) dist.Conditional]{
	{Name: Default, Help: "N(0, I)",
		Value: func(latent int, _ choice.Values) dist.Conditional { return Standard{latent} }},
	{Name: "mixture", Help: "normal distributions in equal parts, which are learnt",
		Options: []choice.Option{components},
		Value:   func(latent int, o choice.Values) dist.Conditional { return Mixture{latent, int(o["components"])} }},
}

var components = choice.Option{
	Name: "components", Help: "Normal distributions in the mixture prior.",
	Default: 10, Most: 1 << 16, Whole: true,
}

// Menu lists the priors that New knows.
func Menu() choice.Menu { return priors.Menu() }

// New returns the prior of that name over codes of that many dimensions, with its own options among
// those given. The error lists the names, or names an invalid option.
func New(name string, latent int, given choice.Values) (dist.Conditional, error) {
	create, options, err := priors.Choose("prior", name, given)
	if err != nil {
		return nil, err
	}
	return create(latent, options), nil
}

// Standard is N(0, I).
type Standard struct{ Latent int }

var _ dist.Conditional = Standard{}

// Of returns N(0, I).
func (s Standard) Of(*nn.Builder, ...*nn.Node) dist.Distribution { return dist.Standard(s.Latent) }
