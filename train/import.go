package train

import (
	"path/filepath"

	"vae"
	"vae/checkpoints"
	"vae/internal/kernel"
)

// Import makes a model that another program has trained, and the prior that was fitted to it if it
// has one, a run of the config that has taken no step: New resumes it. Nothing is written if a
// weight is not finite, which is a *NumbersError.
func Import(folder *Folder, config Config, model *vae.Model) error {
	var weights []vae.Parameter
	for _, p := range model.Parameters() {
		if !kernel.Finite(p.Data) {
			return &NumbersError{0, p.Name, "not finite, in " + config.Start.Run}
		}
		weights = append(weights, *p)
	}
	if err := config.Validate(); err != nil {
		return err
	}
	own, err := vae.Restore(config.Model, weights) // under the prior that is trained
	if err != nil {
		return err
	}
	store, err := checkpoints.Create(folder.fsys, filepath.Join(folder.path, vae.CheckpointFolder))
	if err != nil {
		return err
	}
	r := &Run{config: config, folder: folder, store: store}
	if r.Stepper, err = NewStepper(own, config.Optimization, 1); err != nil {
		return err
	}
	state, err := r.snapshot()
	if err != nil {
		return err
	}
	if _, err := store.Save(state); err != nil {
		return err
	}
	if fitted := model.Fitted(); fitted != nil {
		if err := WritePrior(folder.fsys, filepath.Join(folder.path, vae.PriorFile), fitted); err != nil {
			return err
		}
	}
	return folder.WriteConfig(config)
}
