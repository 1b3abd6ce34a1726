package prior

import (
	"vae/dist"
	"vae/internal/nn"
)

// ClassNormals is p(z|y) = N(μ_y, diag σ_y²), with a learnt mean and variance for each class: the
// conditional prior of Sohn, Lee & Yan 2015, "Learning structured output representation using deep
// conditional generative models", for classes.
type ClassNormals struct{ Latent, Classes int }

var _ dist.Conditional = ClassNormals{}

// Of adds the distributions for given labels (B, C). The weights prior/classes (C, 2Z) are means
// and log-variances, which start at 0: at N(0, I).
func (n ClassNormals) Of(b *nn.Builder, given ...*nn.Node) dist.Distribution {
	params := b.Scope("prior").Param("classes", nn.Zeros, n.Classes, 2*n.Latent)
	return dist.NormalFamily{}.Of(b, nn.Choose(b, given[0], params))
}
