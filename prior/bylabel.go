package prior

import (
	"context"
	"fmt"

	"vae/dist"
	"vae/internal/fault"
	"vae/internal/plural"
)

// Joint is a mixture Σ_y π_y Σ_k w_yk N(z; μ_yk, Σ_yk) whose components each belong to a class.
type Joint struct {
	Mixture dist.FullMixture
	Class   []int    // the index of the class of each component: those of class 0, then of 1, …
	Reports []Report // (C)
}

// ClassError is an error that concerns the codes of a class.
type ClassError struct {
	Class int // its index
	Err   error
}

// Error returns the error's text after the index of the class.
func (e *ClassError) Error() string { return fmt.Sprintf("class %d: %v", e.Class, e.Err) }

// Unwrap returns the error without the class.
func (e *ClassError) Unwrap() error { return e.Err }

// fewest is the least number of codes of a class.
const fewest = 5

// Labelled are codes (N, Z) with the indices 0, …, C−1 of their classes (N).
type Labelled struct {
	Codes  []float32
	Labels []int
}

// groups returns the codes of each class.
func (l Labelled) groups(classes, latent int) ([][]float32, error) {
	if latent < 1 || len(l.Codes) != len(l.Labels)*latent {
		return nil, fmt.Errorf("%s are not codes of %s with %s", plural.Of(len(l.Codes), "number"),
			plural.Of(latent, "dimension"), plural.Of(len(l.Labels), "label"))
	}
	groups := make([][]float32, classes)
	for i, y := range l.Labels {
		if y < 0 || y >= classes {
			return nil, fmt.Errorf("label %d of code %d is none of %d classes", y, i, classes)
		}
		groups[y] = append(groups[y], l.Codes[i*latent:][:latent]...)
	}
	return groups, nil
}

// ByLabel returns a mixture for each class of codes, weighted by the share π_y of the class in
// them. With 0 components it chooses the number for each class, by the codes for validation, as
// Auto does. Classes with few codes get fewer components, as their Report says: one for every five
// times as many codes as a covariance needs. An error that concerns a class, such as one with fewer
// than five codes, is a *ClassError.
func (f Fit) ByLabel(ctx context.Context, training, validation Labelled, classes, latent int) (j Joint, err error) {
	defer fault.Mark("prior", &err)
	groups, err := training.groups(classes, latent)
	if err != nil {
		return Joint{}, err
	}
	held, err := validation.groups(classes, latent)
	if err != nil {
		return Joint{}, err
	}
	var weights, means, factors []float32
	for y, group := range groups {
		m, report, err := f.ofClass(ctx, group, held[y], latent)
		switch {
		case ctx.Err() != nil:
			return Joint{}, ctx.Err()
		case err != nil:
			return Joint{}, &ClassError{y, err}
		}
		j.Reports = append(j.Reports, report)
		share := float64(len(group)) / float64(len(training.Codes))
		for _, w := range m.Weights {
			weights = append(weights, float32(share*float64(w)))
			j.Class = append(j.Class, y)
		}
		means, factors = append(means, m.Means...), append(factors, m.Factors...)
	}
	j.Mixture, err = dist.NewFullMixture(latent, weights, means, factors)
	return j, err
}

// ofClass returns the mixture of the codes of a class.
func (f Fit) ofClass(ctx context.Context, codes, held []float32, latent int) (dist.FullMixture, Report, error) {
	n := len(codes) / latent
	switch {
	case n < fewest:
		err := fmt.Errorf("%s, too few for a mixture: want %d at least", plural.Of(n, "code"), fewest)
		return dist.FullMixture{}, Report{}, err
	case f.Components == 0:
		best, _, err := f.auto(ctx, codes, held, latent)
		return best.Mixture, best.Report, err
	}
	f.Components = min(f.Components, f.mostComponents(n, latent))
	return f.mixture(ctx, codes, latent)
}
