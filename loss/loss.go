// Package loss provides the terms of the evidence lower bound.
//
// For an image x with approximate posterior q(z|x),
//
//	log p(x) = ELBO + KL(q(z|x) ‖ p(z|x))
//	ELBO     = E_q[log p(x|z)] − KL(q(z|x) ‖ p(z))
//
// The bound is loose by exactly the divergence of the approximate from the true posterior. The loss
// is −ELBO, in nats. Kingma & Welling 2014 (arXiv:1312.6114), equations 1 to 3.
package loss

import (
	"fmt"

	"vae/internal/nn"
	"vae/internal/reduce"
)

// NegativeELBO adds β times the mean of kl minus the mean of logProb, a scalar, in nats: for β = 1
// the negative evidence lower bound, otherwise the objective of Higgins et al. 2017. logProb has
// shape (B·S) for S draws z of each image, kl (B), or (1) if it is already a mean, beta (1).
func NegativeELBO(b *nn.Builder, logProb, kl, beta *nn.Node) *nn.Node {
	return b.Apply(&negativeELBO{}, logProb, kl, beta)
}

type negativeELBO struct{}

func (negativeELBO) Shape(in []nn.Shape) (nn.Shape, error) {
	logProb, kl, beta := in[0], in[1], in[2]
	if logProb.Dims() != 1 || kl.Dims() != 1 || logProb[0]%kl[0] != 0 || beta.TotalSize() != 1 {
		return nil, fmt.Errorf("log p(x|z) %v, KL %v and β %v do not fit", logProb, kl, beta)
	}
	return nn.Shape{}, nil
}

// Forward computes β·mean(kl) − mean(log p), summed in float64.
func (negativeELBO) Forward(out []float32, in [][]float32) {
	out[0] = float32(float64(in[2][0])*reduce.Mean(in[1]) - reduce.Mean(in[0]))
}

// Backward computes d log p = −d/(B·S) and dkl = d·β/B.
func (negativeELBO) Backward(dIn [][]float32, dOut, _ []float32, in [][]float32) {
	for i := range dIn[0] { // nil if not wanted
		dIn[0][i] = -dOut[0] / float32(len(in[0]))
	}
	for i := range dIn[1] {
		dIn[1][i] = dOut[0] * in[2][0] / float32(len(in[1]))
	}
}
