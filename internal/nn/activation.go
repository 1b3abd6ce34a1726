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

// activate adds act(x), where that is not part of the operation before it.
func activate(b *Builder, act Activation, x *Node) *Node {
	if act != kernel.SiLU {
		return x
	}
	return b.Apply(silu{}, x)
}

// fused returns the part of an activation that an operation applies itself: all but SiLU, which
// needs its argument for the derivative.
func fused(act Activation) Activation {
	if act == kernel.SiLU {
		return kernel.Identity
	}
	return act
}

type silu struct{}

func (silu) Shape(in []Shape) (Shape, error) { return in[0].Clone(), nil }

func (silu) Forward(y []float32, in [][]float32) { kernel.SiLUForward(y, in[0]) }

func (silu) Backward(dIn [][]float32, dy, _ []float32, in [][]float32) {
	kernel.SiLUBackward(dIn[0], dy, in[0])
}
