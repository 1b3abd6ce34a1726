// Package prior provides the priors p(z) of latent codes.
//
// Each is a file and a line of the table: a conditional distribution (see package dist) that adds
// its weights to a graph in the scope "prior".
package prior

import (
	"fmt"

	"vae/dist"
	"vae/internal/choice"
	"vae/internal/nn"
)

// Names of priors that others know.
const (
	Default  = "standard" // where none is named
	PerClass = "gaussian-per-class"
)

// Spec is what a prior is made for.
type Spec struct {
	Latent    int              // dimensions of a code, Z
	Pixels    int              // of an image, D
	Classes   int              // C of a conditional model, else 0
	Posterior dist.Conditional // q(z|x, y)

	// Images returns n training images (n·D) of a class, of any where there are no classes. It is
	// needed only to create weights.
	Images func(class, n int) []float32
}

// priors is the table: each value makes a prior.
var priors = choice.List[func(s Spec, o choice.Values) dist.Conditional]{
	{Name: Default, Help: "N(0, I)",
		Value: func(s Spec, _ choice.Values) dist.Conditional { return Standard{s.Latent} }},
	{Name: "mixture", Help: "normal distributions in equal parts, which are learnt",
		Options: []choice.Option{components},
		Value: func(s Spec, o choice.Values) dist.Conditional {
			return Mixture{s.Latent, int(o["components"]), s.Classes}
		}},
	{Name: "vamp", Help: "q(z|x) of learnt pseudo-inputs x, in equal parts",
		Options: []choice.Option{components},
		Value:   func(s Spec, o choice.Values) dist.Conditional { return Vamp{s, int(o["components"])} }},
	{Name: PerClass, Help: "a normal distribution for each class, which is learnt",
		Value: func(s Spec, _ choice.Values) dist.Conditional { return ClassNormals{s.Latent, s.Classes} }},
}

// maxComponents is the most components of a mixture, of all classes together.
const maxComponents = 1 << 16

var components = choice.Option{
	Name: "components", Help: "Distributions in the mixture, for each class of a conditional model.",
	Default: 50, Most: maxComponents, Whole: true,
}

// Menu lists the priors that New knows.
func Menu() choice.Menu { return priors.Menu() }

// New returns the prior of that name, with its own options among those given. It adds p(z), or
// p(z|y) for given labels y (B, C). The error lists the names, or names an invalid option.
func New(name string, s Spec, given choice.Values) (dist.Conditional, error) {
	create, options, err := priors.Choose("prior", name, given)
	if err != nil {
		return nil, err
	}
	switch k := int(options["components"]); {
	case name == PerClass && s.Classes == 0:
		return nil, fmt.Errorf("the prior %s needs a conditional model", name)
	case k > maxComponents/max(1, s.Classes):
		return nil, fmt.Errorf("%d components for each of %d classes are more than %d", k, s.Classes, maxComponents)
	}
	return create(s, options), nil
}

// Standard is N(0, I).
type Standard struct{ Latent int }

var _ dist.Conditional = Standard{}

// Of returns N(0, I).
func (s Standard) Of(*nn.Builder, ...*nn.Node) dist.Distribution { return dist.Standard(s.Latent) }
