package optim

import (
	"math"

	"vae/internal/kernel"
)

// The decay rate of the second moment, and what is added to its root, in Adam and its variants.
const (
	beta2   = 0.999
	epsilon = 1e-8
)

// Adam is algorithm 1 of Kingma & Ba 2015 (arXiv:1412.6980), with the gradient g:
//
//	m = β₁m + (1−β₁)g, v = β₂v + (1−β₂)g², θ −= α m̂ / (√v̂ + ε)
type Adam struct {
	Beta1 float64 // decay rate of the mean gradient
}

var _ Optimizer = Adam{}

// Slots returns m and v, the decaying means of the gradient and of its square.
func (Adam) Slots() []string { return []string{"m", "v"} }

// Update takes a step.
func (a Adam) Update(p Variable, s Step) {
	kernel.Adam(p.Data, p.Grad, p.Slots[0], p.Slots[1], kernel.AdamStep{
		Rate:           float32(s.Rate),
		Beta1:          float32(a.Beta1),
		Beta2:          beta2,
		Epsilon:        epsilon,
		Unbias1:        float32(unbias(a.Beta1, s.Number)),
		Unbias2:        float32(unbias(beta2, s.Number)),
		GradientFactor: float32(s.Factor),
	})
}

// unbias returns 1 / (1 − βᵗ).
func unbias(beta float64, t int64) float64 { return 1 / (1 - math.Pow(beta, float64(t))) }
