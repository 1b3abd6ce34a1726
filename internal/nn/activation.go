package nn

import (
	"fmt"
	"strings"

	"vae/internal/kernel"
)

// Activation is an element-wise function between layers.
type Activation = kernel.Activation

// activations are the names under which users know the activations.
var activations = []struct {
	name string
	act  Activation
}{
	{"relu", kernel.ReLU},
	{"leaky-relu", kernel.LeakyReLU},
	{"tanh", kernel.Tanh},
	{"softplus", kernel.Softplus},
	{"elu", kernel.ELU},
	{"sigmoid", kernel.Sigmoid},
	{"identity", kernel.Identity},
}

// ActivationNames returns the names that ParseActivation knows.
func ActivationNames() []string {
	names := make([]string, len(activations))
	for i, a := range activations {
		names[i] = a.name
	}
	return names
}

// ParseActivation returns the activation of that name. The error lists the names.
func ParseActivation(name string) (Activation, error) {
	for _, a := range activations {
		if a.name == name {
			return a.act, nil
		}
	}
	return 0, fmt.Errorf("unknown activation %q (known: %s)", name, strings.Join(ActivationNames(), ", "))
}
