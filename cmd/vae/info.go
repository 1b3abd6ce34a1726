package main

import (
	"cmp"
	"fmt"
	"strings"

	"vae"
	"vae/checkpoints"
	"vae/data"
	"vae/internal/disk"
	"vae/internal/plural"
	"vae/train"
)

type infoCmd struct {
	Model string `arg:"" optional:"" name:"run" help:"Run folder or checkpoint (default: the newest run)."`
	JSON  bool   `help:"Print JSON."`
}

type info struct {
	Checkpoint string        `json:"checkpoint"`
	Step       int64         `json:"step"`
	Weights    int           `json:"weights"`
	Config     train.Config  `json:"config"`
	Last       *train.Row    `json:"last_epoch,omitempty"`
	Epochs     int           `json:"epochs"`
	State      string        `json:"state,omitempty"` // of a run: running, done or interrupted
	Fitted     *vae.PriorFit `json:"fitted_prior,omitempty"`
	Tensors    []tensorInfo  `json:"tensors"`
	layers     string        // their sizes
}

type tensorInfo struct {
	Name  string `json:"name"`
	Shape []int  `json:"shape"`
}

func (c *infoCmd) Run(a *app) error {
	t, err := a.load(c.Model)
	if err != nil {
		return err
	}
	i := info{Checkpoint: t.path, Step: t.state.Step, Weights: t.Weights(), Config: t.config, layers: layers(t.Model)}
	for _, p := range t.Parameters() {
		i.Tensors = append(i.Tensors, tensorInfo{p.Name, p.Shape})
	}
	if fitted := a.underFitted(t); fitted != nil {
		i.Fitted = &fitted.Fitted().PriorFit
	}
	if train.IsRun(t.run) && t.run != t.path {
		if err := i.follow(a, t.run); err != nil {
			return err
		}
	}
	return a.show(c.JSON, i, func() { i.print(a) })
}

// follow adds what the run folder says.
func (i *info) follow(a *app, folder string) error {
	run, intact, err := a.inspect(folder)
	if err != nil {
		return err
	}
	if intact {
		i.State = run.State()
	}
	if i.Epochs = len(run.Rows); i.Epochs > 0 {
		i.Last = &run.Rows[i.Epochs-1]
	}
	return nil
}

// inspect returns what is known of a run folder with checkpoints, which have the config too. It
// warns if files in it are damaged.
func (a *app) inspect(folder string) (run train.Inspection, intact bool, err error) {
	run, err = train.Inspect(folder)
	if is[*checkpoints.CorruptError](err) || is[*disk.NotRegularError](err) {
		a.tell("vae: warning: %s", plain(err))
		return run, false, nil
	}
	return run, err == nil, err
}

func (i info) print(a *app) {
	a.printf("checkpoint    %s, step %d\n", i.Checkpoint, i.Step)
	if i.State != "" {
		a.printf("run           %s, %d of %d epochs\n", i.State, i.Epochs, i.Config.Optimization.Epochs)
	}
	for _, f := range i.facts() {
		a.printf("%-14s%s\n", f.name, f.text)
	}
	if i.Last != nil && i.Last.Validation == nil && i.Last.Train == (train.Figures{}) {
		a.printf("epoch %-7d its figures are lost\n", i.Last.Epoch)
	} else if i.Last != nil {
		figures, which := i.Last.Train, "training"
		if i.Last.Validation != nil {
			figures, which = *i.Last.Validation, "validation"
		}
		a.printf("epoch %-7d %s −ELBO %.2f = recon %.2f + KL %.2f nats",
			i.Last.Epoch, which, figures.NELBO, figures.Recon, figures.KL)
		if figures.IWAE != 0 {
			a.printf(", %s %.2f", minimised(i.Config), figures.IWAE)
		}
		a.printf("\n")
	}
	a.printf("\nweights\n")
	for _, t := range i.Tensors {
		a.printf("  %-26s %s\n", t.Name, strings.Trim(strings.ReplaceAll(fmt.Sprint(t.Shape), " ", "×"), "[]"))
	}
}

// facts says what is trained, on what and how.
func (i info) facts() (facts []fact) {
	say := func(name, format string, args ...any) {
		facts = append(facts, fact{name, fmt.Sprintf(format, args...)})
	}
	m, d, o := i.Config.Model, i.Config.Data, i.Config.Optimization
	say("model", "%s, %s, %s, %d weights", i.layers, m.Activation, distributions(m), i.Weights)
	if i.Fitted != nil {
		say("fitted prior", "%s", fitText(*i.Fitted))
	}
	if m.Conditional {
		say("classes", "%s", classNames(m.Classes))
	}
	if d.Source == "" {
		say("data", "images of %v, which were not named", m.Shape())
	} else {
		say("data", "%s: images of %v, %d of them held out for validation", d.Source, m.Shape(), d.Validation)
	}
	say("pixels", "%s", data.Binarizations().Help[d.Binarize])
	say("objective", "%s", objective(i.Config))
	batches := fmt.Sprintf("batches of %d", o.BatchSize)
	if o.Shards > 1 {
		batches += fmt.Sprintf(" in %d shards", o.Shards)
	}
	say("optimisation", "%s, learning rate %g (%s), momentum %g, %s, %s, seed %d",
		cmp.Or(o.Optimizer, "Adam")+given(o.Options), o.LearningRate, o.Schedule,
		cmp.Or(o.Momentum, train.DefaultMomentum), batches, plural.Of(o.Epochs, "epoch"), o.Seed)
	if start := i.Config.Start; start.Run != "" {
		say("start", "%s, SHA-256 %s", start.Run, start.SHA256)
	}
	return facts
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
	switch beta := config.Optimization; {
	case beta.BetaWarmup > 0:
		text += fmt.Sprintf(", β rising to %g over %d epochs", beta.Beta, beta.BetaWarmup)
	case beta.Beta != 1:
		text += fmt.Sprintf(", β = %g", beta.Beta)
	}
	if o.Gradient == "dreg" {
		text += ", doubly reparameterised gradients"
	}
	if o.FreeBits > 0 {
		text += fmt.Sprintf(", %g nats free in each dimension", o.FreeBits)
	}
	return text
}
