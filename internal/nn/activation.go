package nn

import (
	"fmt"
	"strings"

	"vae/internal/kernel"
)

// Activation is an element-wise function between layers.
type Activation = kernel.Activation

// activations are the names under which users know the activations, with the
// initialiser that suits the weights before them.
var activations = []struct {
	name string
	act  Activation
	init Initializer
}{
	{"relu", kernel.ReLU, He},
	{"leaky-relu", kernel.LeakyReLU, He},
	{"tanh", kernel.Tanh, Glorot},
	{"softplus", kernel.Softplus, Glorot},
	{"elu", kernel.ELU, He},
	{"sigmoid", kernel.Sigmoid, Glorot},
	{"identity", kernel.Identity, Glorot},
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

// initializerFor returns the initialiser that suits weights before act.
func initializerFor(act Activation) Initializer {
	for _, a := range activations {
		if a.act == act {
			return a.init
		}
	}
	return Glorot
}
