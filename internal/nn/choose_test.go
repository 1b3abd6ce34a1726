package nn_test

import (
	"slices"
	"testing"

	"vae/internal/nn"
	"vae/internal/nn/nntest"
)

// TestChoose_picksRows checks that each row is that of its class, to the last bit, and that the
// derivative of a row is the sum over those that chose it.
func TestChoose_picksRows(t *testing.T) {
	y := nntest.Input{Shape: nn.Shape{4, 3}, Data: []float32{0, 1, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1}, Fixed: true}
	table := nntest.Input{Shape: nn.Shape{3, 5}}
	choose := func(b *nn.Builder, in []*nn.Node) *nn.Node { return nn.Choose(b, in[0], in[1]) }
	g := nntest.NewGraph(t, choose, y, table)
	rows := g.Params[0].Data
	want := slices.Concat(rows[5:10], rows[:5], rows[5:10], rows[10:])
	if got := g.Run(); !slices.Equal(got, want) {
		t.Errorf("rows %v, want %v of %v", got, want, rows)
	}
	nntest.CheckGraph(t, 1e-3, choose, y, table)
	y.Fixed = false // the product is known for all y
	nntest.CheckGraph(t, 1e-3, choose, y, table)
}

func TestChoose_errors(t *testing.T) {
	b := nn.NewBuilder(nn.NewParams(1))
	if nn.Choose(b, b.Input("y", 4, 3), b.Input("table", 2, 5)); b.Err() == nil {
		t.Error("three classes and a table of two are no error")
	}
}

// TestConcat_ofFewerRows repeats the rows of one input for successive rows of another, leaves out
// what is nil, and returns a single input itself.
func TestConcat_ofFewerRows(t *testing.T) {
	concat := func(b *nn.Builder, in []*nn.Node) *nn.Node { return nn.Concat(b, in[0], nil, in[1], in[2]) }
	inputs := []nntest.Input{
		{Shape: nn.Shape{2, 1}, Data: []float32{1, 2}},
		{Shape: nn.Shape{4, 2}, Data: []float32{3, 4, 5, 6, 7, 8, 9, 10}},
		{Shape: nn.Shape{1, 1}, Data: []float32{11}},
	}
	want := []float32{1, 3, 4, 11, 1, 5, 6, 11, 2, 7, 8, 11, 2, 9, 10, 11}
	if got := nntest.NewGraph(t, concat, inputs...).Run(); !slices.Equal(got, want) {
		t.Errorf("columns %v, want %v", got, want)
	}
	nntest.CheckGraph(t, 1e-3, concat, inputs...)
	inputs[1].Fixed = true
	nntest.CheckGraph(t, 1e-3, concat, inputs...)
	b := nn.NewBuilder(nn.NewParams(1))
	if x := b.Input("x", 2, 3); nn.Concat(b, nil, x, nil) != x {
		t.Error("a single input is copied")
	}
	if nn.Concat(b, b.Input("two rows", 2, 3), b.Input("three rows", 3, 3)); b.Err() == nil {
		t.Error("two rows beside three are no error")
	}
}

// TestAside_isNoLayer: a network that stands in the graph twice has the same weights, with the
// derivatives of both, and one layer.
func TestAside_isNoLayer(t *testing.T) {
	params := nn.NewParams(7)
	b := nn.NewBuilder(params)
	dense := nn.Dense{Out: 2}
	x := b.Input("x", 3, 2)
	first := dense.Apply(b.Scope("net"), x)
	second := dense.Apply(b.Aside().Scope("net"), b.Input("other", 3, 2))
	if layers := b.Layers(); len(layers) != 1 || layers[0].Name != "net" {
		t.Errorf("layers %+v", layers)
	}
	cost := b.Apply(sum{}, b.Apply(total{}, first), b.Apply(total{}, second))
	b.Minimize(cost)
	program, err := b.Compile()
	if err != nil {
		t.Fatal(err)
	}
	if len(program.Gradients()) != 2 {
		t.Errorf("%d arrays of weights, want 2", len(program.Gradients()))
	}
	copy(program.Input(x), nntest.Normal(5, 6))
	checkGradients(t, program, cost)
}
