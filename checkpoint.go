package vae

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"

	"vae/checkpoints"
	"vae/internal/disk"
	"vae/internal/fault"
)

// Load returns the trained model in a checkpoint file or a run folder: of a run, the one with the
// best validation figure. It refuses a checkpoint that has lost its digest, which FindCheckpoint
// finds and FromCheckpoint takes.
func Load(path string) (_ *Model, err error) {
	defer fault.Mark("vae", &err)
	found, err := FindCheckpoint(path)
	if err != nil {
		return nil, err
	}
	if found.Resaved != nil && !found.Resaved.Whole {
		return nil, fmt.Errorf("%s: %w", path, &CheckpointError{"another program has saved it, without its digest"})
	}
	var stored struct {
		Model Config `json:"model"`
	}
	if err := json.Unmarshal([]byte(found.State.Metadata[ConfigKey]), &stored); err != nil {
		return nil, &CheckpointError{"its config: " + err.Error()}
	}
	return FromCheckpoint(found.State, stored.Model)
}

// FindCheckpoint reads the checkpoint of a trained model: path itself if it is a file; in a run
// folder the best or, if that is missing or damaged, the latest usable one.
//
// The error wraps fs.ErrNotExist if there is no checkpoint, is a *CheckpointError for the file of a
// fitted prior, and is otherwise as in checkpoints.LoadAny.
func FindCheckpoint(path string) (_ *checkpoints.Loaded, err error) {
	defer fault.Mark("vae", &err)
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		found, err := checkpoints.LoadAny(disk.OS{}, path)
		if err == nil && found.State.Metadata[priorKey] != "" {
			return nil, fmt.Errorf("%s: %w", path, &CheckpointError{"it holds a fitted prior and no model"})
		}
		return found, err
	}
	dir := filepath.Join(path, CheckpointFolder)
	store := checkpoints.Open(disk.OS{}, dir)
	state, err := store.LoadBest()
	var version *checkpoints.VersionError
	switch {
	case err == nil:
		return &checkpoints.Loaded{State: state, Path: store.BestPath()}, nil
	case errors.As(err, &version):
		return nil, err
	}
	best := checkpoints.Result{Path: store.BestPath(), Err: err}
	loaded, err := store.LoadLatest()
	if err == nil && !errors.Is(best.Err, fs.ErrNotExist) {
		loaded.Skipped = append([]checkpoints.Result{best}, loaded.Skipped...)
	}
	return loaded, err
}

// CheckpointFolder is the subfolder of a run folder that holds its checkpoints.
const CheckpointFolder = "checkpoints"

// CheckpointError says that a checkpoint is intact but holds no model that this program can build.
type CheckpointError struct{ Reason string }

func (e *CheckpointError) Error() string { return "the checkpoint does not fit: " + e.Reason }

// Names in a checkpoint that [Load] and package train share, beside those of the weights.
const (
	ConfigKey       = "config" // metadata key of JSON with the model's Config as "model"
	OptimizerPrefix = "optim/" // begins the names of the optimiser's tensors
)

// FromCheckpoint returns the model of the config with the weights of a checkpoint, which it keeps.
// The error wraps a *CheckpointError.
func FromCheckpoint(state *checkpoints.State, config Config) (_ *Model, err error) {
	defer fault.Mark("vae", &err)
	if reflect.DeepEqual(config, Config{}) {
		return nil, &CheckpointError{"its config has no model"}
	}
	var params []Parameter
	for _, t := range state.Tensors {
		if !strings.HasPrefix(t.Name, OptimizerPrefix) {
			params = append(params, Parameter{Name: t.Name, Shape: t.Shape, Data: t.Data})
		}
	}
	model, err := Restore(config, params)
	if err != nil {
		return nil, &CheckpointError{errors.Unwrap(err).Error()}
	}
	return model, nil
}
