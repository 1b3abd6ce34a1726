package main

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/alecthomas/kong"

	"vae"
	"vae/data"
	"vae/internal/plural"
	"vae/train"
)

type trainCmd struct {
	Data string `arg:"" optional:"" help:"Name of a data set or path to images (default: mnist; with --start-from what that run was trained on)."`

	Binarize   string `group:"Data:" default:"none" help:"How grey pixels become black or white: ${binarizations}."`
	Validation int    `group:"Data:" default:"5000" help:"Training images held out for validation; of a small set a tenth."`
	reading    `embed:"" group:"Data:"`

	Net        string  `group:"Model:" default:"auto" help:"Encoder, which the decoder mirrors: ${nets}. With sizes: mlp:400,400, conv:32,64/256 (channels, then dense units), conv:32,64/256+res (residual blocks); see vae help networks."`
	Hidden     *string `group:"Model:" placeholder:"UNITS" help:"Short for --net mlp:UNITS, such as 400,400."`
	Latent     int     `group:"Model:" default:"20" help:"Dimensions of the latent code z."`
	Activation string  `group:"Model:" placeholder:"NAME" help:"Activation of the hidden layers: ${activations} (default: that of the network)."`
	Init       string  `group:"Model:" default:"glorot" help:"Distribution of the initial weights: ${initializers}."`
	Likelihood string  `group:"Model:" default:"bernoulli" help:"p(x|z): ${likelihoods}."`
	Prior      string  `group:"Model:" default:"standard" help:"p(z): ${priors}."`

	Conditional bool `group:"Model:" help:"Give the class of an image to encoder, decoder and prior; needs labels."`

	Objective    string  `group:"Objective:" default:"elbo" help:"Bound to maximise: ${objectives}."`
	TrainSamples int     `group:"Objective:" default:"1" help:"Draws z ~ q(z|x) for each image: L of elbo, K of iwae."`
	Gradient     string  `group:"Objective:" default:"standard" help:"Estimator of the gradient: ${gradients}."`
	Beta         float64 `group:"Objective:" default:"1" help:"Weight of the KL divergence."`
	BetaWarmup   int     `group:"Objective:" default:"0" help:"Epochs over which beta rises from 0."`
	FreeBits     float64 `group:"Objective:" default:"0" help:"Nats of KL that each latent dimension has for free; elbo only."`

	Epochs     int           `group:"Optimisation:" default:"10" help:"Passes over the training images."`
	BatchSize  int           `group:"Optimisation:" default:"128" help:"Images per step."`
	Shards     int           `group:"Optimisation:" default:"1" help:"Equal parts of a batch, computed one after the other: a step needs the memory of one. Processes under mpirun or srun share them. Each has its own random numbers and free bits."`
	Optimizer  string        `group:"Optimisation:" default:"adam" help:"Optimiser: ${optimizers}."`
	Options    kong.Plugins  `embed:""` // of what other flags choose: see choosers
	options    []*float64    // their values, in the order of the choosers
	LR         float64       `group:"Optimisation:" name:"lr" default:"1e-3" help:"Learning rate."`
	LRSchedule string        `group:"Optimisation:" name:"lr-schedule" default:"constant" help:"Schedule of the learning rate: ${schedules}."`
	Momentum   float64       `group:"Optimisation:" default:"0.9" help:"Decay rate β₁ of the mean gradient."`
	Clip       float64       `group:"Optimisation:" default:"0" help:"Largest norm of the gradient; 0: no limit."`
	Patience   int           `group:"Optimisation:" default:"0" help:"Stop after so many epochs without a better validation figure; 0: never."`
	MaxTime    time.Duration `group:"Optimisation:" default:"0" help:"Save and stop after this time, such as 30m; 0: no limit."`
	Seed       uint64        `group:"Optimisation:" default:"1" help:"Random seed."`
	MaxSilence time.Duration `group:"Optimisation:" default:"10m" help:"Of several processes (vae help ranks): end all when one waits for the others for so long; 0: never."`

	Out       string `group:"Run:" placeholder:"RUN" help:"Run folder (default: runs/NAME-NNN)."`
	Resume    bool   `group:"Run:" help:"Continue the run in the folder; start it if there is none."`
	StartFrom string `group:"Run:" placeholder:"RUN" help:"Start with the weights and the architecture of this run or checkpoint."`
	Config    string `group:"Run:" placeholder:"FILE" help:"Take the settings from a run's config.json; flags override it."`
	SaveEvery int    `group:"Run:" default:"1" help:"Epochs between checkpoints."`
	Keep      int    `group:"Run:" default:"3" help:"Checkpoints to keep, beside the best and that of an interruption."`
	Events    bool   `group:"Run:" name:"tensorboard" help:"Write events for TensorBoard too, in RUN/tensorboard."`
	cores     `embed:"" group:"Run:"`
	Serve     bool `group:"Run:" help:"Serve the explorer of the run while it is trained: vae explore."`
	listening `embed:"" group:"Run:"`
	Progress  string `group:"Run:" default:"auto" enum:"auto,bar,plain,none" help:"Progress: auto (a bar on a terminal), bar, plain (a line for each epoch), none."`
}

