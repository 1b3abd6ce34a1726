package nn

import (
	"errors"
	"fmt"
	"slices"

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
// in the graph. A graph is differentiated once.
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
	b.follow(nodes)
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

// Differentiate adds the derivatives of Σ y, over all elements of y (R), with respect to
// inputs, in their order. Where row r of an input has a part in y_r alone, row r of its
// derivative is that of y_r. Nothing is computed for the parameters. A graph is
// differentiated once.
func (b *Builder) Differentiate(y *Node, inputs ...*Node) []*Node {
	standIns := slices.Repeat([]*Node{new(Node)}, len(inputs))
	if b.err != nil {
		return standIns
	}
	ones := make([]float32, y.Shape().TotalSize())
	for i := range ones {
		ones[i] = 1
	}
	seed := b.Constant(ones, y.Shape()...)
	building.Lock()
	defer building.Unlock()
	b.follow(inputs)
	grads, err := gorgonia.Backpropagate(gorgonia.Nodes{y}, gorgonia.Nodes{seed}, inputs)
	if err != nil {
		b.Fail(fmt.Errorf("nn: differentiate: %w", err))
		return standIns
	}
	for i, grad := range grads {
		if _, ok := grad.Op().(keeper); !ok {
			b.Fail(fmt.Errorf("nn: %v is used twice", inputs[i]))
		}
	}
	return grads
}

// follow lets derivatives flow to what depends on the given nodes, and nowhere else. A
// second time it is an error, since operations would forget what the first asked of them.
func (b *Builder) follow(nodes []*Node) {
	if b.followed {
		b.Fail(errors.New("nn: a graph is differentiated once"))
	}
	b.followed = true
	depends := map[*Node]bool{}
	for _, node := range nodes {
		depends[node] = true
	}
	for _, f := range b.operations {
		for i, input := range f.inputs {
			f.wanted[i] = depends[input]
		}
		depends[f.node] = slices.Contains(f.wanted, true)
	}
}
