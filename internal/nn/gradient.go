package nn

import (
	"errors"
	"fmt"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Gradient is a parameter with the derivative of the cost with respect to it. It
// is what a gorgonia.Solver takes.
type Gradient struct {
	*Param
	value, grad *tensor.Dense
}

var _ gorgonia.ValueGrad = Gradient{}

// Value returns the parameter's array.
func (g Gradient) Value() gorgonia.Value { return g.value }

// Grad returns the derivative, fresh after each run of the program.
func (g Gradient) Grad() (gorgonia.Value, error) { return g.grad, nil }

// Minimize adds the derivatives of cost, a scalar, with respect to every parameter
// in the graph.
func (b *Builder) Minimize(cost *Node) {
	if b.err != nil {
		return
	}
	building.Lock()
	defer building.Unlock()
	nodes := make([]*Node, len(b.weights))
	for i, w := range b.weights {
		nodes[i] = w.node
	}
	grads, err := gorgonia.Grad(cost, nodes...)
	if err != nil {
		b.Fail(fmt.Errorf("nn: differentiate: %w", err))
		return
	}
	for i, w := range b.weights {
		op, ok := grads[i].Op().(keeper)
		if !ok {
			b.Fail(errors.New("nn: parameter " + w.Name + " is used twice"))
			return
		}
		b.gradients = append(b.gradients, Gradient{
			Param: w.Param,
			value: w.node.Value().(*tensor.Dense),
			grad:  op.kept().(*tensor.Dense),
		})
	}
}
