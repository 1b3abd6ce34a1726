package main

import (
	"cmp"
	"fmt"

	"vae/checkpoints"
	"vae/train"
)

type infoCmd struct {
	Model string `arg:"" optional:"" name:"run" help:"Run folder or checkpoint (default: the newest run)."`
	JSON  bool   `help:"Print JSON."`
}

func (*infoCmd) Examples() []string {
	return []string{
		"vae info                                   # the newest run",
		"vae info runs/mnist-001/checkpoints/step-000004290.safetensors --json",
	}
}

// info is what info prints as JSON.
type info struct {
	Checkpoint string       `json:"checkpoint"`
	Step       int64        `json:"step"`
	Weights    int          `json:"weights"`
	Config     train.Config `json:"config"`
	Last       *train.Row   `json:"last_epoch,omitempty"`
	Epochs     int          `json:"epochs"`
	Tensors    []tensorInfo `json:"tensors"`
}

type tensorInfo struct {
	Name  string `json:"name"`
	Shape []int  `json:"shape"`
}

// Run tells what the checkpoint and the run's metrics say.
func (c *infoCmd) Run(a *app) error {
	t, err := a.load(c.Model)
	if err != nil {
		return err
	}
	i := info{Checkpoint: t.path, Step: t.state.Step, Weights: t.Weights(), Config: t.config}
	for _, p := range t.Params() {
		i.Tensors = append(i.Tensors, tensorInfo{p.Name, p.Shape})
	}
	if isRun(t.run) && t.run != t.path {
		rows, err := train.ReadMetrics(t.run)
		if is[*checkpoints.CorruptError](err) {
			a.tell("vae: warning: %s", plain(err))
		} else if err != nil {
			return err
		}
		if i.Epochs = len(rows); i.Epochs > 0 {
			i.Last = &rows[i.Epochs-1]
		}
	}
	if c.JSON {
		return a.json(i)
	}
	i.print(a)
	return nil
}

func (i info) print(a *app) {
	m, d, o := i.Config.Model, i.Config.Data, i.Config.Optimization
	a.printf("checkpoint    %s, step %d\n", i.Checkpoint, i.Step)
	a.printf("model         %s, %s, %s likelihood, %d weights\n", layers(m), m.Activation, m.Likelihood, i.Weights)
	a.printf("images        %d×%d, of %s, binarisation %v, %d for validation\n", m.Height, m.Width, d.Source, d.Binarize, d.Validation)
	a.printf("optimisation  Adam %g (%s), momentum %g, batch %d, β %g, %d epochs, seed %d\n",
		o.LearningRate, o.Schedule, cmp.Or(o.Momentum, train.DefaultMomentum), o.BatchSize, o.Beta, o.Epochs, o.Seed)
	if start := i.Config.Start; start.Run != "" {
		a.printf("start         %s, SHA-256 %s\n", start.Run, start.SHA256)
	}
	a.printf("objective     %s\n", objective(i.Config))
	if i.Last != nil && i.Last.Validation == nil && i.Last.Train == (train.Figures{}) {
		a.printf("epoch %-7d its figures are lost\n", i.Last.Epoch)
	} else if i.Last != nil {
		figures, which := i.Last.Train, "train"
		if i.Last.Validation != nil {
			figures, which = *i.Last.Validation, "validation"
		}
		a.printf("epoch %-7d %s −ELBO %.2f = recon %.2f + KL %.2f nats", i.Last.Epoch, which, figures.NELBO, figures.Recon, figures.KL)
		if figures.IWAE != 0 {
			a.printf(", %s %.2f", minimised(i.Config), figures.IWAE)
		}
		a.printf("\n")
	}
	for _, t := range i.Tensors {
		a.printf("  %-26s %v\n", t.Name, t.Shape)
	}
}

// objective says what a run minimises, and how.
func objective(config train.Config) string {
	o := config.Optimization.Objective
	text := minimised(config)
	switch {
	case o.ImportanceWeighted():
		text += fmt.Sprintf(", the importance-weighted bound of %d draws", o.Draws())
	case o.Draws() > 1:
		text += fmt.Sprintf(", %d draws", o.Draws())
	}
	if o.Gradient == "dreg" {
		text += ", doubly reparameterised gradients"
	}
	if o.FreeBits > 0 {
		text += fmt.Sprintf(", %g nats free in each dimension", o.FreeBits)
	}
	return text
}
