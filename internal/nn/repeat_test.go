package nn_test

import (
	"slices"
	"testing"

	"vae/internal/nn"
	"vae/internal/nn/nntest"
)

func TestRepeat_gradient(t *testing.T) {
	nntest.CheckGradient(t, nn.NewRepeat(3), 2e-3, nntest.Input{Shape: nn.Shape{2, 5}})
}

func TestRepeat_rows(t *testing.T) {
	op := nn.NewRepeat(2)
	shape, err := op.Shape([]nn.Shape{{2, 3}})
	if err != nil || !shape.Eq(nn.Shape{4, 3}) {
		t.Fatalf("shape %v, error %v", shape, err)
	}
	out := make([]float32, 12)
	op.Forward(out, [][]float32{{1, 2, 3, 4, 5, 6}})
	if want := []float32{1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6}; !slices.Equal(out, want) {
		t.Errorf("%v, want %v", out, want)
	}
}