func (c *trainCmd) Run(a *app) error {
	surviveReaders()
	signals := catchSignals()
	defer signals.release()
	plan, err := c.plan(a)
	if err != nil {
		return err
	}
	if err := plan.enough(a.world.Size()); err != nil {
		return err
	}
	live, err := c.listen(signals.ctx)
	if err != nil {
		return err
	}
	defer live.end(a) // once the folder is released, and the run has ended
	splits, err := plan.open(signals.ctx, a)
	if err != nil {
		return signals.stopped(err)
	}
	folder, err := plan.folder()
	if err != nil {
		return err
	}
	defer folder.Close()
	display := newProgress(a.stderr, c.Progress, plan.config)
	plots := &plots{a: a, last: time.Now()}
	observers := []train.Observer{display, plots}
	if c.Events {
		events := &events{app: a, run: plan.dir}
		defer events.close()
		observers = append(observers, events)
	}
	run, err := c.start(plan, folder, splits, train.Options{MaxTime: c.MaxTime, Observers: observers, Peers: c.peers(a)})
	if err != nil {
		return errors.Join(err, plan.undo(folder))
	}
	plots.run = run
	c.announce(a, run, plan, splits)
	live.serve(signals.ctx, a, plan.dir, splits)
	begun := run.Steps()
	signals.wait()
	summary, err := run.Train(signals.ctx)
	display.close()
	if err != nil {
		a.released = errors.Is(err, train.ErrInterrupted)
		return plan.interrupted(err, run, signals)
	}
	plots.draw()
	c.leaveReport(signals, a, plan, splits)
	c.conclude(a, plan.config, plan.dir, begun, summary)
	return nil
}

// interrupted returns the error that ended a run, or a signalError if it comes from the signal.
func (p *plan) interrupted(err error, run *train.Run, s *signals) error {
	if !errors.Is(err, train.ErrInterrupted) {
		return err
	}
	hint := fmt.Sprintf("saved at step %d; to go on: vae train --resume --out %s", run.Steps(), shellQuoted(p.dir))
	return signalError(s.caught, hint)
}

// check returns an error if a flag that is not part of the config makes no sense.
func (c *trainCmd) check(a *app) error {
	if a.gave(&c.Data) && c.Data == "" {
		return usageError("DATA is empty", "a name from vae data list, or a path")
	}
	if c.Data != "" && !slices.Contains(data.Names(), c.Data) && train.IsRun(c.Data) {
		return usageError(c.Data+" is a run, and DATA are images", "to go on with it: vae train --resume --out "+shellQuoted(c.Data))
	}
	if a.gave(&c.Listen) && !c.Serve {
		return usageError("--listen "+c.Listen+" is for --serve, which is missing", "")
	}
	if c.MaxTime < 0 {
		return usagef("--max-time %v is not 0 or more", c.MaxTime)
	}
	if c.MaxSilence < 0 {
		return usagef("--max-silence %v is not 0 or more", c.MaxSilence)
	}
	return a.oneNetwork(&c.Net, &c.Hidden)
}

