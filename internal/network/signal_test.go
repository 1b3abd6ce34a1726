package network_test

import (
	"math"
	"slices"
	"testing"

	"vae/internal/network"
	"vae/internal/nn"
	"vae/internal/nn/nntest"
	"vae/internal/raster"
)

// TestInit_signalsNeitherVanishNorGrow compares the mean square of what new networks of up to seven
// layers give for standard normal numbers with that of layers of endless width. Weights of He have
// the variance 2/in, of the inputs that a result far from edges has, so that it is v = 2 behind the
// first layer and 2·E[act(√v·n)²], n normal, behind each further one: always 2 under ReLU, and 0.26
// behind the seventh under SiLU. Pixels at edges have less and others more, and SiLU keeps more of
// what is large: with that and the scatter of 32 channels it is right to a factor of three.
// Derivatives, on the way back, fall less.
func TestInit_signalsNeitherVanishNorGrow(t *testing.T) {
	for _, name := range network.Menu().Names {
		kind, err := network.Find(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, image := range []raster.Shape{{C: 3, H: 8, W: 9}, {C: 1, H: 28, W: 28}, {C: 3, H: 33, W: 32},
			{C: 1, H: 64, W: 70}, {C: 3, H: 96, W: 97}} {
			design := network.Design{Kind: name, Hidden: slices.Repeat([]int{128}, 6)}
			if kind.Level != nil {
				design = network.Design{Kind: name, Residual: image.H == 33}.For(image)
			}
			t.Run(design.String()+" of "+image.String(), func(t *testing.T) { keepSignals(t, kind, design, image) })
		}
	}
}

func keepSignals(t *testing.T, kind network.Kind, design network.Design, image raster.Shape) {
	act, err := nn.ParseActivation(kind.Activation)
	if err != nil {
		t.Fatal(err)
	}
	spec := network.Spec{Design: design, Image: image, Activation: act, Init: nn.He}
	const rows, code = 16, 16
	want := signal(t, act, len(design.Filters)+len(design.Hidden)+1)
	check := func(direction string, in, out int, build func(b *nn.Builder, given []*nn.Node) *nn.Node) {
		t.Helper()
		g := nntest.NewGraph(t, build, nntest.Input{Shape: nn.Shape{rows, in}})
		if got := meanSquare(g.Run()); got < want/3 || got > want*3 {
			t.Errorf("%s: mean square %.3g, want %.3g", direction, got, want)
		}
		back := meanSquare(g.Derivatives()[0]) * float64(in) / float64(out) // of a result, they are normal
		if back < want/3 || back > 4 {
			t.Errorf("%s: mean square of derivatives %.3g, want %.3g to 2", direction, back, want)
		}
	}
	check("encoder", image.Size(), 2*code, func(b *nn.Builder, given []*nn.Node) *nn.Node {
		return kind.Encoder(spec).Apply(b, given, nn.Shape{2, code})
	})
	check("decoder", code, image.Size(), func(b *nn.Builder, given []*nn.Node) *nn.Node {
		return kind.Decoder(spec, nn.Zeros).Apply(b, given, nn.Shape{1, image.H, image.W, image.C})
	})
}

// signal returns the mean square behind that many layers of endless width.
func signal(t *testing.T, act nn.Activation, layers int) float64 {
	t.Helper()
	const draws = 50_000
	v := 2.0
	for range layers - 1 {
		h := nntest.Normal(1, draws)
		for i := range h {
			h[i] *= float32(math.Sqrt(v))
		}
		activated := func(b *nn.Builder, in []*nn.Node) *nn.Node {
			one := nn.Values([]float32{1})
			return nn.Dense{Out: 1, Activation: act, Weight: one}.Apply(b, in[0])
		}
		v = 2 * meanSquare(nntest.NewGraph(t, activated, nntest.Input{Shape: nn.Shape{draws, 1}, Data: h}).Run())
	}
	return v
}

func meanSquare(x []float32) (mean float64) {
	for _, v := range x {
		mean += float64(v) * float64(v) / float64(len(x))
	}
	return mean
}
