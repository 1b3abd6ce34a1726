package train_test

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"testing"

	"vae"
	"vae/checkpoints"
	"vae/train"
)

// configs adds configs, whole and damaged.
func configs(f *testing.F) {
	whole, err := json.Marshal(train.Config{
		Model: vae.Config{Height: 2, Width: 2, Hidden: []int{3}, Latent: 1, Activation: "relu", Init: "he", Likelihood: "gaussian", Options: vae.Options{"sigma": 1}},
		Data:  train.Data{Source: "digits", Validation: 3},
		Optimization: train.Optimization{Objective: vae.Objective{Bound: "iwae", Samples: 5}, Epochs: 1, BatchSize: 1, LearningRate: 1,
			Schedule: "cosine", Beta: 1},
		Saving: train.Saving{Every: 1, Keep: 1},
		Origin: train.Origin{Date: "2014-05-01T00:00:00Z"},
	})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(whole)
	f.Add(whole[:len(whole)/2])
	f.Add([]byte(`{"model": {"hidden": [1, null], "latent": 1e9, "height": 1048576, "width": 1048576}, "model": null} {}`))
	f.Add([]byte(`{"data": {"size": "9999999x9999999", "binarize": "dynamic", "validation": -1}, "optimization": {"seed": 1e99}}`))
	recipes, err := filepath.Glob("../recipes/*.json")
	if err != nil || len(recipes) == 0 {
		f.Fatal("there are no recipes", err)
	}
	for _, path := range recipes {
		text, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
}

// allocated returns the bytes that were ever allocated.
func allocated() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.TotalAlloc
}

// A config is refused or survives another round trip, and takes memory in proportion to its text.
func FuzzConfig(f *testing.F) {
	configs(f)
	f.Fuzz(func(t *testing.T, text []byte) {
		before := allocated()
		config, err := train.ParseConfig(text)
		if err == nil {
			_ = config.Validate() // must not fail otherwise
		}
		if got, limit := allocated()-before, 200*uint64(len(text))+1<<20; got > limit {
			t.Errorf("%d bytes allocated for %d", got, len(text))
		}
		if err != nil {
			return
		}
		again, err := json.Marshal(config)
		if err != nil {
			t.Fatal(err)
		}
		if other, err := train.ParseConfig(again); err != nil || !reflect.DeepEqual(other, config) {
			t.Errorf("%s\nbecame %+v, %v", again, other, err)
		}
	})
}

// A checkpoint whose digest is right may hold any config and any weights.
func FuzzCheckpointConfig(f *testing.F) {
	configs(f)
	f.Fuzz(func(t *testing.T, text []byte) {
		state := &checkpoints.State{Metadata: map[string]string{"config": string(text)}}
		for _, name := range []string{"encoder/fc1/weight", "encoder/fc1/bias", "optim/m/encoder/fc1/bias", "other"} {
			state.Tensors = append(state.Tensors, checkpoints.Tensor{Name: name, Shape: []int{2, 2}, Data: make([]float32, 4)})
		}
		before := allocated()
		config, err := train.ReadConfig(state)
		if _, e := vae.FromCheckpoint(state, config.Model); e == nil {
			t.Error("these are the weights of no model")
		}
		if got, limit := allocated()-before, 200*uint64(len(text))+1<<20; got > limit {
			t.Errorf("%d bytes allocated for %d", got, len(text))
		}
		var misfit *vae.CheckpointError
		if err != nil && !errors.As(err, &misfit) {
			t.Errorf("untyped error %v", err)
		}
	})
}

// Of metrics.jsonl the whole rows that it begins with are read, and no more.
func FuzzMetrics(f *testing.F) {
	const row = `{"epoch":1,"step":3,"train":{"nelbo":1,"recon":1,"kl":0},"beta":1,"lr":0.1,"images_per_second":1,"seconds":1}` + "\n"
	f.Add([]byte(row))
	f.Add([]byte(row + `{"epoch":2}` + "\n" + row))
	f.Add([]byte(row[:40]))
	f.Add([]byte("\n\x00null\n[]\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		rows, size := train.ParseRows(text)
		if size > len(text) || size > 0 && text[size-1] != '\n' {
			t.Fatalf("%d of %d bytes are rows", size, len(text))
		}
		for i, row := range rows {
			if row.Epoch != i+1 {
				t.Errorf("row %d is of epoch %d", i, row.Epoch)
			}
		}
		if again, n := train.ParseRows(text[:size]); n != size || !reflect.DeepEqual(again, rows) {
			t.Errorf("%d rows became %d", len(rows), len(again))
		}
	})
}
