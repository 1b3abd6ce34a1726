package nn

import (
	"fmt"
	"sync"
	"time"
)

// building guards what Gorgonia shares between graphs while they are built: the constants of a
// derivative are global nodes.
var building sync.Mutex

// Program is a graph that is ready to run. It is not safe for concurrent use.
type Program struct {
	machine   *machine
	inputs    map[*Node][]float32
	gradients []Gradient
	final     map[int]int // the first of the gradients that are final, by the step after which they are
	timed     []*signature
	watched   []watched
}

// Compile turns the graph into a program, or returns the builder's first error.
func (b *Builder) Compile() (*Program, error) {
	if b.err != nil {
		return nil, b.err
	}
	building.Lock()
	defer building.Unlock()
	machine, err := newMachine(b.graph)
	if err != nil {
		return nil, fmt.Errorf("nn: compile: %w", err)
	}
	p := &Program{machine: machine, inputs: b.inputs, timed: b.timed, watched: b.watched, final: map[int]int{}}
	for i, param := range b.trained {
		p.gradients = append(p.gradients, Gradient{param, p.Value(b.gradients[i])})
	}
	last := 0
	for i := len(b.gradients) - 1; i >= 0; i-- {
		last = max(last, machine.places[b.gradients[i].ID()])
		p.final[last] = i
	}
	return p, nil
}

// Input returns the array behind an input node. Fill it before Run.
func (p *Program) Input(node *Node) []float32 { return p.inputs[node] }

// Run executes the graph once.
func (p *Program) Run() error {
	if err := p.machine.run(); err != nil {
		return fmt.Errorf("nn: run: %w", err)
	}
	return nil
}

// Value returns an input, or the result of an operation in the last run. The next run overwrites
// it.
func (p *Program) Value(node *Node) []float32 {
	return floats(p.machine.values[node.ID()])
}

// Gradients returns all weights in the graph with their derivatives, in the order of Params, if the
// graph was built with Minimize.
func (p *Program) Gradients() []Gradient { return p.gradients }

// OnFinal has every Run call f as it computes derivatives: f(i) when those of Gradients from the
// i-th on are final. Those of the last layers come first; the last call is f(0).
func (p *Program) OnFinal(f func(i int)) {
	p.machine.after = func(step int) {
		if i, ok := p.final[step]; ok {
			f(i)
		}
	}
}

// Timing is the time that an operation took, in all runs so far.
type Timing struct {
	Name  string // such as "encoder/fc1/dense" or "backward dense"
	Spent time.Duration
}

// Timings returns the time of every operation. The rest of Run's time is that of the machine and of
// adding up derivatives.
func (p *Program) Timings() []Timing {
	timings := make([]Timing, len(p.timed))
	for i, s := range p.timed {
		timings[i] = Timing{s.name, s.spent}
	}
	return timings
}
