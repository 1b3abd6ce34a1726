package prior

import (
	"vae/dist"
	"vae/internal/nn"
	"vae/internal/rng"
)

// Mixture is 1/K Σ_k N(z; μ_k, diag σ_k²) with learnt means and variances: the mixture of Gaussians
// of Tomczak & Welling 2018 (arXiv:1705.07120), section 3.
type Mixture struct{ Latent, Components int }

var _ dist.Conditional = Mixture{}

// Of adds the distribution, with the weights prior/components (K, 2Z): means, which start at draws
// from N(0, I), and log-variances, which start at 0.
func (m Mixture) Of(b *nn.Builder, _ ...*nn.Node) dist.Distribution {
	params := b.Scope("prior").Param("components", scatter, m.Components, 2*m.Latent)
	return dist.Mixture{Components: dist.NormalFamily{}.Of(b, params).(dist.Normal)}
}

// scatter draws the means from N(0, I) and clears the log-variances.
func scatter(dst []float32, shape nn.Shape, source *rng.Source) {
	source.Normal(dst)
	width := shape[1]
	for row := range shape[0] {
		clear(dst[row*width+width/2 : (row+1)*width])
	}
}
