package train_test

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"vae/train"
)

// TestTrain_stopsOnDivergence takes learning rates that lead to absurd numbers, most
// of them finite, and finds the rate named.
func TestTrain_stopsOnDivergence(t *testing.T) {
	splits := digits(t)
	for _, rate := range []float64{1e2, 1e6, 1e30} {
		config := tiny(splits)
		config.Optimization.LearningRate, config.Optimization.Clip = rate, 0
		_, err := advance(t, filepath.Join(t.TempDir(), "run"), config, splits, 0)
		var numbers *train.NumbersError
		if !errors.As(err, &numbers) || numbers.Step > 18 || numbers.Tensor == "" || !strings.Contains(numbers.Cause, "learning rate") {
			t.Errorf("learning rate %g: error %v", rate, err)
		}
	}
}

// TestTrain_toleratesHighRates takes a rate that is unwise, but does not diverge.
func TestTrain_toleratesHighRates(t *testing.T) {
	splits := digits(t)
	config := tiny(splits)
	config.Optimization.LearningRate = 0.3
	finish(t, filepath.Join(t.TempDir(), "run"), config, splits)
}

// TestResume_divergesAtTheSameStep interrupts a run that diverges after every step.
func TestResume_divergesAtTheSameStep(t *testing.T) {
	splits := digits(t)
	config := tiny(splits)
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
