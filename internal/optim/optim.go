// Package optim provides optimisers that hold no state: what they keep between steps is in arrays
// of the caller, so that a run can be saved and resumed exactly.
package optim

import (
	"math"

	"vae/internal/choice"
	"vae/internal/kernel"
	"vae/internal/nn"
)

// Optimizer is the rule by which gradients change weights.
type Optimizer interface {
	// Slots returns the names, in checkpoints, of the arrays that are kept for each array of
	// weights. They are as long as the weights, and zero before the first step.
	Slots() []string

	// Update changes the weights and their slots in place, each element by itself.
	Update(v Variable, s Step)
}

// Variable is an array of weights with its gradient and slots.
type Variable struct {
	nn.Gradient
	Slots [][]float32 // in the order of Optimizer.Slots
}

// Step holds what is the same for all weights in one step.
type Step struct {
	Number int64   // counted from 1
	Rate   float64 // the learning rate α
	Factor float64 // multiplies gradients: 1, or less where they are clipped
}

// Default is the optimiser that runs use unless another is named, and DefaultMomentum the paper's
// β₁.
const (
	Default         = "adam"
	DefaultMomentum = 0.9
)

// table holds all optimisers, each made from its momentum β₁ and a value for each of its options.
var table = choice.List[func(momentum float64, o choice.Values) Optimizer]{
	{Name: Default, Help: "Kingma & Ba 2015",
		Value: func(momentum float64, _ choice.Values) Optimizer { return Adam{momentum} }},
	{Name: "adamw", Help: "adam with decoupled weight decay", Options: []choice.Option{weightDecay},
		Value: func(momentum float64, o choice.Values) Optimizer { return AdamW{Adam{momentum}, o[weightDecay.Name]} }},
	{Name: "adamax", Help: "adam with the largest gradient for a scale",
		Value: func(momentum float64, _ choice.Values) Optimizer { return Adamax{momentum} }},
}

var weightDecay = choice.Option{
	Name: "weight-decay", Help: "Decoupled weight decay λ of adamw; biases do not decay.", Default: 0.01, Most: 1,
}

// Menu lists the optimisers that New knows.
func Menu() choice.Menu { return table.Menu() }

// New returns the optimiser of that name. Options that are not given have their defaults. The error
// names an unknown optimiser or the first invalid option.
func New(name string, momentum float64, options choice.Values) (Optimizer, error) {
	create, own, err := table.Choose("optimizer", name, options)
	if err != nil {
		return nil, err
	}
	return create(momentum, own), choice.Stray(options, own)
}

// NewVariables returns the variables of an optimiser before its first step.
func NewVariables(o Optimizer, gradients []nn.Gradient) []Variable {
	all := make([]Variable, len(gradients))
	for i, g := range gradients {
		all[i] = Variable{Gradient: g}
		for range o.Slots() {
			all[i].Slots = append(all[i].Slots, make([]float32, len(g.Data)))
		}
	}
	return all
}

// ClipFactor returns the factor by which the Euclidean norm of all gradients together is at most
// limit; 0 is no limit. Pascanu, Mikolov & Bengio 2013 (arXiv:1211.5063), algorithm 1.
func ClipFactor(all []Variable, limit float64) float64 {
	if limit == 0 {
		return 1
	}
	var sum float64
	for _, v := range all {
		sum += kernel.SumSquares(v.Grad)
	}
	if norm := math.Sqrt(sum); norm > limit {
		return limit / norm
	}
	return 1
}

// inParts calls f, on all cores, for consecutive parts of 0, …, n−1.
func inParts(n int, f func(low, high int)) {
	const size = 1 << 14
	kernel.Parallel((n+size-1)/size, func(i int) { f(i*size, min((i+1)*size, n)) })
}
