package nn

import (
	"fmt"
	"time"
	"unsafe"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// The three Gorgonia operations behind an Op: forward computes its result, backward computes all
// derivatives and returns that of the first input that wants one, and pick returns another of them.
// All that backward reads is among its inputs, so that it is still valid when backward runs.
type (
	forward struct {
		signature
		op     Op
		layer  string // its name, if op is a layer; "" if it cannot be one
		b      *Builder
		node   *Node // the result
		inputs []*Node
		in     [][]float32 // the values of inputs in the last run
		wanted []bool      // which inputs want a derivative
	}
	backward struct {
		signature
		forward *forward
		values  []gorgonia.Value // the derivatives, nil where not wanted
		dIn     [][]float32      // the arrays of values
	}
	pick struct{ signature }
)

func (f *forward) Do(in ...gorgonia.Value) (gorgonia.Value, error) {
	for i, v := range in {
		f.in[i] = floats(v)
	}
	start := time.Now()
	f.op.Forward(floats(f.result), f.in)
	f.spent += time.Since(start)
	return f.result, nil
}

// DiffWRT reports for which inputs SymDiff returns a derivative.
func (f *forward) DiffWRT(int) []bool { return f.wanted }

// SymDiff adds the nodes that compute the derivatives.
func (f *forward) SymDiff(in gorgonia.Nodes, out, dOut *Node) (gorgonia.Nodes, error) {
	back := &backward{
		forward: f,
		values:  make([]gorgonia.Value, len(in)),
		dIn:     make([][]float32, len(in)),
	}
	children := append(append(gorgonia.Nodes{}, in...), out, dOut)
	shapes := make([]Shape, len(children))
	for i, node := range children {
		shapes[i] = node.Shape()
	}
	grads := make(gorgonia.Nodes, len(in))
	var first *Node
	for i, node := range in {
		switch {
		case !f.wanted[i]:
			continue
		case first == nil:
			back.signature = f.b.signature("backward "+f.name, shapes, node.Shape())
			back.values[i] = back.result
			f.b.timed = append(f.b.timed, &back.signature)
			first = f.b.apply(back, children...)
			grads[i] = first
		default:
			hand := &pick{f.b.signature("pick "+f.name, []Shape{first.Shape()}, node.Shape())}
			back.values[i] = hand.result
			grads[i] = f.b.apply(hand, first)
		}
		back.dIn[i] = floats(back.values[i])
	}
	return grads, f.b.err
}

func (k *backward) Do(in ...gorgonia.Value) (gorgonia.Value, error) {
	n := len(k.forward.in)
	out, dOut := floats(in[n]), floats(in[n+1])
	start := time.Now()
	k.forward.op.Backward(k.dIn, dOut, out, k.forward.in)
	k.spent += time.Since(start)
	return k.result, nil
}

// Do returns a derivative that backward has computed.
func (p *pick) Do(...gorgonia.Value) (gorgonia.Value, error) { return p.result, nil }

// floats returns the array behind a value; a scalar's has one element.
func floats(v gorgonia.Value) []float32 {
	switch v := v.(type) {
	case *tensor.Dense:
		return v.Float32s()
	case *gorgonia.F32:
		return unsafe.Slice((*float32)(v), 1)
	}
	panic(fmt.Sprintf("nn: a value of type %T in a graph of float32 arrays", v))
}
