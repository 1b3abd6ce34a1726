package nn_test

import (
	"fmt"
	"math"
	"testing"

	"vae/internal/kernel"
	"vae/internal/nn"
	"vae/internal/nn/nntest"
)

// halving takes images of 5×6 in two channels to 2×3 in three.
var halving = kernel.Conv{H: 5, W: 6, C: 2, Kernel: 4, Stride: 2, Pad: 1, Out: 3}

func TestConv_gradient(t *testing.T) {
	for _, act := range []nn.Activation{kernel.Identity, kernel.Tanh, kernel.SiLU} {
		for _, transposed := range []bool{false, true} {
			for _, noBias := range []bool{false, true} {
				in := 5 * 6 * 2
				if transposed {
					in = 2 * 3 * 3
				}
				nntest.CheckGraph(t, 2e-3, func(b *nn.Builder, in []*nn.Node) *nn.Node {
					return nn.Conv{Conv: halving, Transposed: transposed, Activation: act, NoBias: noBias}.Apply(b, in[0])
				}, nntest.Input{Shape: nn.Shape{3, in}})
			}
		}
	}
}

func TestOffset_gradient(t *testing.T) {
	nntest.CheckGraph(t, 2e-3, func(b *nn.Builder, in []*nn.Node) *nn.Node {
		return nn.Offset{Out: nn.Shape{2, 3, 4}}.Apply(b, in[0])
	}, nntest.Input{Shape: nn.Shape{3, 24}})
}

// TestOffset_order checks where the second param of the second pixel goes.
func TestOffset_order(t *testing.T) {
	g := nntest.NewGraph(t, func(b *nn.Builder, in []*nn.Node) *nn.Node {
		return nn.Offset{Out: nn.Shape{2, 3, 2}, Bias: nn.Values(make([]float32, 12))}.Apply(b, in[0])
	}, nntest.Input{Shape: nn.Shape{1, 12}, Data: []float32{0, 1, 10, 11, 100, 101, 110, 111, 200, 201, 210, 211}})
	want := []float32{0, 1, 100, 101, 200, 201, 10, 11, 110, 111, 210, 211}
	for i, v := range g.Run() {
		if v != want[i] {
			t.Errorf("element %d is %g, want %g", i, v, want[i])
		}
	}
}

func ExampleConv_Apply() {
	b := nn.NewBuilder(nn.NewSketch())
	x := b.Input("x", 1, 5*6*2)
	h := nn.Conv{Conv: halving, Activation: kernel.SiLU}.Apply(b.Scope("conv1"), x)
	h = nn.Conv{Conv: halving, Transposed: true, NoBias: true}.Apply(b.Scope("deconv1"), h)
	nn.Offset{Out: nn.Shape{1, 5 * 6, 2}}.Apply(b.Scope("offset"), h)
	for _, l := range b.Layers() {
		fmt.Println(l.Name, l.Kind, l.Inputs, l.In, l.Out, l.Activation, len(l.Params))
		if l.Window != nil {
			fmt.Printf("  %+v\n", *l.Window)
		}
	}
	// Output:
	// conv1 convolution [x] (5, 6, 2) (2, 3, 3) silu 2
	//   {Size:4 Stride:2 Pad:1 OutputPad:[0 0]}
	// deconv1 transposed convolution [conv1] (2, 3, 3) (5, 6, 2) identity 1
	//   {Size:4 Stride:2 Pad:1 OutputPad:[1 0]}
	// offset offset [deconv1] (60) (60) identity 1
}

// TestConv_initialSize checks that initial weights keep the size of signals, forwards under He's
// and both ways under Glorot's, far from the edges of the image.
func TestConv_initialSize(t *testing.T) {
	wide := kernel.Conv{H: 32, W: 32, C: 24, Kernel: 4, Stride: 2, Pad: 1, Out: 96}
	for _, transposed := range []bool{false, true} {
		params := nn.NewParams(1)
		b := nn.NewBuilder(params)
		in := wide.H * wide.W * wide.C
		if transposed {
			in = wide.OutH() * wide.OutW() * wide.Out
		}
		x := b.Input("x", 1, in)
		y := nn.Conv{Conv: wide, Transposed: transposed, Weight: nn.Glorot}.Apply(b, x)
		program, err := b.Compile()
		if err != nil {
			t.Fatal(err)
		}
		copy(program.Input(x), nntest.Normal(1, in))
		if err := program.Run(); err != nil {
			t.Fatal(err)
		}
		var sum float64
		for _, v := range program.Value(y) {
			sum += float64(v) * float64(v)
		}
		// Both fans are 384: the variance is 1 but at the edges, where 6 % of all terms are missing.
		if got := sum / float64(len(program.Value(y))); math.Abs(got-0.94) > 0.08 {
			t.Errorf("transposed %v: the mean square is %g", transposed, got)
		}
	}
}
