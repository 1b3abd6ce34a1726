package vae

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"vae/checkpoints"
)

// Load returns the trained model in a run folder or in a checkpoint file. Of a run it
// is the one with the best validation figure.
func Load(path string) (*Model, error) {
	found, err := FindCheckpoint(path)
	if err != nil {
		return nil, err
	}
	return FromCheckpoint(found.State)
}

// FindCheckpoint reads the checkpoint of a trained model: path itself if it is a
// file; in a run folder the best, and the latest intact one where there is no best or
// it is corrupt.
//
// The error wraps fs.ErrNotExist if there is none, or a *checkpoints.CorruptError.
func FindCheckpoint(path string) (*checkpoints.Loaded, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("vae: %w", err)
	}
	if !info.IsDir() {
		state, err := checkpoints.LoadFile(checkpoints.OS{}, path)
		if err != nil {
			return nil, err
		}
		return &checkpoints.Loaded{State: state, Path: path}, nil
	}
	dir := filepath.Join(path, CheckpointFolder)
	store := checkpoints.Open(checkpoints.OS{}, dir)
	state, err := store.LoadBest()
	var damage *checkpoints.CorruptError
	switch {
	case err == nil:
		return &checkpoints.Loaded{State: state, Path: store.BestPath()}, nil
	case errors.As(err, &damage), errors.Is(err, fs.ErrNotExist):
		loaded, err := store.LoadLatest()
		if err == nil && damage != nil {
			loaded.Skipped = append([]*checkpoints.CorruptError{damage}, loaded.Skipped...)
		}
		return loaded, err
	}
	return nil, err
}

// CheckpointFolder is the folder in a run folder that holds its checkpoints.
const CheckpointFolder = "checkpoints"

// CheckpointError says that a checkpoint, whose bytes are intact, holds no model that
// this program can build.
type CheckpointError struct{ Reason string }

// Error returns one line.
func (e *CheckpointError) Error() string { return "vae: the checkpoint does not fit: " + e.Reason }

// FromCheckpoint returns the model in a checkpoint, whose weights it takes over. The
// error is a *CheckpointError.
func FromCheckpoint(state *checkpoints.State) (*Model, error) {
	var stored struct {
		Model *Config `json:"model"`
	}
	if err := json.Unmarshal([]byte(state.Metadata["config"]), &stored); err != nil {
		return nil, &CheckpointError{fmt.Sprintf("its config: %v", err)}
	}
	if stored.Model == nil {
		return nil, &CheckpointError{"its config has no model"}
	}
	var params []Param
	for _, t := range state.Tensors {
		if !strings.HasPrefix(t.Name, "optim/") {
			params = append(params, Param{Name: t.Name, Shape: t.Shape, Data: t.Data})
		}
	}
	model, err := Restore(*stored.Model, params)
	if err != nil {
		return nil, &CheckpointError{strings.TrimPrefix(err.Error(), "vae: ")}
	}
	return model, nil
}
