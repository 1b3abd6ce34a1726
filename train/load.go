package train

import (
	"fmt"
	"path/filepath"

	"vae"
	"vae/checkpoints"
	"vae/internal/kernel"
)

// FromCheckpoint returns the model in a checkpoint that [vae.FindCheckpoint] has found, and the
// config of its run, whose images are where the run has them by now. The error is a
// *vae.CheckpointError, or a *NumbersError if a weight is not finite.
func FromCheckpoint(found *checkpoints.Loaded) (model *vae.Model, config Config, err error) {
	if config, err = ReadConfig(found.State); err != nil {
		return nil, config, fmt.Errorf("%s: %w", found.Path, err)
	}
	config.Data.Source = source(found.Path, config)
	if model, err = vae.FromCheckpoint(found.State, config.Model); err != nil {
		return nil, config, fmt.Errorf("%s: %w", found.Path, err)
	}
	for _, p := range model.Params() {
		if !kernel.Finite(p.Data) {
			return nil, config, &NumbersError{found.State.Step, p.Name, "not finite, in " + found.Path}
		}
	}
	return model, config, nil
}

// source returns where the images are on which a checkpoint was trained, whose path and config
// these are: where the run that it stands in has them by now, if its config.json is intact and they
// are the same.
func source(path string, config Config) string {
	folder, name := filepath.Split(filepath.Dir(path))
	if name != vae.CheckpointFolder {
		return config.Data.Source
	}
	run, err := ReadConfigFile(filepath.Join(folder, configName))
	if err != nil || run.Data.Fingerprint != config.Data.Fingerprint {
		return config.Data.Source // the checkpoint is enough
	}
	return run.Data.Source
}
