package nn_test

import (
	"testing"

	"vae/internal/nn"
	"vae/internal/nn/nntest"
)

func TestDense_gradient(t *testing.T) {
	for _, name := range nn.Activations().Names {
		t.Run(name, func(t *testing.T) {
			act, err := nn.ParseActivation(name)
			if err != nil {
				t.Fatal(err)
			}
			// Biases of ±1.5 keep arguments of this size away from the kinks at zero, where a
			// finite difference is wrong.
			x := nntest.Normal(1, 5*4)
			for i := range x {
				x[i] /= 8
			}
			nntest.CheckGradient(t, nn.NewDenseOp(act), 2e-3,
				nntest.Input{Shape: nn.Shape{5, 4}, Data: x},
				nntest.Input{Shape: nn.Shape{4, 3}},
				nntest.Input{Shape: nn.Shape{3}, Data: []float32{1.5, -1.5, 1.5}})
		})
	}
}

func TestDense_fixedInputs(t *testing.T) {
	for _, fixed := range [][]bool{{true, false, false}, {false, true, true}} {
		nntest.CheckGradient(t, nn.NewDenseOp(0), 2e-3,
			nntest.Input{Shape: nn.Shape{3, 2}, Fixed: fixed[0]},
			nntest.Input{Shape: nn.Shape{2, 2}, Fixed: fixed[1]},
			nntest.Input{Shape: nn.Shape{2}, Fixed: fixed[2]})
	}
}

func TestDense_rejects(t *testing.T) {
	for name, build := range map[string]func(b *nn.Builder){
		"no units":   func(b *nn.Builder) { nn.Dense{}.Apply(b, b.Input("x", 2, 3)) },
		"wrong rank": func(b *nn.Builder) { nn.Dense{Out: 2}.Apply(b, b.Input("x", 2)) },
		"wrong shape": func(b *nn.Builder) {
			b.Apply(nn.NewDenseOp(0), b.Input("x", 2, 3), b.Input("w", 4, 5), b.Input("b", 5))
		},
	} {
		b := nn.NewBuilder(nn.NewParams(1))
		build(b)
		if _, err := b.Compile(); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func TestParseActivation_listsNames(t *testing.T) {
	_, err := nn.ParseActivation("relo")
	const want = `unknown activation "relo" (known: relu, leaky-relu, tanh, softplus, elu, sigmoid, silu, identity)`
	if err == nil || err.Error() != want {
		t.Errorf("error %q, want %q", err, want)
	}
}
