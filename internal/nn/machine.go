package nn

import (
	"fmt"
	"slices"

	"gorgonia.org/gorgonia"
)

// A machine runs the operations of a graph, one after the other, in the goroutine that
// calls it. Gorgonia's own machines start a goroutine for every run and hand it from
// thread to thread, which costs as much as a layer does.
type machine struct {
	values []gorgonia.Value // of all nodes, an operation's after those of its inputs
	steps  []step
}

// A step is an operation in its place. Numbers are places in values.
type step struct {
	op   gorgonia.Op
	in   []int
	out  int
	args []gorgonia.Value // values of in
}

// newMachine returns the machine that runs a graph in which all variables have values.
func newMachine(graph *gorgonia.ExprGraph) (*machine, error) {
	nodes, err := gorgonia.Sort(graph)
	if err != nil {
		return nil, err
	}
	slices.Reverse(nodes) // inputs first
	m := &machine{values: make([]gorgonia.Value, len(nodes))}
	places := map[int64]int{}
	for i, node := range nodes {
		places[node.ID()] = i
		if m.values[i] = node.Value(); m.values[i] != nil { // a variable or a constant
			continue
		}
		s := step{op: node.Op(), out: i}
		for inputs := graph.From(node.ID()); inputs.Next(); {
			s.in = append(s.in, places[inputs.Node().ID()])
		}
		s.args = make([]gorgonia.Value, len(s.in))
		m.steps = append(m.steps, s)
	}
	return m, nil
}

// run runs every operation once.
func (m *machine) run() error {
	for i := range m.steps {
		s := &m.steps[i]
		for j, from := range s.in {
			s.args[j] = m.values[from]
		}
		result, err := s.do(m.values[s.out])
		if err != nil {
			return fmt.Errorf("%v: %w", s.op, err)
		}
		m.values[s.out] = result
	}
	return nil
}

// do returns the operation's result, in the place of that of the last run if it can.
func (s *step) do(last gorgonia.Value) (gorgonia.Value, error) {
	if op, ok := s.op.(gorgonia.UsePreallocDoer); ok && last != nil {
		return op.UsePreallocDo(last, s.args...)
	}
	return s.op.Do(s.args...)
}
