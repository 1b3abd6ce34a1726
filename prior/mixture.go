package prior

import (
	"fmt"

	"vae/dist"
	"vae/internal/nn"
	"vae/internal/rng"
)

// Mixture is 1/K Σ_k N(z; μ_k, diag σ_k²) with learnt means and variances: the mixture of Gaussians
// of Tomczak & Welling 2018 (arXiv:1705.07120), section 3. With classes, each has K components of
// its own.
type Mixture struct {
	Latent, Components int
	Classes            int // C, or 0
}

var _ dist.Conditional = Mixture{}

// Of adds the distribution, of given labels (B, C) if there are classes. The weights
// prior/components (C·K, 2Z) are means, which start at draws from N(0, I), and log-variances, which
// start at 0.
func (m Mixture) Of(b *nn.Builder, given ...*nn.Node) dist.Distribution {
	k := m.Components * max(1, m.Classes)
	params := b.Scope("prior").Param("components", scatter, k, 2*m.Latent)
	return dist.Mixture{
		Components: dist.NormalFamily{}.Of(b, params).(dist.Normal),
		Choice:     ofClass(b, m.Classes, m.Components, given),
	}
}

// ofClass adds the probabilities (B, C·K) of components of which each class has k, equal for those
// of the given class; nil if there are no classes.
func ofClass(b *nn.Builder, classes, k int, given []*nn.Node) *nn.Node {
	if classes == 0 {
		return nil
	}
	return b.Apply(&spread{times: k}, given[0])
}

// spread is y (R, C) with each column as many times in succession, divided by their number (R,
// C·K). No derivative passes through it.
type spread struct{ times int }

func (s *spread) Shape(in []nn.Shape) (nn.Shape, error) {
	if in[0].Dims() != 2 {
		return nil, fmt.Errorf("%v is not a shape of classes", in[0])
	}
	return nn.Shape{in[0][0], in[0][1] * s.times}, nil
}

func (s *spread) Forward(out []float32, in [][]float32) {
	for i := range out {
		out[i] = in[0][i/s.times] / float32(s.times)
	}
}

func (s *spread) Backward(dIn [][]float32, _, _ []float32, _ [][]float32) { clear(dIn[0]) }

// scatter draws the means from N(0, I) and clears the log-variances.
func scatter(dst []float32, shape nn.Shape, source *rng.Source) {
	source.Normal(dst)
	width := shape[1]
	for row := range shape[0] {
		clear(dst[row*width+width/2 : (row+1)*width])
	}
}
