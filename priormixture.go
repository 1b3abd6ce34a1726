package vae

import (
	"fmt"
	"slices"

	"vae/dist"
	"vae/internal/fault"
	"vae/internal/nn"
)

// PriorMixture is p(z) as a mixture of K normal distributions, and p(z|y) of each of C classes as
// one of the same components. A prior that is normal has one component, or one for each class.
type PriorMixture struct {
	Weights []float32 // (K) of the components; nil of a conditional model, which has no p(z)
	ByClass []float32 // (C, K), those in each of Classes; nil if there are none
	Means   []float32 // (K, Z)
	LogVar  []float32 // (K, Z), the logarithms of the variances; nil if Factors has the covariances
	Factors []float32 // (K, Z, Z) lower triangular L, of the covariances L·Lᵀ; nil if these are diagonal
}

// PriorMixture returns the prior of the model, for programs that know it in no other form. It is an
// error if it has none.
func (m *Model) PriorMixture() (_ PriorMixture, err error) {
	defer fault.Mark("vae", &err)
	b := nn.NewBuilder(m.params)
	classes := len(m.classes)
	var y *nn.Node // (C, C), each class once
	if classes > 0 {
		y = b.Constant(identity(classes), classes, classes)
	}
	var p PriorMixture
	switch d := m.prior.Of(b, y).(type) {
	case dist.Standard:
		p = PriorMixture{Means: make([]float32, d), LogVar: make([]float32, d)}
	case dist.Normal:
		if p, err = m.diagonal(b, d); classes > 0 {
			p.ByClass = identity(classes)
		}
	case dist.Mixture:
		if p, err = m.diagonal(b, d.Components); err == nil && d.Choice != nil {
			p.ByClass, err = value(b, d.Choice)
		}
	case dist.FullMixture:
		p = PriorMixture{Weights: d.Weights, Means: d.Means, Factors: d.Factors}
		if d.Choice != nil {
			p.ByClass, err = value(b, d.Choice)
		}
	default:
		err = fmt.Errorf("the prior %s is no mixture of normal distributions", m.config.PriorName())
	}
	return p.weighted(m.config), err
}

// weighted returns the mixture with weights that are missing: equal ones, in each class alike.
func (p PriorMixture) weighted(c Config) PriorMixture {
	k := len(p.Means) / c.Latent
	switch {
	case c.Conditional:
		p.Weights = nil
		if p.ByClass == nil {
			p.ByClass = slices.Repeat([]float32{1 / float32(k)}, k*len(c.Classes))
		}
	case p.Weights == nil:
		p.Weights = slices.Repeat([]float32{1 / float32(k)}, k)
	}
	return p
}

// diagonal returns the mixture of the components.
func (m *Model) diagonal(b *nn.Builder, components dist.Normal) (PriorMixture, error) {
	params, err := value(b, components.Params)
	codes := split(params, m.config.Latent)
	return PriorMixture{Means: codes.Mean, LogVar: codes.LogVar}, err
}

// value runs the graph and returns what a node that depends on no input is.
func value(b *nn.Builder, node *nn.Node) ([]float32, error) {
	program, err := b.Compile()
	if err == nil {
		err = program.Run()
	}
	if err != nil {
		return nil, err
	}
	return slices.Clone(program.Value(node)), nil
}

// identity returns the identity matrix (n, n).
func identity(n int) []float32 {
	eye := make([]float32, n*n)
	for i := range n {
		eye[i*n+i] = 1
	}
	return eye
}
