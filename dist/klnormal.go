package dist

import (
	"fmt"
	"math"

	"vae/internal/kernel"
	"vae/internal/nn"
)

// NormalKL returns KL(N(μ, σ²) ‖ N(m, s²)) of one dimension, in nats:
//
//	½ ((μ − m)²/s² + σ²/s² − log σ²/s² − 1)
//
// q is μ and log σ², p is m and log s²; dq and dp are the derivatives with respect to them.
func NormalKL(q, p [2]float64) (kl float64, dq, dp [2]float64) {
	distance, logRatio := q[0]-p[0], q[1]-p[1]
	ratio, precision := math.Exp(logRatio), math.Exp(-p[1])
	square := distance * distance * precision
	kl = 0.5 * (square + ratio - logRatio - 1)
	dq = [2]float64{distance * precision, 0.5 * (ratio - 1)}
	dp = [2]float64{-dq[0], -dq[1] - 0.5*square}
	return kl, dq, dp
}

// NormalParams returns the params of q and p, (R, 2Z) each, if KL(q ‖ p) is Closed: then that of
// each dimension is NormalKL of its params.
func NormalParams(b *nn.Builder, q, p Distribution) (qParams, pParams *nn.Node) {
	switch p := p.(type) {
	case Standard:
		pParams = b.Constant(make([]float32, 2*p), 1, 2*int(p))
	case Normal:
		pParams = p.Params
	}
	return nn.MatchRows(b, q.(Normal).Params, pParams)
}

// klNormal is KL(q ‖ p) of normal distributions in one operation on their params.
type klNormal struct {
	rows, width int
	dq, dp      []float32 // (R, 2Z) derivatives with respect to the params, set by Forward
}

// Shape returns (R) for the params (R, 2Z) of q and of p.
func (k *klNormal) Shape(in []nn.Shape) (shape nn.Shape, err error) {
	if k.rows, k.width, err = halves(in[0]); err == nil && !in[1].Eq(in[0]) {
		err = fmt.Errorf("parameters %v do not fit parameters %v", in[0], in[1])
	}
	k.dq, k.dp = make([]float32, in[0].TotalSize()), make([]float32, in[0].TotalSize())
	return nn.Shape{k.rows}, err
}

// Forward computes the sum of NormalKL over the dimensions of each row, in float64.
func (k *klNormal) Forward(kl []float32, in [][]float32) {
	for r := range kl {
		var sum float64
		for mean := 2 * r * k.width; mean < (2*r+1)*k.width; mean++ {
			logVar := mean + k.width
			term, dq, dp := NormalKL(
				[2]float64{float64(in[0][mean]), float64(in[0][logVar])},
				[2]float64{float64(in[1][mean]), float64(in[1][logVar])})
			sum += term
			k.dq[mean], k.dq[logVar] = float32(dq[0]), float32(dq[1])
			k.dp[mean], k.dp[logVar] = float32(dp[0]), float32(dp[1])
		}
		kl[r] = float32(sum)
	}
}

// Backward multiplies the derivatives by those of the rows.
func (k *klNormal) Backward(dIn [][]float32, dkl, _ []float32, _ [][]float32) {
	for i, d := range [][]float32{k.dq, k.dp} {
		if dIn[i] != nil {
			kernel.ScaleRows(dIn[i], d, dkl, k.rows, 2*k.width)
		}
	}
}
