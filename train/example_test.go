package train_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"vae"
	"vae/data"
	"vae/internal/disk"
	"vae/train"
)

// A small network is trained on drawn digits. Opening the folder again would resume the run.
func Example() {
	dir, err := os.MkdirTemp("", "example")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	all := data.DrawDigits(144, 1)
	fingerprint, err := all.Fingerprint()
	if err != nil {
		fmt.Println(err)
		return
	}
	splits := &data.Splits{Train: all.Slice(0, 96), Validation: all.Slice(96, 144), All: all}
	config := train.Config{
		Data:  train.Data{Source: "digits", Binarize: data.BinarizeDynamic, Validation: 48, Fingerprint: fingerprint},
		Model: vae.Config{Height: 28, Width: 28, Hidden: []int{12}, Latent: 3, Activation: "relu", Init: "he", Likelihood: "bernoulli"},
		Optimization: train.Optimization{
			Epochs: 2, BatchSize: 16, LearningRate: 1e-3, Schedule: "constant", Beta: 1, Seed: 7,
		},
		Saving: train.Saving{Every: 1, Keep: 2},
	}
	path := filepath.Join(dir, "run")
	summary, err := trainIn(path, config, splits)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(summary.Reason, summary.Epochs, summary.Step)

	run, err := train.Inspect(path)
	fmt.Println(run.State(), len(run.Rows), run.Best().Validation.Minimised() == summary.Best, err)

	found, err := vae.FindCheckpoint(path)
	if err != nil {
		fmt.Println(err)
		return
	}
	model, of, err := train.FromCheckpoint(found)
	fmt.Println(filepath.Base(found.Path), model.Weights(), of.Data.Source, err)
	// Output:
	// done 2 12
	// done 2 true <nil>
	// best.safetensors 19738 digits <nil>
}

func trainIn(path string, config train.Config, splits *data.Splits) (train.Summary, error) {
	folder, err := train.CreateFolder(disk.OS{}, path)
	if err != nil {
		return train.Summary{}, err
	}
	defer folder.Close()
	if err := folder.WriteConfig(config); err != nil {
		return train.Summary{}, err
	}
	run, err := train.New(folder, config, splits, train.Options{})
	if err != nil {
		return train.Summary{}, err
	}
	return run.Train(context.Background())
}
