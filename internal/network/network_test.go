package network_test

import (
	"slices"
	"strings"
	"testing"

	"vae/internal/kernel"
	"vae/internal/network"
	"vae/internal/nn"
	"vae/internal/nn/nntest"
	"vae/internal/raster"
)

// image is that of the networks under test, which give two params for each of its numbers.
var image = raster.Shape{C: 2, H: 5, W: 4}

// A subject is a network of some kind, in one direction.
type subject struct {
	decoder bool
	in, out int // numbers of a row
	build   func(b *nn.Builder, given []*nn.Node) *nn.Node
}

// each runs a test for both directions of every kind in the table, with residual blocks too.
func each(t *testing.T, test func(t *testing.T, s subject)) {
	for _, name := range network.Menu().Names {
		kind, err := network.Find(name)
		if err != nil {
			t.Fatal(err)
		}
		design := network.Design{Kind: name, Hidden: []int{5, 5, 3}}
		if kind.Level != nil {
			design.Filters = []int{3, 4}
			both(t, design, kind, test)
			design.Residual = true
		}
		both(t, design, kind, test)
	}
}

func both(t *testing.T, design network.Design, kind network.Kind, test func(t *testing.T, s subject)) {
	spec := network.Spec{Design: design, Image: image, Activation: kernel.Tanh, Init: nn.Glorot}
	if err := design.Check(image, 1<<20); err != nil {
		t.Fatal(err)
	}
	const codes = 4
	start := make([]float32, 2*image.Size())
	for i := range start {
		start[i] = float32(i+1) / 64
	}
	t.Run(design.String()+"/encoder", func(t *testing.T) {
		test(t, subject{false, image.Size(), codes, func(b *nn.Builder, given []*nn.Node) *nn.Node {
			return kind.Encoder(spec).Apply(b.Scope("encoder"), given, nn.Shape{2, codes / 2})
		}})
	})
	t.Run(design.String()+"/decoder", func(t *testing.T) {
		test(t, subject{true, codes, len(start), func(b *nn.Builder, given []*nn.Node) *nn.Node {
			out := nn.Shape{2, image.H, image.W, image.C}
			return kind.Decoder(spec, nn.Values(start)).Apply(b.Scope("decoder"), given, out)
		}})
	})
}

func TestContract_gradient(t *testing.T) {
	each(t, func(t *testing.T, s subject) {
		nntest.CheckGraph(t, 2e-3, s.build, nntest.Input{Shape: nn.Shape{4, s.in}})
		nntest.CheckGraph(t, 2e-3, s.build,
			nntest.Input{Shape: nn.Shape{4, s.in}, Fixed: true}, nntest.Input{Shape: nn.Shape{4, 3}})
	})
}

// TestContract_layers checks that layers have names of their own, from which those of their weights
// begin, and that the last one gives the result.
func TestContract_layers(t *testing.T) {
	each(t, func(t *testing.T, s subject) {
		params := nn.NewParams(1)
		b := nn.NewBuilder(params)
		out := s.build(b, []*nn.Node{b.Input("x", 4, s.in)})
		layers := b.Layers()
		if len(layers) == 0 {
			t.Fatal("no layers")
		}
		if last := layers[len(layers)-1]; last.Out.TotalSize() != s.out || !out.Shape().Eq(nn.Shape{4, s.out}) {
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
	each(t, func(t *testing.T, s subject) {
		if !s.decoder {
			return
		}
		g := nntest.NewGraph(t, s.build, nntest.Input{Shape: nn.Shape{1, s.in}, Data: make([]float32, s.in)})
		for i, v := range g.Run() {
			if v != float32(i+1)/64 {
				t.Errorf("element %d starts at %g", i, v)
			}
		}
	})
}

// TestContract_rowsAreAlone checks that the result for a row depends on that row only.
func TestContract_rowsAreAlone(t *testing.T) {
	each(t, func(t *testing.T, s subject) {
		rows := nntest.Normal(1, 3*s.in)
		all := nntest.NewGraph(t, s.build, nntest.Input{Shape: nn.Shape{3, s.in}, Data: rows}).Run()
		last := nntest.NewGraph(t, s.build, nntest.Input{Shape: nn.Shape{1, s.in}, Data: rows[2*s.in:]}).Run()
		if !slices.Equal(all[2*s.out:], last) {
			t.Error("the result of a row differs beside others")
		}
	})
}
