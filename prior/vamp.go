package prior

import (
	"vae/dist"
	"vae/internal/nn"
	"vae/internal/rng"
)

// Vamp is 1/K Σ_k q(z|u_k), the mean of the posteriors of K learnt images u_k, the pseudo-inputs:
// the variational mixture of posteriors of Tomczak & Welling 2018 (arXiv:1705.07120).
// With classes, each has K pseudo-inputs of its own.
type Vamp struct {
	Spec
	Components int // K
}

var _ dist.Conditional = Vamp{}

// Of adds the distribution, of given labels (B, C) if there are classes. The weights
// prior/pseudo-inputs (C·K, D) start at training images, and are free to leave [0, 1].
func (v Vamp) Of(b *nn.Builder, given ...*nn.Node) dist.Distribution {
	k := v.Components * max(1, v.Classes)
	u := b.Scope("prior").Param("pseudo-inputs", v.start, k, v.Pixels)
	q := v.Posterior.Of(b.Aside(), u, v.labels(b))
	return dist.Mixture{Components: q.(dist.Normal), Choice: ofClass(b, v.Classes, v.Components, given)}
}

// labels adds the labels (C·K, C) of the pseudo-inputs; nil if there are no classes.
func (v Vamp) labels(b *nn.Builder) *nn.Node {
	if v.Classes == 0 {
		return nil
	}
	y := make([]float32, v.Components*v.Classes*v.Classes)
	for row := range v.Components * v.Classes {
		y[row*v.Classes+row/v.Components] = 1
	}
	return b.Constant(y, v.Components*v.Classes, v.Classes)
}

// start copies training images or, without any, fills in uniform noise.
func (v Vamp) start(dst []float32, _ nn.Shape, source *rng.Source) {
	if v.Images == nil {
		source.Uniform(dst)
		return
	}
	size := v.Components * v.Pixels
	for class := range max(1, v.Classes) {
		copy(dst[class*size:(class+1)*size], v.Images(class, v.Components))
	}
}
