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
	s.Hidden = reversed(s.Hidden)
	return MLP{Spec: s, Head: "pixels", Bias: start}
}

// reversed returns the numbers from last to first.
func reversed(numbers []int) []int {
	numbers = slices.Clone(numbers)
	slices.Reverse(numbers)
	return numbers
}

// Apply adds the layers on top of the given nodes, side by side.
func (m MLP) Apply(b *nn.Builder, given []*nn.Node, out nn.Shape) *nn.Node {
	h := m.dense(b, m.Hidden, nn.Concat(b, given...))
	return nn.Dense{Out: out.TotalSize(), Weight: m.Init, Bias: m.Bias}.Apply(b.Scope(m.Head), h) // (R, out)
}

// dense adds the layers fc1, fc2, … on top of h.
func (s Spec) dense(b *nn.Builder, units []int, h *nn.Node) *nn.Node {
	for i, n := range units {
		h = nn.Dense{Out: n, Activation: s.Activation, Weight: s.Init}.Apply(b.Scope(fmt.Sprintf("fc%d", i+1)), h) // (R, n)
	}
	return h
}
