package nn

import (
	"fmt"
	"slices"
	"strings"

	"gorgonia.org/gorgonia"

	"vae/internal/kernel"
)

// A machine runs the operations of a graph, one after the other, in the goroutine that calls it.
// Gorgonia's own machines start a goroutine for every run and hand it from thread to thread, which
// costs as much as a layer does.
type machine struct {
	values map[int64]gorgonia.Value // of all nodes, the same from run to run
	steps  []step                   // each after those of its inputs
	places map[int64]int            // of steps, by the node that each computes
	after  func(step int)           // called after each step
}

// A step is an operation with its inputs.
type step struct {
	op operation
	in []gorgonia.Value
}

// operation is a Gorgonia operation of our own. It keeps its result, which stays valid until it
// runs again.
type operation interface {
	gorgonia.Op
	kept() gorgonia.Value
}

// newMachine returns the machine that runs a graph in which all variables have values.
func newMachine(graph *gorgonia.ExprGraph) (*machine, error) {
	nodes, err := gorgonia.Sort(graph)
	if err != nil {
		return nil, err
	}
	slices.Reverse(nodes) // inputs first
	m := &machine{values: map[int64]gorgonia.Value{}, places: map[int64]int{}, after: func(int) {}}
	for _, node := range nodes {
		if value := node.Value(); value != nil { // a variable or a constant
			m.values[node.ID()] = value
			continue
		}
		s := step{}
		if s.op, err = own(node); err != nil {
			return nil, err
		}
		for inputs := graph.From(node.ID()); inputs.Next(); {
			s.in = append(s.in, m.values[inputs.Node().ID()])
		}
		m.values[node.ID()] = s.op.kept()
		m.places[node.ID()] = len(m.steps)
		m.steps = append(m.steps, s)
	}
	return m, nil
}

// own returns the operation of a node. Gorgonia adds up the derivatives of a node that is used
// several times, first to last, with an addition that allocates: ours replaces it.
func own(node *Node) (operation, error) {
	if op, ok := node.Op().(operation); ok {
		return op, nil
	}
	if name := fmt.Sprint(node.Op()); !strings.HasPrefix(name, "+ ") {
		return nil, fmt.Errorf("an operation of Gorgonia's, %s", name)
	}
	return &addition{signature{result: newValue(node.Shape())}}, nil
}

// addition is the sum of two derivatives.
type addition struct{ signature }

func (a *addition) Do(in ...gorgonia.Value) (gorgonia.Value, error) {
	kernel.Add(floats(a.result), floats(in[0]), floats(in[1]))
	return a.result, nil
}

// run runs every operation once.
func (m *machine) run() error {
	for i, s := range m.steps {
		if _, err := s.op.Do(s.in...); err != nil {
			return fmt.Errorf("%v: %w", s.op, err)
		}
		m.after(i)
	}
	return nil
}
