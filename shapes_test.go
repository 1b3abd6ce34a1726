package vae_test

import (
	"slices"
	"testing"

	"vae"
	"vae/internal/nn/nntest"
	"vae/internal/reduce"
)

// TestModel_ofImagesOfAnyShape trains the network of each kind that suits images, with and without
// residual blocks, on a batch of one, whose objective falls, and draws images.
func TestModel_ofImagesOfAnyShape(t *testing.T) {
	shapes := []vae.Shape{{C: 1, H: 1, W: 1}, {C: 1, H: 4, W: 4}, {C: 3, H: 7, W: 5}, {C: 1, H: 5, W: 70},
		{C: 3, H: 20, W: 30}, {C: 1, H: 31, W: 17}, {C: 3, H: 96, W: 96}}
	for _, name := range append(vae.Nets().Names, vae.AutoNet) {
		for _, form := range []string{"", "+res"} {
			of, err := small().WithNetwork(name + form)
			if err != nil { // the form of another kind
				continue
			}
			of.Activation = ""
			for _, shape := range shapes {
				c := of.WithShape(shape)
				if err := c.Validate(); err != nil {
					if min(shape.H, shape.W) >= 8 { // smaller ones may have no levels
						t.Error(err)
					}
					continue
				}
				t.Run(name+form+" of "+shape.String(), func(t *testing.T) { trainsAndDraws(t, c) })
			}
		}
	}
}

func trainsAndDraws(t *testing.T, c vae.Config) {
	m, err := vae.New(c, 1, vae.Start{Mean: slices.Repeat([]float32{0.5}, c.Pixels())})
	if err != nil {
		t.Fatal(err)
	}
	training := begin(t, m, 1, vae.Objective{})
	first := step(t, training, 1)
	for range 3 {
		for _, g := range training.Gradients() {
			var squares float64
			for _, d := range g.Grad {
				squares += float64(d) * float64(d)
			}
			if !reduce.Finite(squares) {
				t.Fatalf("derivative by %s is not finite", g.Name)
			}
			for i, d := range g.Grad {
				g.Data[i] -= 1e-4 * d
			}
		}
		last := step(t, training, 1)
		if !(last < first) {
			t.Errorf("objective %g after a step downhill from %g", last, first)
		}
		first = last
	}
	images, err := m.Draw(vae.Input{Codes: nntest.Normal(1, 3*c.Latent)}, 1)
	if err != nil || len(images) != 3*c.Pixels() {
		t.Fatalf("%d numbers drawn, error %v", len(images), err)
	}
	if slices.ContainsFunc(images, func(v float32) bool { return v != 0 && v != 1 }) {
		t.Error("a drawn pixel is neither 0 nor 1")
	}
}
