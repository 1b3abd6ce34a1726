package loss_test

import (
	"fmt"
	"testing"

	"vae/internal/nn"
	"vae/internal/nn/nntest"
	"vae/loss"
)

func negativeELBO(b *nn.Builder, in []*nn.Node) *nn.Node {
	return loss.NegativeELBO(b, in[0], in[1], in[2])
}

// terms returns inputs of these numbers, then β.
func terms(beta float32, first, second []float32) []nntest.Input {
	return []nntest.Input{
		{Shape: nn.Shape{len(first)}, Data: first},
		{Shape: nn.Shape{len(second)}, Data: second},
		{Shape: nn.Shape{1}, Data: []float32{beta}, Fixed: true},
	}
}

func TestNegativeELBO_gradient(t *testing.T) {
	nntest.CheckGraph(t, 2e-3, negativeELBO, terms(0.7, nntest.Normal(1, 5), nntest.Normal(2, 5))...)
	threeDraws := terms(0.7, nntest.Normal(1, 6), nntest.Normal(2, 2))
	nntest.CheckGraph(t, 2e-3, negativeELBO, threeDraws...)
	fixed := terms(1, nntest.Normal(1, 5), nntest.Normal(2, 5))
	fixed[1].Fixed = true
	nntest.CheckGraph(t, 2e-3, negativeELBO, fixed...)
}

// TestNegativeELBO_value checks the signs and the mean over the batch.
func TestNegativeELBO_value(t *testing.T) {
	got := nntest.NewGraph(t, negativeELBO, terms(0.5, []float32{-100, -80}, []float32{20, 30})...).Run()[0]
	if want := float32((100 + 80 + 0.5*(20+30)) / 2.0); got != want {
		t.Errorf("%g, want %g", got, want)
	}
}

func TestShapes_mismatch(t *testing.T) {
	for name, build := range map[string]func(b *nn.Builder, in func(shape ...int) *nn.Node){
		"terms of different batches": func(b *nn.Builder, in func(...int) *nn.Node) {
			loss.NegativeELBO(b, in(2), in(3), in(1))
		},
		"6 draws as 4 for each image": func(b *nn.Builder, in func(...int) *nn.Node) {
			(&loss.Importance{Samples: 4}).NegativeBound(b, in(6), in(6), in(1))
		},
		"ratios of other draws": func(b *nn.Builder, in func(...int) *nn.Node) {
			(&loss.Importance{Samples: 2}).NegativeBound(b, in(6), in(4), in(1))
		},
	} {
		b := nn.NewBuilder(nn.NewParams(1))
		inputs := 0
		build(b, func(shape ...int) *nn.Node {
			inputs++
			return b.Input(fmt.Sprint(inputs), shape...)
		})
		if b.Err() == nil {
			t.Errorf("%s were accepted", name)
		}
	}
}

func ExampleWarmup() {
	w := loss.Warmup{Beta: 1, Steps: 4}
	for step := range int64(6) {
		fmt.Print(w.At(step), " ")
	}
	// Output: 0 0.25 0.5 0.75 1 1
}
