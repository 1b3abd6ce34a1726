package loss

import (
	"errors"
	"fmt"
	"math"

	"vae/dist"
	"vae/internal/nn"
)

// FreeBits adds Σ_j max(λ, mean over the batch of KL_j), shape (1), in nats, where KL_j is the part
// of latent dimension j in KL(q ‖ p). Nothing is gained by a KL_j below λ, so that no dimension is
// given up early. q and p must be normal. Kingma et al. 2016 (arXiv:1606.04934), equation 15, with
// groups of one dimension.
func FreeBits(b *nn.Builder, q, p dist.Distribution, lambda float64) *nn.Node {
	standardised, ok := dist.Standardise(b, q, p)
	if !ok {
		return b.Fail(errors.New(
			"free bits need the divergence of each dimension, which is known where posterior and prior are normal"))
	}
	return b.Apply(&freeBits{lambda: lambda}, standardised.Params)
}

// freeBits is FreeBits in one operation, for p = N(0, I).
type freeBits struct {
	lambda       float64
	rows, latent int
	kl           []float64 // (Z) mean divergence of each dimension
}

// Shape returns (1) for params (B, 2Z).
func (f *freeBits) Shape(in []nn.Shape) (nn.Shape, error) {
	if in[0].Dims() != 2 || in[0][1]%2 != 0 {
		return nil, fmt.Errorf("%v is not a shape of means and log-variances", in[0])
	}
	f.rows, f.latent = in[0][0], in[0][1]/2
	f.kl = make([]float64, f.latent)
	return nn.Shape{1}, nil
}

// Forward computes Σ_j max(λ, KL_j), in float64.
func (f *freeBits) Forward(out []float32, in [][]float32) {
	clear(f.kl)
	for r := range f.rows {
		for j := range f.latent {
			mean, logVar := f.at(in[0], r, j)
			f.kl[j] += 0.5 * (mean*mean + math.Exp(logVar) - logVar - 1) / float64(f.rows)
		}
	}
	var sum float64
	for _, kl := range f.kl {
		sum += max(f.lambda, kl)
	}
	out[0] = float32(sum)
}

// Backward computes dμ = d·μ/B and d log σ² = ½ d·(σ² − 1)/B where KL_j is above λ, else zero.
func (f *freeBits) Backward(dIn [][]float32, dOut, _ []float32, in [][]float32) {
	clear(dIn[0])
	d := float64(dOut[0]) / float64(f.rows)
	for r := range f.rows {
		for j, kl := range f.kl {
			if kl <= f.lambda {
				continue
			}
			mean, logVar := f.at(in[0], r, j)
			i := 2*r*f.latent + j
			dIn[0][i] = float32(d * mean)
			dIn[0][i+f.latent] = float32(0.5 * d * (math.Exp(logVar) - 1))
		}
	}
}

// at returns the mean and log-variance of dimension j in row r.
func (f *freeBits) at(params []float32, r, j int) (mean, logVar float64) {
	i := 2*r*f.latent + j
	return float64(params[i]), float64(params[i+f.latent])
}
