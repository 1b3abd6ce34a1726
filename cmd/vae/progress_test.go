package main

import (
	"testing"

	"vae/train"
)

// TestEpochLine_withoutSteps: a run that was interrupted after the last step of an epoch only
// measures it when it is resumed, and has no rate to tell.
func TestEpochLine_withoutSteps(t *testing.T) {
	p := &progress{config: train.Config{Optimization: train.Optimization{Epochs: 12}}}
	row := train.Row{Epoch: 3, Train: train.Figures{NELBO: 100.25}}
	for rate, want := range map[float64]string{
		0:    "epoch  3/12  −ELBO 100.25  best",
		1234: "epoch  3/12  −ELBO 100.25  1234/s  best",
	} {
		row.ImagesPerSecond = rate
		if got := p.epochLine(&train.EpochEnded{Row: row, Best: true}); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
