package decoder

import (
	"fmt"
	"strings"

	"vae/internal/nn"
	"vae/internal/rng"
)

// Likelihood is a family of distributions p(x|z) over images of D pixels, which are
// independent given z, with K parameters for each pixel.
type Likelihood interface {
	// ParamsPerPixel returns K.
	ParamsPerPixel() int

	// LogProb adds log p(x|z) (B), summed over pixels, in nats, for images x (B, D)
	// and parameters theta (B, D·K).
	LogProb(b *nn.Builder, x, theta *nn.Node) *nn.Node

	// Bias returns the parameters (D·K) that describe the mean training image, from
	// which the decoder's last bias starts.
	Bias(meanImage []float32) []float32

	// Mean sets dst (B·D) to the expected image E[x|z] under theta (B·D·K).
	Mean(dst, theta []float32)

	// Draw sets dst (B·D) to a draw from p(x|z) under theta (B·D·K). Parameters that
	// belong to no pixel come from params.
	Draw(dst, theta []float32, params *nn.Params, source *rng.Source)
}

// Options is what a likelihood may depend on beside its parameters.
type Options struct {
	Sigma     float64   // standard deviation of gaussian, in units of the pixel range
	MeanImage []float32 // (D) mean of the training images, where the model is new
}

// likelihoods is the table of what a user can ask for by name.
var likelihoods = []struct {
	name, help string
	make       func(Options) Likelihood
}{
	{"bernoulli", "pixels are probabilities of ink", func(Options) Likelihood { return Bernoulli{} }},
	{"gaussian", "normal pixels of a fixed standard deviation", func(o Options) Likelihood { return Gaussian{Sigma: o.Sigma} }},
	{"gaussian-learned", "normal pixels of one standard deviation, which is learnt", func(o Options) Likelihood { return LearnedGaussian{MeanImage: o.MeanImage} }},
}

// Names returns the names that New knows.
func Names() []string {
	names := make([]string, len(likelihoods))
	for i, l := range likelihoods {
		names[i] = l.name
	}
	return names
}

// Help returns a few words on each of Names.
func Help() []string {
	help := make([]string, len(likelihoods))
	for i, l := range likelihoods {
		help[i] = l.help
	}
	return help
}

// New returns the likelihood of that name. The error lists the names.
func New(name string, o Options) (Likelihood, error) {
	for _, l := range likelihoods {
		if l.name == name {
			return l.make(o), nil
		}
	}
	return nil, fmt.Errorf("unknown likelihood %q (known: %s)", name, strings.Join(Names(), ", "))
}

// pixelShape checks the shapes of images x and parameters theta with one parameter
// for each pixel.
func pixelShape(x, theta nn.Shape) error {
	if x.Dims() != 2 || !x.Eq(theta) {
		return fmt.Errorf("images %v do not fit parameters %v", x, theta)
	}
	return nil
}
