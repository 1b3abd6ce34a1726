// Package optim provides optimisers whose whole state can be saved and restored.
package optim

import (
	"fmt"
	"math"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"vae/internal/kernel"
)

// Adam is the optimiser of Kingma & Ba 2015 (arXiv:1412.6980), algorithm 1, as a
// gorgonia.Solver. Gorgonia's own keeps its moments to itself, so that a run could
// not be resumed exactly.
type Adam struct {
	Rate    float64 // step size α, which a schedule may change between steps
	Beta1   float64 // decay rate of the first moment
	Beta2   float64 // decay rate of the second moment
	Epsilon float64 // added to the root of the second moment
	Clip    float64 // largest norm of the whole gradient; 0: no limit

	// The state: what a checkpoint must hold.
	Steps   int64    // steps taken
	Moments []Moment // one for each parameter
}

// Moment holds the decaying averages of a parameter's gradient and of its square.
type Moment struct {
	First, Second []float32
}

var _ gorgonia.Solver = (*Adam)(nil)

// DefaultBeta1 is the paper's β₁.
const DefaultBeta1 = 0.9

// NewAdam returns the optimiser, with the paper's defaults, for parameters of the
// given sizes.
func NewAdam(sizes []int) *Adam {
	a := &Adam{Rate: 1e-3, Beta1: DefaultBeta1, Beta2: 0.999, Epsilon: 1e-8}
	for _, n := range sizes {
		a.Moments = append(a.Moments, Moment{make([]float32, n), make([]float32, n)})
	}
	return a
}

// Step updates the parameters in place. They come in the same order every time.
func (a *Adam) Step(model []gorgonia.ValueGrad) error {
	if len(model) != len(a.Moments) {
		return fmt.Errorf("optim: %d parameters, want %d", len(model), len(a.Moments))
	}
	grads := make([][]float32, len(model))
	for i, p := range model {
		g, err := p.Grad()
		if err != nil {
			return fmt.Errorf("optim: %w", err)
		}
		grads[i] = g.(*tensor.Dense).Float32s()
	}
	a.Steps++
	step := a.factors(grads)
	for i, p := range model {
		value := p.Value().(*tensor.Dense).Float32s()
		kernel.Adam(value, grads[i], a.Moments[i].First, a.Moments[i].Second, step)
	}
	return nil
}

// factors returns the numbers that are the same for all parameters in this step.
func (a *Adam) factors(grads [][]float32) kernel.AdamStep {
	t := float64(a.Steps)
	step := kernel.AdamStep{
		Rate:           float32(a.Rate),
		Beta1:          float32(a.Beta1),
		Beta2:          float32(a.Beta2),
		Epsilon:        float32(a.Epsilon),
		Unbias1:        float32(1 / (1 - math.Pow(a.Beta1, t))),
		Unbias2:        float32(1 / (1 - math.Pow(a.Beta2, t))),
		GradientFactor: 1,
	}
	if a.Clip > 0 {
		if norm := globalNorm(grads); norm > a.Clip {
			step.GradientFactor = float32(a.Clip / norm)
		}
	}
	return step
}

// globalNorm returns the Euclidean norm of all gradients together. Pascanu, Mikolov
// & Bengio 2013, algorithm 1.
func globalNorm(grads [][]float32) float64 {
	var sum float64
	for _, g := range grads {
		sum += kernel.SumSquares(g)
	}
	return math.Sqrt(sum)
}
