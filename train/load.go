package train

import (
	"fmt"
	"path/filepath"

	"vae"
	"vae/checkpoints"
	"vae/internal/kernel"
)

// FromCheckpoint returns the model in a checkpoint that [vae.FindCheckpoint] has found, and the
// config of its run, with the present place of its images. The error is a *vae.CheckpointError, or
// a *NumbersError if a weight is not finite.
func FromCheckpoint(found *checkpoints.Loaded) (model *vae.Model, config Config, err error) {
	if config, err = ReadConfig(found.State); err == nil {
		config.Data.Source = source(found.Path, config)
		model, err = vae.FromCheckpoint(found.State, config.Model)
	}
	if err != nil {
		return nil, config, fmt.Errorf("%s: %w", found.Path, err)
	}
	for _, p := range model.Parameters() {
		if !kernel.Finite(p.Data) {
			return nil, config, &NumbersError{found.State.Step, p.Name, "not finite, in " + found.Path}
		}
	}
	return model, config, nil
}

// source returns the present place of the images that the checkpoint at path was trained on: that
// in the config.json of its run, if that is intact and names the same images.
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
