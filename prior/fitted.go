package prior

import (
	"vae/dist"
	"vae/internal/nn"
)

// Fitted is a mixture that was fitted to codes after training. It has no weights in a graph.
type Fitted struct {
	Mixture dist.FullMixture
	Class   []int // (K), the index of the class of each component; nil if it was not fitted by class
	Classes int   // C, or 0
}

var _ dist.Conditional = Fitted{}

// Of adds p(z) or, of given labels (B, C), p(z|y): the components of the class.
func (f Fitted) Of(b *nn.Builder, given ...*nn.Node) dist.Distribution {
	mixture := f.Mixture
	if f.Class != nil && len(given) > 0 && given[0] != nil {
		mixture.Choice = nn.Choose(b, given[0], b.Constant(f.table(), f.Classes, len(f.Class)))
	}
	return mixture
}

// table returns the probabilities of the components in each class (C, K).
func (f Fitted) table() []float32 {
	total := make([]float64, f.Classes)
	for k, class := range f.Class {
		total[class] += float64(f.Mixture.Weights[k])
	}
	table := make([]float32, f.Classes*len(f.Class))
	for k, class := range f.Class {
		table[class*len(f.Class)+k] = float32(float64(f.Mixture.Weights[k]) / total[class])
	}
	return table
}

// OfClass returns p(z|y), the mixture of the components of a class.
func (f Fitted) OfClass(class int) (Fitted, error) {
	m := f.Mixture
	var weights, means, factors []float32
	for k, weight := range f.table()[class*len(f.Class) : (class+1)*len(f.Class)] {
		if f.Class[k] == class {
			weights = append(weights, weight)
			means = append(means, m.Means[k*m.Latent:(k+1)*m.Latent]...)
			factors = append(factors, m.Factors[k*m.Latent*m.Latent:(k+1)*m.Latent*m.Latent]...)
		}
	}
	mixture, err := dist.NewFullMixture(m.Latent, weights, means, factors)
	return Fitted{Mixture: mixture}, err
}
