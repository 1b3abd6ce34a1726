package vae_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"vae"
	"vae/checkpoints"
	"vae/internal/disk"
)

// save writes a run folder with the model as its best and as its step 7.
func save(t *testing.T, m *vae.Model, config vae.Config) (run string) {
	t.Helper()
	text, err := json.Marshal(map[string]any{"model": config})
	if err != nil {
		t.Fatal(err)
	}
	state := &checkpoints.State{Step: 7, Metadata: map[string]string{"config": string(text)}}
	for _, p := range m.Parameters() {
		state.Tensors = append(state.Tensors,
			checkpoints.Tensor{Name: p.Name, Shape: p.Shape, Data: p.Data},
			checkpoints.Tensor{Name: "optim/m/" + p.Name, Shape: p.Shape, Data: p.Data})
	}
	run = t.TempDir()
	store, err := checkpoints.Create(disk.OS{}, filepath.Join(run, vae.CheckpointFolder))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := store.Save(state); err != nil {
		t.Fatal(err)
	}
	if _, err := store.SaveBest(state); err != nil {
		t.Fatal(err)
	}
	return run
}

func TestLoad(t *testing.T) {
	m := newModel(t, small())
	run := save(t, m, small())
	images := ink(3, small())
	want, err := m.Encode(vae.Input{Images: images})
	if err != nil {
		t.Fatal(err)
	}
	same := func(path string) {
		t.Helper()
		loaded, err := vae.Load(path)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := loaded.Encode(vae.Input{Images: images}); err != nil || !slices.Equal(got.Mean, want.Mean) {
			t.Errorf("%s: codes %v, error %v, want %v", path, got.Mean, err, want.Mean)
		}
	}
	same(run)
	best := filepath.Join(run, vae.CheckpointFolder, "best.safetensors")
	same(best)
	if err := os.Truncate(best, 100); err != nil {
		t.Fatal(err)
	}
	same(run) // falls back
	var damage *checkpoints.CorruptError
	if _, err := vae.Load(best); !errors.As(err, &damage) {
		t.Errorf("a truncated file: error %v", err)
	}
	if _, err := vae.Load(filepath.Join(run, "nowhere")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a missing folder: error %v", err)
	}
}

func TestLoad_anotherShape(t *testing.T) {
	config := small()
	config.Latent++
	_, err := vae.Load(save(t, newModel(t, small()), config))
	var misfit *vae.CheckpointError
	if !errors.As(err, &misfit) {
		t.Errorf("error %v", err)
	}
}

// TestFromCheckpoint_saysWhatDoesNotFit takes from a checkpoint, or turns round, one array of weights
// after another.
func TestFromCheckpoint_saysWhatDoesNotFit(t *testing.T) {
	eachNetwork(t, func(t *testing.T, m *vae.Model) {
		var tensors []checkpoints.Tensor
		for _, p := range m.Parameters() {
			tensors = append(tensors, checkpoints.Tensor{Name: p.Name, Shape: p.Shape, Data: p.Data})
		}
		refuse := func(want string, tensors []checkpoints.Tensor) {
			t.Helper()
			_, err := vae.FromCheckpoint(&checkpoints.State{Tensors: tensors}, m.Config())
			var misfit *vae.CheckpointError
			if !errors.As(err, &misfit) || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("error %v, want %q", err, want)
			}
		}
		if _, err := vae.FromCheckpoint(&checkpoints.State{Tensors: tensors}, m.Config()); err != nil {
			t.Fatal(err)
		}
		for i, p := range tensors {
			refuse("parameter "+p.Name+" is missing", slices.Delete(slices.Clone(tensors), i, i+1))
			other := slices.Clone(tensors)
			other[i].Shape = append([]int{1}, p.Shape...)
			refuse(fmt.Sprintf("parameter %s has shape %v, the network needs %v", p.Name, other[i].Shape, p.Shape), other)
		}
	})
}
