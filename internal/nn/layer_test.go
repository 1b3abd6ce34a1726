package nn_test

import (
	"fmt"
	"testing"

	"vae/internal/kernel"
	"vae/internal/nn"
	"vae/internal/nn/nntest"
)

// skipping builds a network with a skip connection.
func skipping(b *nn.Builder, in []*nn.Node) *nn.Node {
	b = b.Scope("net")
	h := nn.Dense{Out: 3, Activation: kernel.Tanh}.Apply(b.Scope("fc1"), in[0])
	g := nn.Dense{Out: 3, Activation: kernel.ReLU}.Apply(b.Scope("fc2"), nn.Repeat(b, h, 1))
	return nn.Concat(b.Scope("both"), nn.Add(b.Scope("skip"), h, g), in[0])
}

func ExampleBuilder_Layers() {
	b := nn.NewBuilder(nn.NewSketch())
	skipping(b, []*nn.Node{b.Input("x", 1, 3)})
	for _, l := range b.Layers() {
		fmt.Println(l.Name, l.Kind, l.Inputs, l.In, l.Out, l.Activation, len(l.Params))
	}
	// Output:
	// net/fc1 dense [x] (3) (3) tanh 2
	// net/fc2 dense [net/fc1] (3) (3) relu 2
	// net/skip add [net/fc1 net/fc2] (3) (3) identity 0
	// net/both concat [net/skip x] (3) (6) identity 0
}

func TestLayers_gradient(t *testing.T) {
	nntest.CheckGraph(t, 2e-3, skipping, nntest.Input{Shape: nn.Shape{4, 3}})
	nntest.CheckGraph(t, 2e-3, func(b *nn.Builder, in []*nn.Node) *nn.Node { return nn.Subtract(b, in[0], in[1]) },
		nntest.Input{Shape: nn.Shape{5}}, nntest.Input{Shape: nn.Shape{5}})
	nntest.CheckGraph(t, 2e-3, func(b *nn.Builder, in []*nn.Node) *nn.Node {
		x, y := nn.MatchRows(b, in[0], in[1])
		return nn.Add(b, x, y)
	}, nntest.Input{Shape: nn.Shape{2, 3}}, nntest.Input{Shape: nn.Shape{6, 3}})
}

// TestSketch_cannotRun: a sketch has shapes and counts, but no data.
func TestSketch_hasShapesAlone(t *testing.T) {
	params := nn.NewSketch()
	b := nn.NewBuilder(params)
	nn.Dense{Out: 1 << 20}.Apply(b, nn.Dense{Out: 1 << 20}.Apply(b.Scope("a"), b.Input("x", 1, 1)))
	if err := b.Err(); err != nil {
		t.Fatal(err)
	}
	if want := 1<<40 + 3<<20; params.Count() != want {
		t.Errorf("%d weights, want %d", params.Count(), want)
	}
}
