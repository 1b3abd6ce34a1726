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
func (Bernoulli) LogProb(b *nn.Builder, x, theta *nn.Node) *nn.Node {
	return b.Apply(&bernoulli{}, x, theta)
}

// Bias returns the logit of the mean image, clipped to [0.001, 0.999], as Burda,
// Grosse & Salakhutdinov 2016 do: worth more than a nat on MNIST.
func (Bernoulli) Bias(meanImage []float32) []float32 {
	logits := make([]float32, len(meanImage))
	for i, mean := range meanImage {
		p := min(max(float64(mean), 0.001), 0.999)
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

// bernoulli is the log-likelihood in one operation.
type bernoulli struct {
	rows, pixels int
	residual     []float32 // x − σ(l), kept by Forward once Backward has asked for it
}

// Shape returns (B·S) for images (B, D) and logits (B·S, D).
func (l *bernoulli) Shape(in []nn.Shape) (nn.Shape, error) {
	if _, err := draws(in[0], in[1], 1); err != nil {
		return nil, err
	}
	l.rows, l.pixels = in[1][0], in[1][1]
	return nn.Shape{l.rows}, nil
}

// Forward computes Σ x·l − log(1 + exp l) of each row.
func (l *bernoulli) Forward(logProb []float32, in [][]float32) {
	kernel.Bernoulli(logProb, l.residual, in[0], in[1], l.rows, l.pixels)
}

// Backward computes d logits = d logProb · (x − σ(l)).
func (l *bernoulli) Backward(dIn [][]float32, dLogProb, logProb []float32, in [][]float32) {
	if l.residual == nil {
		l.residual = make([]float32, l.rows*l.pixels)
		l.Forward(logProb, in)
	}
	kernel.ScaleRows(dIn[1], l.residual, dLogProb, l.rows, l.pixels)
}
