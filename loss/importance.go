package loss

import (
	"fmt"

	"vae/internal/nn"
	"vae/internal/reduce"
)

// Importance is the importance-weighted bound on draws z_1, …, z_S ~ q(z|x) of each image:
//
//	L_S = log 1/S Σ_s w_s,  log w_s = log p(x|z_s) + β·(log p(z_s) − log q(z_s|x))
//
// With β = 1 its expectation is at most log p(x), does not fall as S grows, and is the evidence
// lower bound for S = 1. Burda, Grosse & Salakhutdinov 2016 (arXiv:1509.00519), equations 8 and 9.
type Importance struct {
	Samples int // S; K in the paper

	share []float32 // (B·S) w_s / Σ w, kept by the operation of NegativeBound
	beta  float32   // of the same run
}

// NegativeBound adds the mean over the batch of −L_S, a scalar, in nats. logProb and logRatio have
// shape (B·S), S successive rows for each image, beta (1).
func (i *Importance) NegativeBound(b *nn.Builder, logProb, logRatio, beta *nn.Node) *nn.Node {
	return b.Apply(&negativeImportance{Importance: i}, logProb, logRatio, beta)
}

// DoublyReparameterize passes on the draws z (B·S, Z), and multiplies the derivatives that flow
// back to the encoder, whose rows have the factors w_s/Σw, by
//
//	(1 − β) + β·w_s/Σw
//
// Together with a pathwise LogRatio this is the doubly reparameterised gradient: for β = 1 that of
// Tucker et al. 2019 (arXiv:1810.04152), equation 8. Its expectation is that of the plain gradient,
// and its signal does not vanish as S grows.
func (i *Importance) DoublyReparameterize(b *nn.Builder, z *nn.Node) *nn.Node {
	return b.Apply(&doublyReparameterize{Importance: i}, z)
}

// negativeImportance is the mean of −L_S.
type negativeImportance struct {
	*Importance
	weights []float64 // (S) of one image in Forward: log w_s, then w_s / Σ w
}

func (n *negativeImportance) Shape(in []nn.Shape) (nn.Shape, error) {
	logProb, logRatio, beta := in[0], in[1], in[2]
	if logProb.Dims() != 1 || !logProb.Eq(logRatio) || beta.TotalSize() != 1 {
		return nil, fmt.Errorf("log p(x|z) %v, log p(z) − log q(z|x) %v and β %v do not fit", logProb, logRatio, beta)
	}
	if n.Samples < 1 || logProb[0]%n.Samples != 0 {
		return nil, fmt.Errorf("%d draws cannot be %d for each image", logProb[0], n.Samples)
	}
	n.share, n.weights = make([]float32, logProb[0]), make([]float64, n.Samples)
	return nn.Shape{}, nil
}

// Forward computes the mean of −L_S, in float64, and keeps the shares of the weights.
func (n *negativeImportance) Forward(out []float32, in [][]float32) {
	n.beta = in[2][0]
	var sum float64
	for first := 0; first < len(n.share); first += n.Samples {
		sum += n.bound(in[0][first:], in[1][first:], n.share[first:first+n.Samples])
	}
	out[0] = float32(-sum * float64(n.Samples) / float64(len(n.share)))
}

// bound returns L_S of one image and sets share to w_s / Σ w.
func (n *negativeImportance) bound(logProb, logRatio, share []float32) float64 {
	for i := range share {
		n.weights[i] = float64(logProb[i]) + float64(n.beta)*float64(logRatio[i])
	}
	bound := reduce.LogMeanExp(n.weights)
	reduce.Softmax(n.weights, n.weights)
	for i, w := range n.weights {
		share[i] = float32(w)
	}
	return bound
}

// Backward computes d log p = −d/B·w_s/Σw, and β times that for the log-ratio.
func (n *negativeImportance) Backward(dIn [][]float32, dOut, _ []float32, _ [][]float32) {
	d := -dOut[0] * float32(n.Samples) / float32(len(n.share))
	for i, share := range n.share {
		dIn[0][i] = d * share
		dIn[1][i] = d * share * n.beta
	}
}

// doublyReparameterize is the identity with a derivative of its own.
type doublyReparameterize struct {
	*Importance
	latent int
}

// Shape returns (B·S, Z) for draws (B·S, Z).
func (d *doublyReparameterize) Shape(in []nn.Shape) (nn.Shape, error) {
	if in[0].Dims() != 2 {
		return nil, fmt.Errorf("%v is not a shape of draws", in[0])
	}
	d.latent = in[0][1]
	return in[0].Clone(), nil
}

func (d *doublyReparameterize) Forward(out []float32, in [][]float32) { copy(out, in[0]) }

func (d *doublyReparameterize) Backward(dIn [][]float32, dOut, _ []float32, _ [][]float32) {
	for i, v := range dOut {
		dIn[0][i] = v * (1 - d.beta + d.beta*d.share[i/d.latent])
	}
}
