// Package nntest checks operations of package nn in tests.
package nntest

import (
	"math"
	"slices"
	"testing"

	"vae/internal/nn"
	"vae/internal/rng"
)

// Input is an argument of an operation under test.
type Input struct {
	Shape nn.Shape
	Data  []float32 // nil: standard normal draws
	Fixed bool      // no derivative wanted, as for data and noise
}

// CheckGradient compares the derivatives that op computes with central finite differences of Σ w ⊙
// op(inputs), where w are fixed normal draws. An element may be off by tolerance times the largest
// derivative of its input: Forward rounds to float32, so that differences are good to about 1e-3.
func CheckGradient(t *testing.T, op nn.Op, tolerance float64, inputs ...Input) {
	t.Helper()
	shapes := make([]nn.Shape, len(inputs))
	in := make([][]float32, len(inputs))
	dIn := make([][]float32, len(inputs))
	for i, input := range inputs {
		shapes[i] = input.Shape
		in[i] = input.Data
		if in[i] == nil {
			in[i] = Normal(uint64(i), input.Shape.TotalSize())
		}
		if !input.Fixed {
			dIn[i] = Normal(99, len(in[i])) // Backward must overwrite, not add
		}
	}
	shape, err := op.Shape(shapes)
	if err != nil {
		t.Fatal(err)
	}
	out := make([]float32, shape.TotalSize())
	weights := Normal(1000, len(out))
	cost := func() float64 {
		op.Forward(out, in)
		var sum float64
		for i, v := range out {
			sum += float64(weights[i]) * float64(v)
		}
		return sum
	}
	cost()
	op.Backward(dIn, slices.Clone(weights), out, in)
	for i := range in {
		if dIn[i] != nil {
			compare(t, i, in[i], dIn[i], tolerance, cost)
		}
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
