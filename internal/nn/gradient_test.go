package nn_test

import (
	"math"
	"strings"
	"testing"

	"vae/internal/kernel"
	"vae/internal/nn"
	"vae/internal/nn/nntest"
)

// squares is Σ x² of each row.
type squares struct{ cols int }

func (s *squares) Shape(in []nn.Shape) (nn.Shape, error) {
	s.cols = in[0][1]
	return nn.Shape{in[0][0]}, nil
}

func (s *squares) Forward(out []float32, in [][]float32) {
	clear(out)
	for i, v := range in[0] {
		out[i/s.cols] += v * v
	}
}

func (s *squares) Backward(dIn [][]float32, dOut, _ []float32, in [][]float32) {
	for i, v := range in[0] {
		dIn[0][i] = 2 * v * dOut[i/s.cols]
	}
}

// scaled is x·w with a weight w (1). It counts how often dw is asked for.
type scaled struct{ asked *int }

func (scaled) Shape(in []nn.Shape) (nn.Shape, error) { return in[0].Clone(), nil }

func (scaled) Forward(out []float32, in [][]float32) {
	for i, x := range in[0] {
		out[i] = x * in[1][0]
	}
}

func (s scaled) Backward(dIn [][]float32, dOut, _ []float32, in [][]float32) {
	if dIn[1] != nil {
		*s.asked++
	}
	for i, d := range dOut {
		dIn[0][i] = d * in[1][0]
	}
}

// TestDifferentiate_finiteDifferences differentiates rows by their inputs, through a net that uses
// a layer twice and the input three times, run after run. The tolerance is that of
// TestMinimize_finiteDifferences.
func TestDifferentiate_finiteDifferences(t *testing.T) {
	const rows, cols = 4, 3
	b := nn.NewBuilder(nn.NewParams(7))
	x := b.Input("x", rows, cols)
	h := nn.Dense{Out: 4, Activation: kernel.Tanh}.Apply(b.Scope("hidden"), x)
	left := nn.Dense{Out: 2}.Apply(b.Scope("left"), h)
	right := nn.Dense{Out: 2, Activation: kernel.Sigmoid}.Apply(b.Scope("right"), h)
	y := b.Apply(sum{}, b.Apply(&squares{}, left), b.Apply(&squares{}, right))
	y = b.Apply(sum{}, y, b.Apply(&squares{}, b.Apply(sum{}, x, x)))
	dx := b.Differentiate(y, x)[0]
	program, err := b.Compile()
	if err != nil {
		t.Fatal(err)
	}
	in := program.Input(x)
	copy(in, nntest.Normal(5, rows*cols))
	run := func() {
		if err := program.Run(); err != nil {
			t.Fatal(err)
		}
	}
	for i, v := range in {
		const step = 1.0 / 64
		r := i / cols
		run()
		got := float64(program.Value(dx)[i])
		in[i] = v + step
		run()
		up := float64(program.Value(y)[r])
		in[i] = v - step
		run()
		want := (up - float64(program.Value(y)[r])) / (2 * step)
		in[i] = v
		if math.Abs(got-want) > 1e-3*max(1, math.Abs(want)) {
			t.Errorf("element %d: derivative %g, finite difference %g", i, got, want)
		}
	}
}

// TestDifferentiate_leavesWeightsAlone checks that Differentiate computes no derivative of a
// weight, and Minimize does.
func TestDifferentiate_leavesWeightsAlone(t *testing.T) {
	for name, test := range map[string]struct {
		differentiate func(b *nn.Builder, y, cost, x *nn.Node)
		want          int
	}{
		"input":     {func(b *nn.Builder, y, _, x *nn.Node) { b.Differentiate(y, x) }, 0},
		"parameter": {func(b *nn.Builder, _, cost, _ *nn.Node) { b.Minimize(cost) }, 1},
	} {
		asked := 0
		b := nn.NewBuilder(nn.NewParams(1))
		x := b.Input("x", 2, 3)
		h := nn.Dense{Out: 3}.Apply(b, x)
		product := b.Apply(scaled{&asked}, h, b.Param("scale", nn.Zeros, 1))
		y, cost := b.Apply(&squares{}, product), b.Apply(total{}, product)
		test.differentiate(b, y, cost, x)
		program, err := b.Compile()
		if err != nil {
			t.Fatal(err)
		}
		if err := program.Run(); err != nil {
			t.Fatal(err)
		}
		if asked != test.want {
			t.Errorf("%s: the weight's derivative was asked for %d times, want %d", name, asked, test.want)
		}
	}
}

func TestDifferentiate_errors(t *testing.T) {
	b := nn.NewBuilder(nn.NewParams(1))
	x, other := b.Input("x", 2, 3), b.Input("other", 2, 3)
	b.Differentiate(b.Apply(&squares{}, x), other)
	if _, err := b.Compile(); err == nil || !strings.Contains(err.Error(), "nn: differentiate") {
		t.Errorf("by an input without a part in it: error %v", err)
	}
}

func TestMinimize_once(t *testing.T) {
	b := nn.NewBuilder(nn.NewParams(1))
	cost := b.Apply(total{}, nn.Dense{Out: 2}.Apply(b, b.Input("x", 3, 2)))
	b.Minimize(cost)
	if err := b.Err(); err != nil {
		t.Fatal(err)
	}
	b.Minimize(cost)
	if err := b.Err(); err == nil || !strings.Contains(err.Error(), "differentiated once") {
		t.Errorf("error %v", err)
	}
}