// start makes the run, or takes it up, and stores its config.
func (c *trainCmd) start(p *plan, folder *train.Folder, splits *data.Splits, options train.Options) (*train.Run, error) {
	run, err := train.New(folder, p.config, splits, options)
	if err != nil {
		return nil, err
	}
	if run.Epochs() > p.config.Optimization.Epochs {
		return run, nil // there is nothing left to do, which is no reason to forget what was done
	}
	return run, folder.WriteConfig(p.config)
}

func (c *trainCmd) announce(a *app, run *train.Run, p *plan, splits *data.Splits) {
	if c.Progress == "none" {
		return
	}
	m := p.config.Model
	a.tell("%s: %d training and %d validation images of %v", p.config.Data.Source,
		splits.Train.Len(), splits.Validation.Len(), m.Shape())
	a.tell("%s: %d weights, %s, %s", layers(run.Model()), run.Model().Weights(), m.Activation, distributions(m))
	if size := a.world.Size(); size > 1 {
		a.tell("%s share the %d shards of a batch, %s", plural.Of(size, "rank"), p.config.Optimization.Shards, a.world.Library())
	}
	if run.Steps() > 0 {
		a.tell("resuming %s at step %d", p.dir, run.Steps())
		return
	}
	if p.anew {
		a.tell("there was no run to resume: this is a new one")
	}
	a.tell("writing to %s", p.dir)
}

// layers returns the sizes of all layers with weights, such as 784-400-20-400-784: what each reads,
// and an image. Networks with convolutions are too long for that.
func layers(m *vae.Model) string {
	if c := m.Config(); len(c.Filters) > 0 {
		return fmt.Sprintf("%s, latent %d", c.Network(), c.Latent)
	}
	var text strings.Builder
	for _, l := range m.Layers() {
		if len(l.Params) > 0 {
			fprintf(&text, "%d-", l.In.TotalSize())
		}
	}
	return text.String() + strconv.Itoa(m.Config().Pixels())
}

// distributions names the likelihood, a prior that is not N(0, I), and their options.
func distributions(m vae.Config) string {
	text := m.Likelihood + " likelihood"
	if m.Prior != "" {
		text += ", " + m.Prior + " prior"
	}
	return text + given(m.Options)
}

// given returns the values of options, such as ", sigma 0.1".
func given(options vae.Options) (text string) {
	for _, name := range slices.Sorted(maps.Keys(options)) {
		text += fmt.Sprintf(", %s %g", name, options[name])
	}
	return text
}

// conclude says how the run, which began at a step, ended and what to do next. The run folder goes to
// stdout, for scripts.
func (c *trainCmd) conclude(a *app, config train.Config, dir string, begun int64, s train.Summary) {
	if c.Progress != "none" {
		switch s.Reason {
		case "done":
			if begun > 0 && s.Step == begun {
				done := plural.Of(s.Epochs, "epoch")
				a.tell("nothing was left to do: it has %s; --epochs %d goes on", done, s.Epochs+10)
			}
		case "patience":
			a.tell("ended after epoch %d: no better figure for %d epochs", s.Epochs, s.Epochs-s.BestEpoch)
		case "max-time":
			a.tell("out of time in epoch %d; to go on: vae train --resume --out %s", s.Epochs+1, shellQuoted(dir))
		}
		if s.BestEpoch > 0 {
			a.tell("best %s %.2f nats in epoch %d; next: vae sample %s", judged(config), s.Best, s.BestEpoch, shellQuoted(dir))
		}
	}
	a.printf("%s\n", dir)
}
