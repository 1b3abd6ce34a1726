package train_test

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"vae"
	"vae/checkpoints"
	"vae/data"
	"vae/internal/disk"
	"vae/train"
)

// digits returns a small data set, with 96 training, 24 validation and 24 test images.
func digits(t testing.TB) *data.Splits {
	t.Helper()
	all := data.DrawDigits(144, 1)
	return &data.Splits{Train: all.Slice(0, 96), Validation: all.Slice(96, 120), Test: all.Slice(120, 144), All: all}
}

// meanOf returns the mean image of a set.
func meanOf(t testing.TB, set *data.Set) []float32 {
	t.Helper()
	all, err := set.Statistics()
	if err != nil {
		t.Fatal(err)
	}
	return all.Mean
}

func fingerprint(t testing.TB, set *data.Set) string {
	t.Helper()
	all, err := set.Fingerprint()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// tiny returns the config of a run of three epochs of six steps.
func tiny(t testing.TB, splits *data.Splits) train.Config {
	return train.Config{
		Data: train.Data{Source: "digits", Binarize: data.BinarizeDynamic, Validation: 24, Fingerprint: fingerprint(t, splits.All)},
		Model: vae.Config{
			Height: 28, Width: 28, Hidden: []int{12}, Latent: 3, Activation: "relu", Init: "he", Likelihood: "bernoulli",
		},
		Optimization: train.Optimization{
			Epochs: 3, BatchSize: 16, LearningRate: 1e-2, Schedule: "cosine", Clip: 500, Beta: 1, BetaWarmup: 2, Seed: 7,
		},
		Saving: train.Saving{Every: 1, Keep: 2},
	}
}

// stopAt cancels a run after a number of steps.
type stopAt struct {
	step   int64
	cancel context.CancelFunc
}

func (s stopAt) Observe(e train.Event) error {
	if stepped, ok := e.(*train.Stepped); ok && stepped.Step == s.step {
		s.cancel()
	}
	return nil
}

// advance starts or resumes the run in dir and trains to its end or, where stop is above 0, to that
// step.
func advance(t testing.TB, dir string, config train.Config, splits *data.Splits, stop int64) (train.Summary, error) {
	t.Helper()
	folder, err := train.CreateFolder(disk.OS{}, dir)
	if errors.Is(err, fs.ErrExist) {
		folder, err = train.OpenFolder(disk.OS{}, dir)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer folder.Close()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	run, err := train.New(folder, config, splits, train.Options{Observers: []train.Observer{stopAt{stop, cancel}}})
	if err != nil {
		return train.Summary{}, err
	}
	return run.Train(ctx)
}

var clocks = regexp.MustCompile(`"(images_per_second|seconds)":[^,}]*`)

// contents returns the bytes of all files in a run folder by name, without times and rates.
func contents(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || entry.Name() == "run.lock" {
			return err
		}
		text, err := os.ReadFile(path)
		name, _ := filepath.Rel(dir, path)
		files[name] = clocks.ReplaceAll(text, nil)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func sameFiles(t *testing.T, what string, got, want map[string][]byte) {
	t.Helper()
	for name := range want {
		if !bytes.Equal(got[name], want[name]) {
			t.Errorf("%s: %s differs", what, name)
		}
	}
	for name := range got {
		if want[name] == nil {
			t.Errorf("%s: %s should not be there", what, name)
		}
	}
}

// finish trains to the end of the run.
func finish(t testing.TB, dir string, config train.Config, splits *data.Splits) train.Summary {
	t.Helper()
	summary, err := advance(t, dir, config, splits, 0)
	if err != nil {
		t.Fatal(err)
	}
	return summary
}

// tinies returns configs as tiny, with priors, classes, networks and shards.
func tinies(t testing.TB, splits *data.Splits) map[string]train.Config {
	all := map[string]train.Config{}
	for _, name := range []string{"standard", "vamp", "labels standard", "labels mixture", "labels vamp", "labels " + vae.ClassPrior} {
		config := tiny(t, splits)
		config.Model.Prior, config.Model.Conditional = strings.CutPrefix(name, "labels ")
		if config.Model.Conditional {
			config.Model.Classes = train.Classes(splits.Train)
		}
		if config.Model.Prior == "vamp" || config.Model.Prior == "mixture" {
			config.Model.Options = vae.Options{"components": 2}
		}
		all[name] = config
	}
	sharded := tiny(t, splits)
	sharded.Optimization.Shards = 4
	all["shards"] = sharded
	maps.Copy(all, nets(t, splits))
	return all
}

// nets returns configs as tiny, of a multilayer perceptron and of every network with levels.
func nets(t testing.TB, splits *data.Splits) map[string]train.Config {
	all := map[string]train.Config{"standard": tiny(t, splits)}
	for _, name := range vae.Nets().Names {
		for _, form := range []string{":3,2/12", ":3,2/12+res"} {
			config := tiny(t, splits)
			model, err := config.Model.WithNetwork(name + form)
			if err != nil { // a kind without levels has no such form
				continue
			}
			config.Model = model
			config.Model.Activation = "silu"
			all[name+form] = config
		}
	}
	return all
}

// TestResume_isByteExact interrupts a run at every step, or in short at some, resumes it and finds
// the same files with the same bytes as in a run that was not interrupted.
func TestResume_isByteExact(t *testing.T) {
	splits := digits(t)
	for name, config := range tinies(t, splits) {
		stride := int64(1)
		if testing.Short() {
			stride = 13
		}
		t.Run(name, func(t *testing.T) { resumesToTheByte(t, config, splits, stride) })
	}
}

func resumesToTheByte(t *testing.T, config train.Config, splits *data.Splits, stride int64) {
	t.Helper()
	whole := filepath.Join(t.TempDir(), "whole")
	finish(t, whole, config, splits)
	want := contents(t, whole)
	for _, name := range []string{"step-000000012", "step-000000018", "best"} {
		if want["checkpoints/"+name+".safetensors"] == nil {
			t.Fatalf("no checkpoint %s", name)
		}
	}
	for stop := int64(1); stop <= 18; stop += stride {
		dir := filepath.Join(t.TempDir(), "run")
		if _, err := advance(t, dir, config, splits, stop); stop < 18 && !errors.Is(err, train.ErrInterrupted) {
			t.Fatalf("stopped at step %d: error %v", stop, err)
		}
		finish(t, dir, config, splits)
		sameFiles(t, "interrupted once", contents(t, dir), want)
	}
	dir := filepath.Join(t.TempDir(), "run")
	for stop := int64(1); stop <= 18; stop += stride {
		advance(t, dir, config, splits, stop)
	}
	finish(t, dir, config, splits)
	sameFiles(t, "interrupted at every step", contents(t, dir), want)
}

// TestResume_withEveryOptimizer interrupts a run of each once. Another optimiser gives other
// weights.
func TestResume_withEveryOptimizer(t *testing.T) {
	splits, last := digits(t), "checkpoints/step-000000018.safetensors"
	seen := map[string]string{}
	for _, name := range train.Optimizers().Names {
		config := tiny(t, splits)
		config.Optimization.Optimizer = name
		whole, dir := filepath.Join(t.TempDir(), "whole"), filepath.Join(t.TempDir(), "run")
		finish(t, whole, config, splits)
		if _, err := advance(t, dir, config, splits, 9); !errors.Is(err, train.ErrInterrupted) {
			t.Fatalf("%s: error %v", name, err)
		}
		finish(t, dir, config, splits)
		want := contents(t, whole)
		sameFiles(t, name, contents(t, dir), want)
		if other := seen[string(want[last])]; other != "" {
			t.Errorf("%s and %s gave the same weights", name, other)
		}
		seen[string(want[last])] = name
	}
}

// TestResume_needsAdamsMoments makes sure that the test above can fail.
func TestResume_needsAdamsMoments(t *testing.T) {
	splits := digits(t)
	config := tiny(t, splits)
	whole, dir := filepath.Join(t.TempDir(), "whole"), filepath.Join(t.TempDir(), "run")
	finish(t, whole, config, splits)
	advance(t, dir, config, splits, 9)
	store := checkpoints.Open(disk.OS{}, filepath.Join(dir, vae.CheckpointFolder))
	loaded, err := store.LoadLatest()
	if err != nil {
		t.Fatal(err)
	}
	for _, tensor := range loaded.State.Tensors {
		if regexp.MustCompile(`^optim/`).MatchString(tensor.Name) {
			clear(tensor.Data)
		}
	}
	if _, err := store.Save(loaded.State); err != nil {
		t.Fatal(err)
	}
	finish(t, dir, config, splits)
	const last = "checkpoints/step-000000018.safetensors"
	if bytes.Equal(contents(t, dir)[last], contents(t, whole)[last]) {
		t.Error("a run that lost the moments ended with the same bytes")
	}
}

// TestRun_doesNotDependOnCores compares the bytes of runs on one, two and three cores.
func TestRun_doesNotDependOnCores(t *testing.T) {
	splits := digits(t)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	for name, config := range tinies(t, splits) {
		config.Model.Hidden, config.Optimization.Epochs = []int{200, 100}, 1
		if config.Model.Filters != nil {
			config.Model.Filters = []int{20, 30}
		}
		var want map[string][]byte
		for cores := 1; cores <= 3; cores++ {
			runtime.GOMAXPROCS(cores)
			dir := filepath.Join(t.TempDir(), "run")
			finish(t, dir, config, splits)
			if cores == 1 {
				want = contents(t, dir)
			}
			sameFiles(t, name+" on another number of cores", contents(t, dir), want)
		}
	}
}
