package decoder

import (
	"math"

	"vae/internal/kernel"
	"vae/internal/nn"
	"vae/internal/rng"
)

// Bernoulli is the likelihood of binary pixels, with the logit l of the probability
// of ink as its one parameter:
//
//	log p(x|z) = Σ_i x_i·l_i − log(1 + exp l_i)
//
// Kingma & Welling 2014 (arXiv:1312.6114), appendix C.1. On grey pixels in [0, 1]
// it is the negative cross-entropy, which is no log-likelihood.
type Bernoulli struct{}

var _ Likelihood = Bernoulli{}

// ParamsPerPixel returns 1: the logit.
func (Bernoulli) ParamsPerPixel() int { return 1 }

// LogProb adds log p(x|z) (B·S) for images x (B, D) and logits theta (B·S, D).
func (l Bernoulli) LogProb(b *nn.Builder, x, theta *nn.Node) *nn.Node {
	return b.Apply(l.op(), x, theta)
}

func (Bernoulli) op() nn.Op { return &perPixel{params: 1, loop: kernel.Bernoulli} }

// Bias returns the logit of the mean image, clipped to [0.001, 0.999], as Burda,
// Grosse & Salakhutdinov 2016 do: worth more than a nat on MNIST.
func (Bernoulli) Bias(meanImage []float32) []float32 {
	logits := make([]float32, len(meanImage))
	for i, mean := range meanImage {
		p := inside(mean)
		logits[i] = float32(math.Log(p / (1 - p)))
	}
	return logits
}

// Mean sets dst to the probabilities of ink.
func (Bernoulli) Mean(dst, theta []float32) { kernel.Logistic(dst, theta) }

// Draw sets every pixel to 0 or 1.
func (Bernoulli) Draw(dst, theta []float32, _ *nn.Params, source *rng.Source) {
	kernel.Logistic(dst, theta)
	uniform := make([]float32, len(dst))
	source.Uniform(uniform)
	kernel.Binarize(dst, uniform)
}
