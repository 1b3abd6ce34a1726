package nn_test

import (
	"slices"
	"testing"

	"vae/internal/kernel"
	"vae/internal/nn"
	"vae/internal/nn/nntest"
)

// TestFine_reachesLayers checks that layers have other sums on a fine builder, and in scopes of it,
// than on others: that those err less is held where they are computed.
func TestFine_reachesLayers(t *testing.T) {
	wide := kernel.Conv{H: 6, W: 6, C: 20, Kernel: 4, Stride: 2, Pad: 1, Out: 150}
	for name, layer := range map[string]struct {
		in    int
		apply func(b *nn.Builder, x *nn.Node) *nn.Node
	}{
		"dense":                  {300, nn.Dense{Out: 20}.Apply},
		"convolution":            {6 * 6 * 20, nn.Conv{Conv: wide}.Apply},
		"transposed convolution": {3 * 3 * 150, nn.Conv{Conv: wide, Transposed: true}.Apply},
	} {
		run := func(scope func(b *nn.Builder) *nn.Builder) []float32 {
			return nntest.NewGraph(t, func(b *nn.Builder, in []*nn.Node) *nn.Node {
				return layer.apply(scope(b), in[0])
			}, nntest.Input{Shape: nn.Shape{2, layer.in}}).Run()
		}
		usual := run(func(b *nn.Builder) *nn.Builder { return b.Scope("net") })
		fine := run(func(b *nn.Builder) *nn.Builder { return b.Fine().Scope("net") })
		aside := run(func(b *nn.Builder) *nn.Builder { return b.Scope("net").Fine().Aside() })
		if slices.Equal(usual, fine) || !slices.Equal(aside, fine) {
			t.Errorf("%s: %v, fine %v, aside %v", name, usual[:3], fine[:3], aside[:3])
		}
	}
}
