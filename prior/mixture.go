package prior

import (
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
	table := make([]float32, classes*classes*k)
	for c := range classes {
		for i := range k {
			table[c*classes*k+c*k+i] = 1 / float32(k)
		}
	}
	return nn.Choose(b, given[0], b.Constant(table, classes, classes*k))
}

// scatter draws the means from N(0, I) and clears the log-variances.
func scatter(dst []float32, shape nn.Shape, source *rng.Source) {
	source.Normal(dst)
	width := shape[1]
	for row := range shape[0] {
		clear(dst[row*width+width/2 : (row+1)*width])
	}
}
