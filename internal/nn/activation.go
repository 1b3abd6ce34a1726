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
