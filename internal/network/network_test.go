package network_test

import (
	"strings"
	"testing"

	"vae/internal/kernel"
	"vae/internal/network"
	"vae/internal/nn"
	"vae/internal/nn/nntest"
)

// each runs a test for both directions of every kind in the table: from 6 numbers to 4, and back.
func each(t *testing.T, test func(t *testing.T, in int, build func(b *nn.Builder, given []*nn.Node) *nn.Node)) {
	spec := network.Spec{Hidden: []int{5, 5, 3}, Activation: kernel.Tanh, Init: nn.Glorot}
	for _, name := range network.Menu().Names {
		kind, err := network.Find(name)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(name+"/encoder", func(t *testing.T) {
			test(t, 6, func(b *nn.Builder, given []*nn.Node) *nn.Node {
				return kind.Encoder(spec).Apply(b.Scope("encoder"), given, nn.Shape{2, 2})
			})
		})
		t.Run(name+"/decoder", func(t *testing.T) {
			start := nn.Values([]float32{1, 2, 3, 4, 5, 6})
			test(t, 4, func(b *nn.Builder, given []*nn.Node) *nn.Node {
				return kind.Decoder(spec, start).Apply(b.Scope("decoder"), given, nn.Shape{1, 2, 3})
			})
		})
	}
}

func TestContract_gradient(t *testing.T) {
	each(t, func(t *testing.T, in int, build func(b *nn.Builder, given []*nn.Node) *nn.Node) {
		nntest.CheckGraph(t, 2e-3, build, nntest.Input{Shape: nn.Shape{4, in}})
		nntest.CheckGraph(t, 2e-3, build,
			nntest.Input{Shape: nn.Shape{4, in}, Fixed: true}, nntest.Input{Shape: nn.Shape{4, 3}})
	})
}

// TestContract_layers checks that layers have names of their own, from which those of their weights
// begin, and that the last one gives the result.
func TestContract_layers(t *testing.T) {
	each(t, func(t *testing.T, in int, build func(b *nn.Builder, given []*nn.Node) *nn.Node) {
		params := nn.NewParams(1)
		b := nn.NewBuilder(params)
		out := build(b, []*nn.Node{b.Input("x", 4, in)})
		layers := b.Layers()
		if len(layers) == 0 {
			t.Fatal("no layers")
		}
		if last := layers[len(layers)-1]; !last.Out.Eq(out.Shape()[1:]) {
			t.Errorf("the last layer gives %v, the network %v", last.Out, out.Shape())
		}
		described, names := 0, map[string]bool{}
		for i, l := range layers {
			if names[l.Name] {
				t.Errorf("two layers are called %s: each needs a scope of its own", l.Name)
			}
			names[l.Name] = true
			described += len(l.Params)
			for _, p := range l.Params {
				if !strings.HasPrefix(p.Name, l.Name+"/") {
					t.Errorf("layer %s has the parameter %s", l.Name, p.Name)
				}
			}
			if i == 0 && l.Inputs[0] != "x" {
				t.Errorf("the first layer reads %v", l.Inputs)
			}
		}
		if all := len(params.All()); described != all {
			t.Errorf("layers describe %d parameters of %d", described, all)
		}
	})
}

// TestContract_decoderStartsAtItsBias checks that the result for codes of zeros is the initial
// bias.
func TestContract_decoderStartsAtItsBias(t *testing.T) {
	each(t, func(t *testing.T, in int, build func(b *nn.Builder, given []*nn.Node) *nn.Node) {
		if in != 4 {
			return
		}
		g := nntest.NewGraph(t, build, nntest.Input{Shape: nn.Shape{1, in}, Data: make([]float32, in)})
		for i, v := range g.Run() {
			if v != float32(i+1) {
				t.Errorf("element %d starts at %g", i, v)
			}
		}
	})
}
