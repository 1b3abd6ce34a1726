package nn

import (
	"vae/internal/choice"
	"vae/internal/kernel"
)

// Activation is an element-wise function between layers.
type Activation = kernel.Activation

var activations = choice.List[Activation]{
	{Name: "relu", Value: kernel.ReLU},
	{Name: "leaky-relu", Value: kernel.LeakyReLU},
	{Name: "tanh", Value: kernel.Tanh},
	{Name: "softplus", Value: kernel.Softplus},
	{Name: "elu", Value: kernel.ELU},
	{Name: "sigmoid", Value: kernel.Sigmoid},
	{Name: "silu", Value: kernel.SiLU},
	{Name: "identity", Value: kernel.Identity},
}

// Activations lists what ParseActivation knows.
func Activations() choice.Menu { return activations.Menu() }

// ParseActivation returns the activation of that name. The error lists the names.
func ParseActivation(name string) (Activation, error) { return activations.Find("activation", name) }

func activationName(act Activation) string {
	for _, item := range activations {
		if item.Value == act {
			return item.Name
		}
	}
	return ""
}

// activated is the activation of a layer's operation, and what its derivative is computed from.
type activated struct {
	act      Activation
	argument []float32 // of the last Forward, if act keeps it
}

// kept returns where act's argument goes, for a result of n elements: nil if act does not keep it.
func (a *activated) kept(n int) []float32 {
	if a.act.KeepsArgument() && a.argument == nil {
		a.argument = make([]float32, n)
	}
	return a.argument
}

// known returns what the derivative is computed from: the argument, or the result y.
func (a *activated) known(y []float32) []float32 {
	if a.act.KeepsArgument() {
		return a.argument
	}
	return y
}
