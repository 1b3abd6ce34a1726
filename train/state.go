package train

import (
	"encoding/json"
	"fmt"
	"reflect"
	"time"

	"vae"
	"vae/checkpoints"
	"vae/internal/kernel"
)

// Keys of a checkpoint's metadata that package vae does not read.
const (
	progressKey     = "progress"
	instructionsKey = "instructions" // see kernel.Level
)

// slotName returns the name of an optimiser's array for a weight.
func slotName(slot, weight string) string { return vae.OptimizerPrefix + slot + "/" + weight }

// progress is where a run stands, beside its weights and moments.
type progress struct {
	Epoch     int     `json:"epoch"`    // epochs done and validated
	Position  int64   `json:"position"` // steps taken since then
	Recon     float64 `json:"recon"`    // sum of the figures of these steps
	KL        float64 `json:"kl"`
	IWAE      float64 `json:"iwae,omitempty"`
	First     float64 `json:"first"`      // objective of the first step
	Best      float64 `json:"best"`       // lowest figure of an epoch, in nats
	BestEpoch int     `json:"best_epoch"` // 0: none yet
}

// train returns the means of the steps of this epoch.
func (p progress) train() Figures {
	n := float64(p.Position)
	return Figures{NELBO: (p.Recon + p.KL) / n, Recon: p.Recon / n, KL: p.KL / n, IWAE: p.IWAE / n}
}

// snapshot returns the state of the run as a checkpoint.
func (r *Run) snapshot() (*checkpoints.State, error) {
	stored := r.config
	stored.Saving, stored.Origin = Saving{}, Origin{}
	config, err := json.Marshal(stored)
	if err != nil {
		return nil, fmt.Errorf("config: %w", err)
	}
	where, err := json.Marshal(r.progress)
	if err != nil {
		return nil, fmt.Errorf("progress: %w", err)
	}
	state := &checkpoints.State{Step: r.Steps(), Metadata: map[string]string{
		vae.ConfigKey: string(config), progressKey: string(where), instructionsKey: kernel.Level(),
	}}
	add := func(name string, shape []int, data []float32) {
		state.Tensors = append(state.Tensors, checkpoints.Tensor{Name: name, Shape: shape, Data: data})
	}
	for _, v := range r.variables {
		add(v.Name, v.Shape, v.Data)
		for i, slot := range r.optimizer.Slots() {
			add(slotName(slot, v.Name), v.Shape, v.Slots[i])
		}
	}
	return state, checkFinite(state, "not finite after the update; try a lower learning rate or --clip 100")
}

// checkFinite returns a *NumbersError with the cause if an array of the state is not finite.
func checkFinite(state *checkpoints.State, cause string) error {
	for _, t := range state.Tensors {
		if !kernel.Finite(t.Data) {
			return &NumbersError{state.Step, t.Name, cause}
		}
	}
	return nil
}

// restore puts the run where the checkpoint was taken.
func (r *Run) restore(state *checkpoints.State) (err error) {
	if err := json.Unmarshal([]byte(state.Metadata[progressKey]), &r.progress); err != nil {
		return &vae.CheckpointError{Reason: "its progress: " + err.Error()}
	}
	p := r.progress
	if p.Position < 0 || p.Position > r.perEpoch || int64(p.Epoch)*r.perEpoch+p.Position != state.Step {
		return &vae.CheckpointError{Reason: fmt.Sprintf(
			"its progress, %d epochs and %d steps, does not agree with its step %d", p.Epoch, p.Position, state.Step)}
	}
	if err := r.checkConfig(state); err != nil {
		return err
	}
	if err := checkFinite(state, "not finite, in the checkpoint"); err != nil {
		return err
	}
	if err := r.warnOfOtherRounding(state); err != nil {
		return err
	}
	r.Stepper, err = stepperAt(state, r.config, r.perEpoch)
	return err
}

// stepperAt returns a stepper that goes on from the state, which was written with that config.
func stepperAt(state *checkpoints.State, config Config, perEpoch int64) (*Stepper, error) {
	model, err := vae.FromCheckpoint(state, config.Model)
	if err != nil {
		return nil, err
	}
	s, err := NewStepper(model, config.Optimization, perEpoch)
	if err != nil {
		return nil, err
	}
	s.steps = state.Step
	byName := map[string][]float32{}
	for _, t := range state.Tensors {
		byName[t.Name] = t.Data
	}
	for _, v := range s.variables {
		for i, slot := range s.optimizer.Slots() {
			v.Slots[i] = byName[slotName(slot, v.Name)]
			if len(v.Slots[i]) != len(v.Data) {
				return nil, &vae.CheckpointError{Reason: "it lacks the optimiser's moments of " + v.Name}
			}
		}
	}
	return s, nil
}

// checkConfig returns an error unless a checkpoint was written with the config of the run, except
// for the fields that may change, such as the place of the images.
func (r *Run) checkConfig(state *checkpoints.State) error {
	stored, err := ReadConfig(state)
	if err != nil {
		return err
	}
	if err := r.warnOfOtherSchedule(stored.Optimization, r.config.Optimization); err != nil {
		return err
	}
	stored.Saving, stored.Origin = r.config.Saving, r.config.Origin
	stored.Optimization.Epochs = r.config.Optimization.Epochs
	stored.Data.Source, stored.Data.Limit = r.config.Data.Source, r.config.Data.Limit
	if !reflect.DeepEqual(stored, r.config) {
		return &vae.CheckpointError{Reason: "it was written with another config than that in " + configName}
	}
	return nil
}

// ReadConfig returns the config of the run that a checkpoint belongs to.
func ReadConfig(state *checkpoints.State) (Config, error) {
	var config Config
	if err := json.Unmarshal([]byte(state.Metadata[vae.ConfigKey]), &config); err != nil {
		return Config{}, &vae.CheckpointError{Reason: "its config: " + err.Error()}
	}
	return config, nil
}

// regular reports whether a checkpoint of that step belongs to the schedule. Others were written on
// an interruption.
func (r *Run) regular(step int64) bool {
	return step%(int64(r.config.Saving.Every)*r.perEpoch) == 0
}

// save writes a checkpoint, unless the newest one is of this step, and prunes.
func (r *Run) save() error {
	if r.saved == r.Steps() {
		return nil
	}
	state, err := r.snapshot()
	if err != nil {
		return err
	}
	path, err := r.store.Save(state)
	if err != nil {
		return err
	}
	r.saved, r.lastSave = r.Steps(), time.Now()
	if err := r.prune(); err != nil {
		return err
	}
	return r.notify(&Saved{Step: r.Steps(), Path: path})
}

func (r *Run) prune() error { return r.store.Prune(r.config.Saving.Keep, r.regular) }

func (r *Run) saveBest() error {
	state, err := r.snapshot()
	if err != nil {
		return err
	}
	_, err = r.store.SaveBest(state)
	return err
}
