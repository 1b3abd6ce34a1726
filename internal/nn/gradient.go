package nn

import (
	"errors"
	"fmt"
	"slices"

	"gorgonia.org/gorgonia"
)

// Gradient is an array of weights with the derivative of the cost with respect to it.
type Gradient struct {
	*Param
	Grad []float32 // as long as Data; every run of the program overwrites it
}

// Minimize adds the derivatives of cost, a scalar, with respect to all weights in the graph. A
// graph can be differentiated once.
func (b *Builder) Minimize(cost *Node) {
	if b.err != nil {
		return
	}
	building.Lock()
	defer building.Unlock()
	var nodes []*Node
	for _, param := range b.params.All() {
		if node, ok := b.weights[param]; ok {
			b.trained, nodes = append(b.trained, param), append(nodes, node)
		}
	}
	b.follow(nodes)
	grads, err := gorgonia.Grad(cost, nodes...)
	if err != nil {
		b.Fail(fmt.Errorf("nn: differentiate: %w", err))
		return
	}
	b.gradients = grads
}

// Differentiate adds the derivatives of Σ y, over all elements of y (R), with respect to inputs, in
// their order. If row r of an input affects only y_r, row r of its derivative is that of y_r.
// Nothing is computed for weights. A graph can be differentiated once.
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
	return grads
}

// follow lets derivatives flow only to nodes that depend on the given ones. A second call is an
// error, since operations would forget what the first asked for.
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
