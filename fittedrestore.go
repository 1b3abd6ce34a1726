package vae

import (
	"fmt"

	"vae/dist"
	"vae/internal/fault"
)

// RestorePrior returns the fitted prior that is the mixture, which has Factors and, for Classes,
// ByClass: each component is in one class. Without Weights each class has the same share. The error
// is a *PriorError.
func RestorePrior(fit PriorFit, m PriorMixture) (_ *FittedPrior, err error) {
	defer fault.Mark("vae", &err)
	p := &FittedPrior{PriorFit: fit}
	class, weights := m.owners(len(fit.Classes))
	if p.Components = len(weights); p.Components == 0 || len(m.Means)%p.Components != 0 {
		return nil, &PriorError{fmt.Sprintf("%d components do not have %d means", p.Components, len(m.Means))}
	}
	mixture, err := dist.NewFullMixture(len(m.Means)/p.Components, weights, m.Means, m.Factors)
	if err != nil {
		return nil, &PriorError{err.Error()}
	}
	return p, p.complete(mixture, class)
}

// owners returns the class of each component, −1 if it is in several, and the weights.
func (m PriorMixture) owners(classes int) (class, weights []float32) {
	if classes == 0 {
		return nil, m.Weights
	}
	k := len(m.ByClass) / classes
	class, weights = make([]float32, k), make([]float32, k)
	for i, share := range m.ByClass[:k*classes] {
		if share == 0 {
			continue
		}
		if component := i % k; weights[component] == 0 {
			class[component] = float32(i / k)
			weights[component] = share / float32(classes)
		} else {
			class[component] = -1
		}
	}
	if m.Weights != nil {
		weights = m.Weights
	}
	return class, weights
}
