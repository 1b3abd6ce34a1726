package explorer_test

import (
	"fmt"
	"slices"
	"testing"

	"vae"
	"vae/data"
	"vae/evaluate"
	"vae/explorer"
	"vae/train"
)

const batchSize = 50

// meanOf returns the mean image of a set.
func meanOf(t testing.TB, set *data.Set) []float32 {
	t.Helper()
	all, err := set.Statistics()
	if err != nil {
		t.Fatal(err)
	}
	return all.Mean
}

// newRun returns the run of a model over a set of so many epochs.
func newRun(t testing.TB, c vae.Config, images *data.Set, epochs int) *run {
	t.Helper()
	model, err := vae.New(c, 1, vae.Start{Mean: meanOf(t, images)})
	if err != nil {
		t.Fatal(err)
	}
	o := train.Optimization{
		Epochs: epochs, BatchSize: batchSize, LearningRate: 2e-3, Schedule: "constant", Beta: 1, Seed: 1,
	}
	stepper, err := train.NewStepper(model, o, 1)
	if err != nil {
		t.Fatal(err)
	}
	kind, err := c.Kind(c.Channels < 3)
	if err != nil {
		t.Fatal(err)
	}
	return &run{
		TB: t, images: images, model: model, stepper: stepper, kind: fmt.Sprint(kind), files: map[string][]byte{},
		history: explorer.History{State: "running", Asked: epochs, Command: "vae train --resume --out runs/digits-001"},
	}
}

// epoch trains the model by an epoch and makes a checkpoint.
func (r *run) epoch() {
	r.Helper()
	figures, err := r.train()
	if err != nil {
		r.Fatal(err)
	}
	r.publish(figures)
}

// train trains the model by an epoch, and returns the figures of its steps.
func (r *run) train() (figures explorer.Figures, err error) {
	loader, err := data.NewLoader(r.images, data.LoaderConfig{BatchSize: batchSize, Training: true, Seed: 1})
	if err != nil {
		return figures, err
	}
	n := float64(loader.StepsPerEpoch())
	for batch, err := range loader.From(r.Context(), r.stepper.Steps()) {
		if err != nil {
			return figures, err
		}
		terms, _, err := r.stepper.Step(batch)
		if err != nil {
			return figures, err
		}
		figures.Recon += terms.Recon / n
		figures.KL += terms.KL / n
		figures.NELBO += (terms.Recon + terms.KL) / n
		if batch.Index+1 == loader.StepsPerEpoch() {
			break
		}
	}
	return figures, nil
}

// publish makes a checkpoint of the model as it is.
func (r *run) publish(figures explorer.Figures) {
	r.Helper()
	var weights []vae.Parameter
	for _, p := range r.model.Parameters() {
		p := *p
		p.Data = slices.Clone(p.Data)
		weights = append(weights, p)
	}
	model, err := vae.Restore(r.model.Config(), weights)
	if err != nil {
		r.Fatal(err)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	epoch := r.history.Epochs + 1
	r.history.Epochs, r.history.Best = epoch, epoch
	if epoch == r.history.Asked {
		r.history.State = "done"
	}
	better := explorer.Figures{NELBO: figures.NELBO - 1, Recon: figures.Recon - 1, KL: figures.KL}
	r.history.Rows = append(r.history.Rows, explorer.Row{Epoch: epoch, Train: &figures, Validation: &better})
	saved := explorer.Saved{
		Epoch: epoch, Samples: fmt.Sprintf("samples-%d.png", epoch),
		Reconstructions: fmt.Sprintf("reconstructions-%d.png", epoch),
	}
	r.history.Pictures = append(r.history.Pictures, saved)
	for _, name := range []string{saved.Samples, saved.Reconstructions} {
		r.files[name] = picture(r.TB, r.images.Shape(), byte(25*epoch))
	}
	r.loaded = &explorer.Loaded{
		Path:  fmt.Sprintf("runs/digits-001/checkpoints/step-%09d.safetensors", r.stepper.Steps()),
		Epoch: epoch, Step: r.stepper.Steps(),
		Priors: r.priors(model), Kind: r.kind, Busy: r.history.State == "running",
		Images: &explorer.Images{
			Set: r.images, Source: r.images.Name, Split: "test", Loader: data.LoaderConfig{BatchSize: batchSize},
			Protocol: evaluate.Protocol{Samples: 4, Seed: 1},
		},
	}
}

// priors returns the model under a prior fitted to the codes of its images, and under its own.
func (r *run) priors(model *vae.Model) []explorer.Prior {
	own := explorer.Prior{Name: "own", Title: model.Config().PriorName(), Model: model}
	if model.Config().Conditional || r.history.Epochs < r.history.Asked {
		return []explorer.Prior{own}
	}
	codes, err := model.Encode(vae.Input{Images: pixels(r.images)})
	if err != nil {
		r.Fatal(err)
	}
	settings := vae.PriorSettings{Components: 3, Seed: 1}
	p, _, err := model.FitPrior(r.Context(), settings, vae.Input{Codes: codes.Sample(1)}, vae.Input{})
	if err != nil {
		r.Fatal(err)
	}
	fitted, err := model.WithPrior(p)
	if err != nil {
		r.Fatal(err)
	}
	return []explorer.Prior{{Name: "fitted", Title: "mixture of 3", Model: fitted}, own}
}

// pixels returns all images of a set (N·D).
func pixels(s *data.Set) []float32 {
	all := make([]float32, s.Len()*s.Pixels())
	for i := range s.Len() {
		s.Read(all[i*s.Pixels():][:s.Pixels()], i)
	}
	return all
}
