package dist

import (
	"math"

	"vae/internal/kernel"
	"vae/internal/nn"
)

// Bernoulli is the family of elements that are 0 or 1. Its param is the logit l of the probability
// of 1:
//
//	log p(x) = Σ_i x_i·l_i − log(1 + exp l_i)
//
// Kingma & Welling 2014 (arXiv:1312.6114), appendix C.1. For elements between 0 and 1 it is the
// negative cross-entropy, which is not a log-likelihood.
type Bernoulli struct{ oneParam }

var _ Family = Bernoulli{}

// Start returns the logits of the mean, clipped to [0.001, 0.999] as by Burda, Grosse &
// Salakhutdinov 2016. This gains more than a nat on MNIST.
func (Bernoulli) Start(mean []float32) []float32 {
	logits := make([]float32, len(mean))
	for i, mean := range mean {
		p := inside(mean)
		logits[i] = float32(math.Log(p / (1 - p)))
	}
	return logits
}

// Of adds the distributions with logits theta (R, E). Their means are the probabilities of 1.
func (Bernoulli) Of(_ *nn.Builder, theta *nn.Node) Distribution {
	return independent{
		theta: theta, k: 1,
		logProb: func() nn.Op { return &perElementOp{params: 1, loop: kernel.Bernoulli} },
		mean:    kernel.Logistic,
		draw: func(dst, theta, noise []float32, _ float32) {
			kernel.Logistic(dst, theta)
			kernel.Binarize(dst, noise)
		},
	}
}
