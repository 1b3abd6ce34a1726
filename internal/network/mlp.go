package network

import (
	"fmt"
	"slices"

	"vae/dist"
	"vae/internal/nn"
)

// MLP is a multilayer perceptron: dense layers fc1, fc2, … with an activation, then a linear one.
type MLP struct {
	Spec                // Hidden from the input on
	Head string         // name of the linear layer
	Bias nn.Initializer // of the linear layer; nil: zeros
}

var _ dist.Net = MLP{}

func encodeMLP(s Spec) dist.Net { return MLP{Spec: s, Head: "posterior"} }

func decodeMLP(s Spec, start nn.Initializer) dist.Net {
	s.Hidden = slices.Clone(s.Hidden)
	slices.Reverse(s.Hidden)
	return MLP{Spec: s, Head: "pixels", Bias: start}
}

// Apply adds the layers on top of the given nodes, side by side.
func (m MLP) Apply(b *nn.Builder, given []*nn.Node, out nn.Shape) *nn.Node {
	h := nn.Concat(b, given...)
	for i, units := range m.Hidden {
		layer := nn.Dense{Out: units, Activation: m.Activation, Weight: m.Init}
		h = layer.Apply(b.Scope(fmt.Sprintf("fc%d", i+1)), h) // (R, units)
	}
	return nn.Dense{Out: out.TotalSize(), Weight: m.Init, Bias: m.Bias}.Apply(b.Scope(m.Head), h) // (R, out)
}
