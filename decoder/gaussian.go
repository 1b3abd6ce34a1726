package decoder

import (
	"fmt"
	"math"

	"vae/internal/nn"
	"vae/internal/rng"
)

// Gaussian is the likelihood of normal pixels with the mean μ as its one parameter
// and a fixed standard deviation σ:
//
//	log p(x|z) = −½ Σ_i ((x_i − μ_i)²/σ² + log σ² + log 2π)
//
// Kingma & Welling 2014 (arXiv:1312.6114), appendix C.2. It is a density: it has no
// upper bound, and depends on the unit of the pixels.
type Gaussian struct {
	Sigma float64 // in units of the pixel range [0, 1]; above 0
}

// LearnedGaussian is Gaussian with one σ for all pixels, learnt as its logarithm.
// Rybkin, Daniilidis & Levine 2021 (arXiv:2006.13202).
type LearnedGaussian struct {
	MeanImage []float32 // (D) mean training image, from which σ starts; nil for a trained model
}

var (
	_ Likelihood = Gaussian{}
	_ Likelihood = LearnedGaussian{}
)

// minLogVar bounds a learnt log σ² from below: σ is at least half a grey level,
// without which the density of flat pixels grows without end.
var minLogVar = float32(2 * math.Log(0.5/255))

// ParamsPerPixel returns 1: the mean.
func (Gaussian) ParamsPerPixel() int { return 1 }

// ParamsPerPixel returns 1: the mean.
func (LearnedGaussian) ParamsPerPixel() int { return 1 }

// LogProb adds log p(x|z) (B·S) for images x (B, D) and means theta (B·S, D).
func (g Gaussian) LogProb(b *nn.Builder, x, theta *nn.Node) *nn.Node {
	return b.Apply(&gaussian{logVar: logVar(g.Sigma)}, x, theta)
}

// LogProb adds log p(x|z) (B·S) for images x (B, D) and means theta (B·S, D). The
// parameter likelihood/logvar (1) is log σ².
func (g LearnedGaussian) LogProb(b *nn.Builder, x, theta *nn.Node) *nn.Node {
	logVar := b.Scope("likelihood").Param("logvar", nn.Values([]float32{g.startLogVar()}), 1)
	return b.Apply(&gaussian{}, x, theta, logVar)
}

// logVar returns log σ².
func logVar(sigma float64) float32 { return float32(2 * math.Log(sigma)) }

// startLogVar returns the logarithm of the mean of m(1 − m) over the mean image m:
// no distribution on [0, 1] has a larger variance (Bhatia & Davis 2000).
func (g LearnedGaussian) startLogVar() float32 {
	var sum float64
	for _, m := range g.MeanImage {
		sum += float64(m) * (1 - float64(m))
	}
	if sum <= 0 {
		return 0
	}
	return max(float32(math.Log(sum/float64(len(g.MeanImage)))), minLogVar)
}

// Bias returns the mean image.
func (Gaussian) Bias(meanImage []float32) []float32 { return meanImage }

// Bias returns the mean image.
func (LearnedGaussian) Bias(meanImage []float32) []float32 { return meanImage }

// Mean copies the means.
func (Gaussian) Mean(dst, theta []float32) { copy(dst, theta) }

// Mean copies the means.
func (LearnedGaussian) Mean(dst, theta []float32) { copy(dst, theta) }

// Draw adds normal noise to the means.
func (g Gaussian) Draw(dst, theta []float32, _ *nn.Params, source *rng.Source) {
	drawNormal(dst, theta, float32(g.Sigma), source)
}

// Draw adds normal noise of the learnt σ to the means.
func (LearnedGaussian) Draw(dst, theta []float32, params *nn.Params, source *rng.Source) {
	logVar := params.Get("likelihood/logvar").Data[0]
	drawNormal(dst, theta, float32(math.Exp(0.5*float64(max(logVar, minLogVar)))), source)
}

func drawNormal(dst, mean []float32, sigma float32, source *rng.Source) {
	source.Normal(dst)
	for i, m := range mean {
		dst[i] = m + sigma*dst[i]
	}
}

// gaussian is the log-likelihood in one operation on x, μ and, where it is learnt,
// log σ².
type gaussian struct {
	logVar float32 // log σ², where it is not an input
	pixels int
	draws  int // rows of means for each image
}

// Shape returns (B·S) for images (B, D) and means (B·S, D).
func (g *gaussian) Shape(in []nn.Shape) (_ nn.Shape, err error) {
	if g.draws, err = draws(in[0], in[1], 1); err != nil {
		return nil, err
	}
	if len(in) == 3 && in[2].TotalSize() != 1 {
		return nil, fmt.Errorf("log-variance of shape %v, want one number", in[2])
	}
	g.pixels = in[0][1]
	return nn.Shape{in[1][0]}, nil
}

// Forward computes −½ Σ ((x−μ)²/σ² + log σ² + log 2π) of each row, in float64.
func (g *gaussian) Forward(logProb []float32, in [][]float32) {
	logVar := float64(g.effective(in))
	for r := range logProb {
		constant := float64(g.pixels) * (logVar + math.Log(2*math.Pi))
		logProb[r] = float32(-0.5 * (g.squares(r, in)*math.Exp(-logVar) + constant))
	}
}

// Backward computes dμ = d logProb · (x−μ)/σ² and d log σ² = ½ Σ d logProb ·
// (Σ (x−μ)²/σ² − D).
func (g *gaussian) Backward(dIn [][]float32, dLogProb, _ []float32, in [][]float32) {
	precision := float32(math.Exp(-float64(g.effective(in))))
	for r, d := range dLogProb {
		x, mean, dMean := g.image(r, in), g.row(r, in[1]), g.row(r, dIn[1])
		for i := range dMean {
			dMean[i] = d * precision * (x[i] - mean[i])
		}
	}
	if len(in) < 3 {
		return
	}
	var sum float64
	for r, d := range dLogProb {
		sum += 0.5 * float64(d) * (g.squares(r, in)*float64(precision) - float64(g.pixels))
	}
	if in[2][0] < minLogVar && sum > 0 { // leads further below the bound
		sum = 0
	}
	dIn[2][0] = float32(sum)
}

// effective returns log σ².
func (g *gaussian) effective(in [][]float32) float32 {
	if len(in) < 3 {
		return g.logVar
	}
	return max(in[2][0], minLogVar)
}

// squares returns Σ (x−μ)² of row r.
func (g *gaussian) squares(r int, in [][]float32) float64 {
	var sum float64
	mean := g.row(r, in[1])
	for i, x := range g.image(r, in) {
		d := float64(x - mean[i])
		sum += d * d
	}
	return sum
}

// image returns the image that row r of the means is for.
func (g *gaussian) image(r int, in [][]float32) []float32 { return g.row(r/g.draws, in[0]) }

// row returns row r of images or means.
func (g *gaussian) row(r int, x []float32) []float32 { return x[r*g.pixels : (r+1)*g.pixels] }
