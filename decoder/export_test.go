package decoder

import (
	"vae/internal/nn"
)

// NewOp returns the operation that the likelihood's LogProb applies last, with the
// shapes of its inputs beside images and parameters.
func NewOp(l Likelihood) (op nn.Op, more []nn.Shape) {
	switch l := l.(type) {
	case Bernoulli:
		return &bernoulli{}, nil
	case Gaussian:
		return &gaussian{logVar: logVar(l.Sigma)}, nil
	case LearnedGaussian:
		return &gaussian{}, []nn.Shape{{1}}
	}
	return nil, nil
}
