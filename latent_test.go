package vae_test

import (
	"math"
	"slices"
	"testing"

	"vae"
)

func TestLine(t *testing.T) {
	if got := vae.Line([]float32{0, 2}, []float32{4, 0}, 0.25); !slices.Equal(got, []float32{1, 1.5}) {
		t.Errorf("got %v", got)
	}
}

func TestArc_keepsTheNorm(t *testing.T) {
	got := vae.Arc([]float32{3, 0}, []float32{0, 3}, 1.0/3) // 30°
	for i, want := range []float64{3 * math.Cos(math.Pi/6), 3 * math.Sin(math.Pi/6)} {
		if math.Abs(float64(got[i])-want) > 1e-6 { // some float32 rounding errors at 3
			t.Errorf("got %v", got)
		}
	}
	for _, to := range [][]float32{{2, 0}, {-1, 0}, {0, 0}} {
		from := []float32{1, 0}
		if got, want := vae.Arc(from, to, 0.5), vae.Line(from, to, 0.5); !slices.Equal(got, want) {
			t.Errorf("to %v: got %v, want %v", to, got, want)
		}
	}
}
