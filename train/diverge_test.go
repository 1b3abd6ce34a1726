package train_test

import (
	"context"
	"errors"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"vae"
	"vae/data"
	"vae/train"
)

// TestTrain_stopsOnDivergence takes learning rates that lead to absurd numbers, most of them
// finite, and finds the rate named.
func TestTrain_stopsOnDivergence(t *testing.T) {
	splits := digits(t)
	for name, config := range nets(t, splits) {
		for _, rate := range []float64{1e2, 1e6, 1e30} {
			config.Optimization.LearningRate, config.Optimization.Clip = rate, 0
			_, err := advance(t, filepath.Join(t.TempDir(), "run"), config, splits, 0)
			var numbers *train.NumbersError
			if !errors.As(err, &numbers) || numbers.Step > 18 || numbers.Tensor == "" || !strings.Contains(numbers.Cause, "learning rate") {
				t.Errorf("%s, learning rate %g: error %v", name, rate, err)
			}
		}
	}
}

// TestTrain_toleratesHighRates takes a rate that is unwise, but does not diverge.
func TestTrain_toleratesHighRates(t *testing.T) {
	splits := digits(t)
	config := tiny(t, splits)
	config.Optimization.LearningRate = 0.3
	finish(t, filepath.Join(t.TempDir(), "run"), config, splits)
}

// TestResume_divergesAtTheSameStep interrupts a run that diverges after every step.
func TestResume_divergesAtTheSameStep(t *testing.T) {
	splits := digits(t)
	config := tiny(t, splits)
	config.Optimization.LearningRate, config.Optimization.Clip = 1e2, 0
	_, whole := advance(t, filepath.Join(t.TempDir(), "run"), config, splits, 0)
	dir := filepath.Join(t.TempDir(), "run")
	var err error
	for stop := int64(1); stop <= 18 && (err == nil || errors.Is(err, train.ErrInterrupted)); stop++ {
		_, err = advance(t, dir, config, splits, stop)
	}
	if err == nil || whole == nil || err.Error() != whole.Error() {
		t.Errorf("whole: %v; interrupted: %v", whole, err)
	}
}

// TestTrain_stopsOnNaN poisons a weight, and finds it named and the last checkpoint untouched.
func TestTrain_stopsOnNaN(t *testing.T) {
	splits := digits(t)
	for name, config := range nets(t, splits) {
		t.Run(name, func(t *testing.T) { stopsOnNaN(t, config, splits) })
	}
}

func stopsOnNaN(t *testing.T, config train.Config, splits *data.Splits) {
	dir, poisoned := t.TempDir(), ""
	var run *train.Run
	run = start(t, dir, config, splits, train.Options{Observers: []train.Observer{at(9, func() {
		bias := run.Model().Parameters()[1]
		bias.Data[0], poisoned = float32(math.Inf(1)), bias.Name
	})}})
	_, err := run.Train(context.Background())
	var numbers *train.NumbersError
	if !errors.As(err, &numbers) {
		t.Fatalf("error %v", err)
	}
	if numbers.Step != 10 || numbers.Tensor != poisoned || !strings.HasSuffix(poisoned, "1/bias") {
		t.Errorf("step %d, tensor %s, want %s", numbers.Step, numbers.Tensor, poisoned)
	}
	found, err := filepath.Glob(filepath.Join(dir, vae.CheckpointFolder, "step-*"))
	if err != nil || len(found) != 1 || filepath.Base(found[0]) != "step-000000006.safetensors" {
		t.Errorf("checkpoints %v, error %v", found, err)
	}
}

// at calls f after a step.
type stepHook struct {
	step int64
	f    func()
}

func at(step int64, f func()) train.Observer { return stepHook{step, f} }

func (h stepHook) Observe(e train.Event) error {
	if stepped, ok := e.(*train.Stepped); ok && stepped.Step == h.step {
		h.f()
	}
	return nil
}

// TestTrain_neverSavesNaN poisons a weight in the last step of an epoch, too late for the objective
// to show it.
func TestTrain_neverSavesNaN(t *testing.T) {
	splits := digits(t)
	splits.Validation = splits.Validation.Slice(0, 0)
	config := tiny(t, splits)
	dir := t.TempDir()
	var run *train.Run
	run = start(t, dir, config, splits, train.Options{Observers: []train.Observer{at(6, func() {
		run.Model().Parameters()[2].Data[0] = float32(math.NaN())
	})}})
	_, err := run.Train(context.Background())
	var numbers *train.NumbersError
	if !errors.As(err, &numbers) || numbers.Tensor != "encoder/posterior/weight" {
		t.Errorf("error %v", err)
	}
	if entries, _ := os.ReadDir(filepath.Join(dir, vae.CheckpointFolder)); len(entries) > 0 {
		t.Errorf("%d files were saved", len(entries))
	}
}
