package vae_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"vae"
)

// TestTraining_onFinal finds the derivatives that are said to be final as they are in the end, in
// each kind of model, and those of the decoder before the encoder's.
func TestTraining_onFinal(t *testing.T) {
	for name, c := range kinds() {
		training, err := newModel(t, c).NewTraining(6, vae.Objective{})
		if err != nil {
			t.Fatal(err)
		}
		if err := training.Give(input(6, c)); err != nil {
			t.Fatal(err)
		}
		gradients := training.Gradients()
		for _, g := range gradients {
			g.Grad[0] = float32(math.NaN())
		}
		final := make([][]float32, len(gradients))
		var calls []int
		training.OnFinal(func(i int) {
			calls = append(calls, i)
			for j := i; j < len(final) && final[j] == nil; j++ {
				final[j] = slices.Clone(gradients[j].Grad)
			}
		})
		if _, err := training.Step(1); err != nil {
			t.Fatal(err)
		}
		for i, g := range gradients {
			if !slices.Equal(final[i], g.Grad) {
				t.Errorf("%s: %s is not final in calls %v", name, g.Name, calls)
			}
		}
		decoder := slices.IndexFunc(gradients, func(g vae.Gradient) bool { return strings.HasPrefix(g.Name, "decoder/") })
		if !slices.Contains(calls, decoder) {
			t.Errorf("%s: the decoder is not final alone: %v, it begins at %d", name, calls, decoder)
		}
	}
}
