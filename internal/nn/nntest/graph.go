// Package nntest checks derivatives in tests.
package nntest

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"vae/internal/nn"
	"vae/internal/rng"
)

// Input is an argument of what is under test.
type Input struct {
	Shape nn.Shape
	Data  []float32 // nil: standard normal draws
	Fixed bool      // no derivative wanted, as for data and noise
}

// Graph is a graph under test: the result of a function of inputs.
type Graph struct {
	Params  []*nn.Param // the inputs that are not fixed, in order, then the function's own
	t       *testing.T
	program *nn.Program
	out     *nn.Node
	weights []float32 // of the results in the cost
}

// NewGraph builds the graph. Inputs that are not fixed are weights of it.
func NewGraph(t *testing.T, build func(b *nn.Builder, in []*nn.Node) *nn.Node, inputs ...Input) *Graph {
	t.Helper()
	params := nn.NewParams(1)
	b := nn.NewBuilder(params)
	g := &Graph{t: t}
	nodes, data := make([]*nn.Node, len(inputs)), make([][]float32, len(inputs))
	for i, input := range inputs {
		if data[i] = input.Data; data[i] == nil {
			data[i] = Normal(uint64(i), input.Shape.TotalSize())
		}
		if name := fmt.Sprintf("in%d", i); input.Fixed {
			nodes[i] = b.Input(name, input.Shape...)
		} else {
			nodes[i] = b.Param(name, nn.Values(data[i]), input.Shape...)
		}
	}
	g.out = build(b, nodes)
	if err := b.Err(); err != nil {
		t.Fatal(err)
	}
	g.weights = Normal(1000, max(1, g.out.Shape().TotalSize()))
	b.Minimize(b.Apply(&weighted{g.weights}, g.out))
	var err error
	if g.program, err = b.Compile(); err != nil {
		t.Fatal(err)
	}
	for i, input := range inputs {
		if input.Fixed {
			copy(g.program.Input(nodes[i]), data[i])
		}
	}
	g.Params = params.All()
	return g
}

// Run returns the results for the present values of Params.
func (g *Graph) Run() []float32 {
	g.t.Helper()
	if err := g.program.Run(); err != nil {
		g.t.Fatal(err)
	}
	return g.program.Value(g.out)
}

// Derivatives returns those of Σ w ⊙ results with respect to each of Params, where w are fixed
// normal draws.
func (g *Graph) Derivatives() [][]float32 {
	g.t.Helper()
	g.Run()
	var all [][]float32
	for _, gradient := range g.program.Gradients() {
		all = append(all, slices.Clone(gradient.Grad))
	}
	return all
}

// CheckGradient compares the derivatives of an operation as CheckGraph does.
func CheckGradient(t *testing.T, op nn.Op, tolerance float64, inputs ...Input) {
	t.Helper()
	CheckGraph(t, tolerance, func(b *nn.Builder, in []*nn.Node) *nn.Node { return b.Apply(op, in...) }, inputs...)
}

// CheckGraph compares the derivatives of a graph with central finite differences: see Check.
func CheckGraph(t *testing.T, tolerance float64, build func(b *nn.Builder, in []*nn.Node) *nn.Node, inputs ...Input) {
	t.Helper()
	NewGraph(t, build, inputs...).Check(tolerance)
}

// Check compares the derivatives with central finite differences. An element may differ by
// tolerance times the largest derivative of its array: results are rounded to float32, so that
// differences are good to about 1e-3.
func (g *Graph) Check(tolerance float64) {
	g.t.Helper()
	g.Derivatives()
	got := g.Derivatives() // of a second run: operations must overwrite, not add
	cost := func() (sum float64) {
		for i, v := range g.Run() {
			sum += float64(g.weights[i]) * float64(v)
		}
		return sum
	}
	for i, p := range g.Params {
		compare(g.t, i, p.Data, got[i], tolerance, cost)
	}
}

// compare checks the derivatives with respect to one input.
func compare(t *testing.T, input int, x, got []float32, tolerance float64, cost func() float64) {
	t.Helper()
	const h = 1.0 / 128
	want := make([]float64, len(x))
	largest := 1e-3
	for j, v := range x {
		x[j] = v + h
		up := cost()
		x[j] = v - h
		down := cost()
		x[j] = v
		want[j] = (up - down) / (2 * h)
		largest = max(largest, math.Abs(want[j]))
	}
	for j := range want {
		if !(math.Abs(float64(got[j])-want[j]) <= tolerance*largest) {
			t.Errorf("input %d, element %d: derivative %g, finite difference %g", input, j, got[j], want[j])
		}
	}
}

// Normal returns n fixed standard normal draws.
func Normal(index uint64, n int) []float32 {
	draws := make([]float32, n)
	source := rng.Stream(1, "nntest", index)
	source.Normal(draws)
	return draws
}

// weighted is Σ w ⊙ x.
type weighted struct{ w []float32 }

func (*weighted) Shape([]nn.Shape) (nn.Shape, error) { return nn.Shape{}, nil }

func (w *weighted) Forward(out []float32, in [][]float32) {
	var sum float64
	for i, v := range in[0] {
		sum += float64(w.w[i]) * float64(v)
	}
	out[0] = float32(sum)
}

// Backward computes dx = d·w.
func (w *weighted) Backward(dIn [][]float32, dOut, _ []float32, _ [][]float32) {
	for i, weight := range w.w {
		dIn[0][i] = dOut[0] * weight
	}
}
