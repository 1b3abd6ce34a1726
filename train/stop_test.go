package train_test

import (
	"context"
	"errors"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"vae"
	"vae/checkpoints"
	"vae/data"
	"vae/internal/choice"
	"vae/internal/disk"
	"vae/train"
)

// listener remembers what it hears.
type listener struct {
	rows     []train.Row
	warnings []string
}

func (l *listener) Observe(e train.Event) error {
	switch e := e.(type) {
	case *train.EpochEnded:
		l.rows = append(l.rows, e.Row)
	case *train.Warned:
		l.warnings = append(l.warnings, e.Message)
	}
	return nil
}

// start begins a run in a new folder, or resumes the one in dir.
func start(t *testing.T, dir string, config train.Config, splits *data.Splits, options train.Options) *train.Run {
	t.Helper()
	if err := os.MkdirAll(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	folder, err := train.OpenFolder(disk.OS{}, dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { folder.Close() })
	run, err := train.New(folder, config, splits, options)
	if err != nil {
		t.Fatal(err)
	}
	return run
}

// TestTrain_learns checks that −ELBO falls, and that what is recorded adds up.
func TestTrain_learns(t *testing.T) {
	splits := digits(t)
	config := tiny(t, splits)
	config.Optimization.Epochs = 8
	heard := &listener{}
	dir := t.TempDir()
	summary, err := start(t, dir, config, splits, train.Options{Observers: []train.Observer{heard}}).Train(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	first, last := heard.rows[0], heard.rows[len(heard.rows)-1]
	if !(last.Train.NELBO < first.Train.NELBO-10) {
		t.Errorf("train −ELBO went from %g to %g", first.Train.NELBO, last.Train.NELBO)
	}
	for _, row := range heard.rows {
		if v := row.Validation; math.Abs(v.Recon+v.KL-v.NELBO) > 1e-9 {
			t.Errorf("epoch %d: −ELBO %g of recon %g and KL %g", row.Epoch, v.NELBO, v.Recon, v.KL)
		}
	}
	if summary.Reason != "done" || summary.Step != 48 || summary.Epochs != 8 {
		t.Errorf("summary %+v", summary)
	}
	rows, err := train.ReadMetrics(dir)
	if err != nil || !reflect.DeepEqual(rows, heard.rows) {
		t.Errorf("metrics.jsonl holds %+v, error %v, want %+v", rows, err, heard.rows)
	}
}

func TestTrain_patience(t *testing.T) {
	splits := digits(t)
	config := tiny(t, splits)
	config.Optimization.LearningRate = 1e-30 // nothing is learnt: only the first epoch is a best one
	config.Optimization.Epochs, config.Optimization.Patience = 50, 3
	summary, err := start(t, t.TempDir(), config, splits, train.Options{}).Train(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if summary.Reason != "patience" || summary.Epochs != summary.BestEpoch+3 {
		t.Errorf("summary %+v", summary)
	}
}

func TestTrain_maxTime(t *testing.T) {
	splits := digits(t)
	config := tiny(t, splits)
	config.Optimization.Epochs = 1e6
	dir := t.TempDir()
	summary, err := start(t, dir, config, splits, train.Options{MaxTime: 50 * time.Millisecond}).Train(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if summary.Reason != "max-time" {
		t.Errorf("summary %+v", summary)
	}
	store := checkpoints.Open(disk.OS{}, filepath.Join(dir, vae.CheckpointFolder))
	if loaded, err := store.LoadLatest(); err != nil || loaded.State.Step != summary.Step {
		t.Errorf("the state of step %d was not saved: %v", summary.Step, err)
	}
}

func TestTrain_warnsOfCollapse(t *testing.T) {
	splits := digits(t)
	config := tiny(t, splits)
	config.Optimization.Beta, config.Optimization.BetaWarmup, config.Optimization.Epochs = 1000, 0, 18
	heard := &listener{}
	if _, err := start(t, t.TempDir(), config, splits, train.Options{Observers: []train.Observer{heard}}).Train(context.Background()); err != nil {
		t.Fatal(err)
	}
	collapsed := func(w string) bool { return strings.HasPrefix(w, "posterior collapse") }
	if n := len(slices.DeleteFunc(slices.Clone(heard.warnings), func(w string) bool { return !collapsed(w) })); n != 1 {
		t.Errorf("warnings %q", heard.warnings)
	}
}

func TestResume_otherImages(t *testing.T) {
	splits := digits(t)
	config := tiny(t, splits)
	config.Data.Fingerprint = "another"
	folder, err := train.CreateFolder(disk.OS{}, filepath.Join(t.TempDir(), "run"))
	if err != nil {
		t.Fatal(err)
	}
	defer folder.Close()
	_, err = train.New(folder, config, splits, train.Options{})
	var other *train.DataError
	if !errors.As(err, &other) {
		t.Errorf("error %v", err)
	}
}

// TestResume_fallsBackOnAFlippedBit damages the newest checkpoint.
func TestResume_fallsBackOnAFlippedBit(t *testing.T) {
	splits := digits(t)
	config := tiny(t, splits)
	whole, dir := filepath.Join(t.TempDir(), "whole"), filepath.Join(t.TempDir(), "run")
	finish(t, whole, config, splits)
	advance(t, dir, config, splits, 15)
	path := filepath.Join(dir, vae.CheckpointFolder, "step-000000015.safetensors")
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	file[len(file)/2] ^= 4
	if err := os.WriteFile(path, file, 0o666); err != nil {
		t.Fatal(err)
	}
	heard := &listener{}
	run := start(t, dir, config, splits, train.Options{Observers: []train.Observer{heard}})
	if run.Steps() != 12 || len(heard.warnings) != 1 || !strings.Contains(heard.warnings[0], "step-000000015") {
		t.Errorf("resumed at step %d with warnings %q", run.Steps(), heard.warnings)
	}
	if _, err := run.Train(context.Background()); err != nil {
		t.Fatal(err)
	}
	sameFiles(t, "after a flipped bit", contents(t, dir), contents(t, whole))
}

func TestConfig_validate(t *testing.T) {
	for want, change := range map[string]func(*train.Config){
		"epochs 0":                func(c *train.Config) { c.Optimization.Epochs = 0 },
		"batch size 0":            func(c *train.Config) { c.Optimization.BatchSize = 0 },
		"learning rate -1":        func(c *train.Config) { c.Optimization.LearningRate = -1 },
		"learning rate NaN":       func(c *train.Config) { c.Optimization.LearningRate = math.NaN() },
		"beta -1":                 func(c *train.Config) { c.Optimization.Beta = -1 },
		"momentum 1":              func(c *train.Config) { c.Optimization.Momentum = 1 },
		`optimizer "sgd"`:         func(c *train.Config) { c.Optimization.Optimizer = "sgd" },
		"the option weight-decay": func(c *train.Config) { c.Optimization.Options = choice.Values{"weight-decay": 0.1} },
		"clip -1":                 func(c *train.Config) { c.Optimization.Clip = -1 },
		"warm-up of -1 epochs":    func(c *train.Config) { c.Optimization.BetaWarmup = -1 },
		"patience -1":             func(c *train.Config) { c.Optimization.Patience = -1 },
		`schedule "linear"`:       func(c *train.Config) { c.Optimization.Schedule = "linear" },
		"keep 0":                  func(c *train.Config) { c.Saving.Keep = 0 },
		"every 0":                 func(c *train.Config) { c.Saving.Every = 0 },
		"latent 0":                func(c *train.Config) { c.Model.Latent = 0 },
	} {
		config := tiny(t, digits(t))
		change(&config)
		if err := config.Validate(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %q", err, want)
		}
	}
}

// TestTrain_warmUpIsNotTheBest checks that epochs whose bound is tempered by a small β, and so
// lower, are not taken for better ones where there are no validation images.
func TestTrain_warmUpIsNotTheBest(t *testing.T) {
	splits := digits(t)
	splits.Validation = splits.Validation.Slice(0, 0)
	config := tiny(t, splits)
	config.Data.Validation = 0
	config.Optimization.Objective = vae.Objective{Bound: "iwae", Samples: 2}
	config.Optimization.Epochs, config.Optimization.BetaWarmup = 4, 3
	dir := filepath.Join(t.TempDir(), "run")
	summary, err := advance(t, dir, config, splits, 0)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := train.ReadMetrics(dir)
	if err != nil {
		t.Fatal(err)
	}
	if summary.BestEpoch != 4 || rows[2].Train.IWAE != 0 || rows[3].Train.IWAE == 0 {
		t.Errorf("best epoch %d of %+v", summary.BestEpoch, rows)
	}
}
