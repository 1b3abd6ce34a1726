package dist

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"

	"vae/internal/kernel"
	"vae/internal/nn"
)

// FullMixture is Σ_k w_k N(z; μ_k, L_k L_kᵀ), a mixture of normal distributions with any
// covariances. It is constant and has no weights in a graph. NewFullMixture makes it.
type FullMixture struct {
	Latent  int       // Z
	Weights []float32 // (K) w_k, which sum to 1
	Means   []float32 // (K, Z) μ_k
	Factors []float32 // (K, Z, Z) L_k, lower triangular

	// Choice, unless it is nil, holds for each row the probabilities (R, K) of the components, in
	// place of Weights. No derivative passes to it, and LogDensity does not heed it.
	Choice *nn.Node

	logWeights []float64
	whitening  *Whitening
}

var (
	_ Distribution = FullMixture{}
	_ Exact        = FullMixture{}
)

// NewFullMixture returns the mixture of K components in Z dimensions with these weights (K), means
// (K, Z) and lower triangular factors (K, Z, Z), all of which it keeps. The error names the first
// invalid one.
func NewFullMixture(latent int, weights, means, factors []float32) (FullMixture, error) {
	f := FullMixture{Latent: latent, Weights: weights, Means: means, Factors: factors}
	if err := f.validate(); err != nil {
		return FullMixture{}, fmt.Errorf("dist: %w", err)
	}
	for _, w := range weights {
		f.logWeights = append(f.logWeights, math.Log(float64(w)))
	}
	f.whitening = NewWhitening(latent, float64s(means), float64s(factors))
	return f, nil
}

func float64s(x []float32) []float64 {
	y := make([]float64, len(x))
	for i, v := range x {
		y[i] = float64(v)
	}
	return y
}

func (f FullMixture) validate() error {
	k, z := len(f.Weights), f.Latent
	switch {
	case k < 1 || z < 1:
		return fmt.Errorf("a mixture of %d components in %d dimensions", k, z)
	case len(f.Means) != k*z || len(f.Factors) != k*z*z:
		return fmt.Errorf("%d components in %d dimensions do not have %d means and %d factors",
			k, z, len(f.Means), len(f.Factors))
	case !kernel.Finite(f.Weights) || !kernel.Finite(f.Means) || !kernel.Finite(f.Factors):
		return errors.New("a mixture with numbers that are not finite")
	}
	var sum float64
	for k, w := range f.Weights {
		if w < 0 {
			return fmt.Errorf("weight %g of component %d is negative", w, k)
		}
		sum += float64(w)
	}
	if math.Abs(sum-1) > 1e-5 { // each is rounded to 6e-8 of it
		return fmt.Errorf("the weights sum to %g, not to 1", sum)
	}
	for i, v := range f.Factors {
		k, row, column := i/(z*z), i/z%z, i%z
		if column > row && v != 0 || column == row && v <= 0 {
			return fmt.Errorf("the factor of component %d is not lower triangular with a positive diagonal", k)
		}
	}
	return nil
}

// Noise returns a normal number for each dimension, and a uniform one that chooses the component.
func (f FullMixture) Noise() Noise { return Noise{Normal: f.Latent, Uniform: 1} }

// Sample adds draws z = μ_k + L_k ε (R·S, Z), which no derivative passes through. The last number
// of the noise chooses the component k; the others are ε.
func (f FullMixture) Sample(b *nn.Builder, noise *nn.Node) *nn.Node {
	return b.Apply(&forwardOnly{
		shape: func(in []nn.Shape) (nn.Shape, error) {
			return nn.Shape{in[0][0], f.Latent}, f.fit(in, f.Noise().Len())
		},
		compute: func(z []float32, in [][]float32) {
			for r := range len(z) / f.Latent {
				weights := f.Weights
				if len(in) > 1 {
					weights = in[1][r*len(weights):][:len(weights)]
				}
				f.draw(z[r*f.Latent:][:f.Latent], in[0][r*(f.Latent+1):][:f.Latent+1], weights)
			}
		},
	}, f.inputs(b, noise)...)
}

// draw sets z (Z) to the draw that noise (Z+1) makes.
func (f FullMixture) draw(z, noise, weights []float32) {
	k := choose(weights, float64(noise[f.Latent]))
	mean, factor := f.Means[k*f.Latent:][:f.Latent], f.Factors[k*f.Latent*f.Latent:]
	for i, m := range mean {
		sum := float64(m)
		for j, l := range factor[i*f.Latent:][:i+1] {
			sum += float64(l) * float64(noise[j])
		}
		z[i] = float32(sum)
	}
}

// LogProb adds the log-density of codes z (R·S, Z), as precise as float32 is.
func (f FullMixture) LogProb(b *nn.Builder, z *nn.Node) *nn.Node {
	return b.Apply(&logFullMixture{mixture: f}, f.inputs(b, z)...)
}

// LogDensity returns the log-density of a code (Z) under the mixture with Weights.
func (f FullMixture) LogDensity(z []float32) float64 {
	terms, y := make([]float64, len(f.Weights)), make([]float64, f.Latent)
	for k, l := range f.logWeights {
		terms[k] = l + f.whitening.logDensity(k, y, z)
	}
	return floats.LogSumExp(terms)
}

// Mean adds Σ_k w_k μ_k (1, Z) or, with a Choice, (R, Z).
func (f FullMixture) Mean(b *nn.Builder) *nn.Node {
	weights := f.Choice
	if weights == nil {
		weights = b.Constant(f.Weights, 1, len(f.Weights))
	}
	return b.Apply(&forwardOnly{
		shape: func(in []nn.Shape) (nn.Shape, error) { return nn.Shape{in[0][0], f.Latent}, f.fit(in, len(f.Weights)) },
		compute: func(mean []float32, in [][]float32) {
			kernel.MatMul(mean, in[0], f.Means, len(mean)/f.Latent, f.Latent, len(f.Weights))
		},
	}, weights)
}

// inputs returns x, and the choice with as many rows if there is one.
func (f FullMixture) inputs(b *nn.Builder, x *nn.Node) []*nn.Node {
	if f.Choice == nil {
		return []*nn.Node{x}
	}
	choice, x := nn.MatchRows(b, f.Choice, x)
	return []*nn.Node{x, choice}
}

// fit returns an error unless inputs have rows of that width, and choices of the components.
func (f FullMixture) fit(in []nn.Shape, width int) error {
	if in[0].Dims() != 2 || in[0][1] != width {
		return fmt.Errorf("%v does not fit a mixture in %d dimensions", in[0], f.Latent)
	}
	if len(in) > 1 && !in[1].Eq(nn.Shape{in[0][0], len(f.Weights)}) {
		return fmt.Errorf("choices %v do not fit %d rows of %d components", in[1], in[0][0], len(f.Weights))
	}
	return nil
}
