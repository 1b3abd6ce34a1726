package train_test

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"vae"
	"vae/checkpoints"
	"vae/data"
	"vae/internal/disk"
	"vae/train"
)

// TestVersion1 checks that checkpoints of format version 1 are readable for ever: that they load,
// give the numbers that they gave, and that their runs go on as they would have. Each is that of 20
// epochs on images.csv, with the likelihood or the objective of its name. They are never written
// anew; -update adds numbers to those in numbers.json where there are none.
func TestVersion1(t *testing.T) {
	folder := filepath.Join("testdata", "v1")
	text, err := os.ReadFile(filepath.Join(folder, "numbers.json"))
	check(t, err)
	numbers := map[string]map[string][]float32{}
	check(t, json.Unmarshal(text, &numbers))
	files, err := filepath.Glob(filepath.Join(folder, "*.safetensors"))
	check(t, err)
	if len(files) != 9 || len(numbers) != len(files) && !*update {
		t.Errorf("%d checkpoints and the numbers of %d", len(files), len(numbers))
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".safetensors")
		t.Run(name, func(t *testing.T) {
			got := version1(t, file)
			if numbers[name] == nil && *update {
				numbers[name] = got
			}
			for what, want := range numbers[name] {
				// Other vector instructions round differently: by 2⁻²⁴ of numbers of order 1, some
				// hundred times over.
				if !slices.EqualFunc(got[what], want, func(a, b float32) bool { return math.Abs(float64(a-b)) < 1e-4 }) {
					t.Errorf("%s: %v, want %v", what, got[what], want)
				}
			}
		})
	}
	if *update {
		text, err := json.MarshalIndent(numbers, "", "\t")
		check(t, err)
		check(t, os.WriteFile(filepath.Join(folder, "numbers.json"), append(text, '\n'), 0o666))
	}
}

// version1 returns numbers that the model in a checkpoint gives as it is, and after four more
// epochs.
func version1(t *testing.T, file string) map[string][]float32 {
	t.Helper()
	model, err := vae.Load(file)
	check(t, err)
	state, err := checkpoints.LoadFile(disk.OS{}, file)
	check(t, err)
	config, err := train.ReadConfig(state)
	check(t, err)
	options, err := config.DataOptions("")
	check(t, err)
	splits, err := data.Open(t.Context(), filepath.Join(filepath.Dir(file), config.Data.Source), options)
	check(t, err)
	image, code := make([]float32, splits.All.Pixels()), []float32{0.5, -1}
	splits.All.Read(image, 0)
	codes, err := model.Encode(vae.Input{Images: image})
	check(t, err)
	decoded, err := model.Decode(vae.Input{Codes: code})
	check(t, err)

	run := t.TempDir()
	store, err := checkpoints.Create(disk.OS{}, filepath.Join(run, vae.CheckpointFolder))
	check(t, err)
	_, err = store.Save(state)
	check(t, err)
	config.Saving = train.Saving{Every: 1, Keep: 9}
	config.Optimization.Epochs += 4
	if summary := finish(t, run, config, splits); summary.Step != 120 {
		t.Errorf("the run ended at step %d, not 120", summary.Step)
	}
	later, err := vae.Load(filepath.Join(run, vae.CheckpointFolder, "step-000000120.safetensors"))
	check(t, err)
	resumed, err := later.Decode(vae.Input{Codes: code})
	check(t, err)
	return map[string][]float32{"mean": codes.Mean, "log_var": codes.LogVar, "decoded": decoded, "resumed": resumed}
}
