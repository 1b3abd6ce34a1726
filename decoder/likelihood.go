package decoder

import (
	"fmt"

	"vae/internal/choice"
	"vae/internal/nn"
	"vae/internal/rng"
)

// Likelihood is a family of distributions p(x|z) over images of D pixels, which are
// independent given z, with K parameters for each pixel.
type Likelihood interface {
	// ParamsPerPixel returns K.
	ParamsPerPixel() int

	// LogProb adds log p(x|z) (B·S), summed over pixels, in nats, for images x (B, D)
	// and parameters theta (B·S, D·K): S successive rows for each image. A row holds the
	// first parameter of all pixels, then the second one: D locations, D scales.
	LogProb(b *nn.Builder, x, theta *nn.Node) *nn.Node

	// Bias returns the parameters (D·K) that describe the mean training image, from
	// which the decoder's last bias starts.
	Bias(meanImage []float32) []float32

	// Mean sets dst (D) to the expected image E[x|z] under one row of theta (D·K).
	Mean(dst, theta []float32)

	// Draw sets dst (D) to a draw from p(x|z) under one row of theta (D·K). Parameters
	// that belong to no pixel come from params.
	Draw(dst, theta []float32, params *nn.Params, source *rng.Source)
}

// Options is what a likelihood may depend on beside its parameters.
type Options struct {
	Sigma     float64   // standard deviation of gaussian, in units of the pixel range
	MeanImage []float32 // (D) mean of the training images, where the model is new
}

// family is a likelihood that a user can ask for.
type family struct {
	pixels pixels // of which it is a distribution
	create func(Options) Likelihood
}

// likelihoods is what a user can ask for by name.
var likelihoods = choice.List[family]{
	{Name: "bernoulli", Help: "pixels are probabilities of ink",
		Value: family{blackOrWhite, func(Options) Likelihood { return Bernoulli{} }}},
	{Name: "continuous-bernoulli", Help: "grey pixels, in place of bernoulli",
		Value: family{grey, func(Options) Likelihood { return ContinuousBernoulli{} }}},
	{Name: "gaussian", Help: "normal pixels of a fixed standard deviation",
		Value: family{grey, func(o Options) Likelihood { return Gaussian{Sigma: o.Sigma} }}},
	{Name: "gaussian-learned", Help: "of one standard deviation, which is learnt",
		Value: family{grey, func(o Options) Likelihood { return LearnedGaussian{MeanImage: o.MeanImage} }}},
	{Name: "gaussian-per-pixel", Help: "of a standard deviation for each pixel of each image",
		Value: family{grey, func(Options) Likelihood { return PerPixelGaussian{} }}},
	{Name: "laplace", Help: "Laplace's distribution, of one scale, which is learnt",
		Value: family{grey, func(o Options) Likelihood { return Laplace{MeanImage: o.MeanImage} }}},
	{Name: "discretized-logistic", Help: "256 grey levels",
		Value: family{greyLevels, func(Options) Likelihood { return DiscretizedLogistic{} }}},
}

// Names returns the names that New knows.
func Names() []string { return likelihoods.Names() }

// Help returns a few words on each of Names.
func Help() []string { return likelihoods.Help() }

// New returns the likelihood of that name. The error lists the names.
func New(name string, o Options) (Likelihood, error) {
	likelihood, err := likelihoods.Find("likelihood", name)
	if err != nil {
		return nil, err
	}
	return likelihood.create(o), nil
}

// draws returns S, the number of rows of parameters theta (B·S, D·K) for each of the
// images x (B, D), with k parameters for each pixel.
func draws(x, theta nn.Shape, k int) (int, error) {
	if x.Dims() != 2 || theta.Dims() != 2 || theta[1] != k*x[1] || theta[0]%x[0] != 0 {
		return 0, fmt.Errorf("images %v do not fit parameters %v", x, theta)
	}
	return theta[0] / x[0], nil
}
