package train_test

import (
	"context"
	"errors"
	"path/filepath"
	"testing"

	"vae/internal/disk"
	"vae/train"
)

// countdown is a context that is cancelled when it has been asked so often.
type countdown struct {
	context.Context
	left int
}

func (c *countdown) Err() error {
	if c.left--; c.left < 0 {
		return context.Canceled
	}
	return nil
}

// TestTrain_dropsAStepUnderWay interrupts a run between any two shards. What is saved is the step
// before, and the resumed run ends with the same bytes.
func TestTrain_dropsAStepUnderWay(t *testing.T) {
	splits := digits(t)
	config := tiny(t, splits)
	config.Optimization.Epochs, config.Optimization.Shards = 1, 4 // 24 shards
	whole := filepath.Join(t.TempDir(), "whole")
	finish(t, whole, config, splits)
	for shards := range 24 {
		dir := filepath.Join(t.TempDir(), "run")
		folder, err := train.CreateFolder(disk.OS{}, dir)
		check(t, err)
		run, err := train.New(folder, config, splits, train.Options{})
		check(t, err)
		_, err = run.Train(&countdown{t.Context(), shards})
		if !errors.Is(err, train.ErrInterrupted) || run.Steps() != int64(shards/4) {
			t.Errorf("after %d shards: %d steps, error %v", shards, run.Steps(), err)
		}
		check(t, folder.Close())
		finish(t, dir, config, splits)
		got := contents(t, dir)
		delete(got, "checkpoints/step-000000000.safetensors") // of an interruption in the first step
		sameFiles(t, "interrupted in a step", got, contents(t, whole))
	}
}
