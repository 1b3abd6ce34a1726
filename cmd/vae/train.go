package main

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"vae"
	"vae/data"
	"vae/train"
)

type trainCmd struct {
	Data string `arg:"" optional:"" help:"Name of a data set or path to images (default: mnist, or what the run to start from was trained on)."`

	StartFrom    string        `placeholder:"RUN" help:"Begin with the weights of this run or checkpoint, and with its architecture."`
	Objective    string        `default:"elbo" help:"What is maximised: ${objectives}."`
	TrainSamples int           `default:"1" help:"Draws z ~ q(z|x) of each image: L of elbo, K of iwae."`
	FreeBits     float64       `default:"0" help:"Nats of KL that each latent dimension has for free; elbo only."`
	Gradient     string        `default:"standard" help:"Of iwae: ${gradients}."`
	Epochs       int           `default:"10" help:"Passes over the training images."`
	BatchSize    int           `default:"128" help:"Images per step."`
	LR           float64       `name:"lr" default:"1e-3" help:"Learning rate of Adam."`
	LRSchedule   string        `name:"lr-schedule" default:"constant" help:"Course of the learning rate: ${schedules}."`
	Momentum     float64       `default:"0.9" help:"Decay rate β₁ of the mean gradient in Adam; nearer 1 it is less noisy."`
	Clip         float64       `default:"0" help:"Largest norm of the gradient; 0: no limit."`
	Latent       int           `default:"20" help:"Dimensions of the latent code."`
	Hidden       []int         `default:"400" help:"Units of the encoder's hidden layers, comma-separated; the decoder mirrors them."`
	Activation   string        `default:"relu" help:"Between layers: ${activations}."`
	Init         string        `default:"glorot" help:"Initial weights: ${initializers}."`
	Likelihood   string        `default:"bernoulli" help:"Of pixels: ${likelihoods}."`
	Sigma        float64       `default:"0.1" help:"Standard deviation of the gaussian likelihood."`
	Beta         float64       `default:"1" help:"Weight of the KL divergence."`
	BetaWarmup   int           `default:"0" help:"Epochs in which beta rises from 0."`
	Binarize     string        `default:"none" help:"Make pixels black or white: ${binarizations}."`
	Size         string        `placeholder:"HxW" help:"Size to which the images of a folder are brought."`
	Fit          string        `default:"crop" help:"How pictures are brought to --size: ${fits}."`
	Invert       bool          `help:"Take black for white and white for black."`
	Transpose    bool          `help:"Take rows for columns, as files of EMNIST need."`
	SkipBad      bool          `help:"Pass over pictures that cannot be read, and count them."`
	Limit        memory        `placeholder:"SIZE" help:"Memory that the pixels may take, such as 8GiB (default: 4GiB, and of a file compressed 250-fold or more none)."`
	Validation   int           `default:"5000" help:"Training images held out; of a small set a tenth."`
	Patience     int           `default:"0" help:"Epochs without a better validation figure before the run ends; 0: no limit."`
	MaxTime      time.Duration `default:"0" help:"Time after which the run is saved and ends, such as 30m; 0: no limit."`
	Seed         uint64        `default:"1" help:"Of all that is random."`
	SaveEvery    int           `default:"1" help:"Epochs between checkpoints."`
	Keep         int           `default:"3" help:"Checkpoints that stay on disk, beside the best and that of an interruption."`
	Out          string        `placeholder:"RUN" help:"Run folder (default: runs/NAME-NNN)."`
	Resume       bool          `help:"Continue the run in the folder, or start it there."`
	Config       string        `placeholder:"FILE" help:"Take the settings from a run's config.json; flags given beside it win."`
	cores        `embed:""`
	Progress     string `default:"auto" enum:"auto,bar,plain,none" help:"How to show progress: auto, bar, plain, none."`
}

func (*trainCmd) Examples() []string {
	return []string{
		"vae train                                       # MNIST, 10 epochs, to runs/mnist-001",
		"vae train digits --epochs 3                     # needs no files and no network",
		"vae train photos/ --size 32x32 --likelihood gaussian-learned",
		"vae train mnist --hidden 200,200 --latent 50 --activation tanh --binarize dynamic",
		"vae train --resume --out runs/mnist-001 --epochs 20",
		"vae train --config runs/mnist-001/config.json --seed 2",
	}
}

// Run trains.
func (c *trainCmd) Run(a *app) error {
	if err := c.check(a); err != nil {
		return err
	}
	if err := c.use(); err != nil {
		return err
	}
	signals := catchSignals()
	defer signals.release()
	plan, err := c.plan(a)
	if err != nil {
		return err
	}
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
	run, err := c.start(plan, folder, splits, display)
	if err != nil {
		return errors.Join(err, plan.undo(folder))
	}
	c.announce(a, run, plan, splits)
	begun := run.Steps()
	summary, err := run.Train(signals.ctx)
	display.close()
	if errors.Is(err, train.ErrInterrupted) {
		return &signalError{signals.caught, fmt.Sprintf("saved at step %d; to go on: vae train --resume --out %s", run.Steps(), plan.dir)}
	}
	if err != nil {
		return err
	}
	if begun > 0 && summary.Step == begun && summary.Reason == "done" && c.Progress != "none" {
		a.tell("nothing was left to do: it has %d epochs; --epochs %d goes on", summary.Epochs, summary.Epochs+10)
	}
	c.conclude(a, plan.config, plan.dir, summary)
	return nil
}

// check returns an error if a flag that is not part of the config makes no sense.
func (c *trainCmd) check(a *app) error {
	if a.explicit["data"] && c.Data == "" {
		return &usageError{"DATA is empty", "a name from vae data list, or a path"}
	}
	if c.MaxTime < 0 {
		return &usageError{fmt.Sprintf("--max-time %v is not 0 or more", c.MaxTime), ""}
	}
	return nil
}

// start makes the run, or takes it up where it stands, and stores its config.
func (c *trainCmd) start(p *plan, folder *train.Folder, splits *data.Splits, display train.Observer) (*train.Run, error) {
	run, err := train.New(folder, p.config, splits, train.Options{MaxTime: c.MaxTime, Observers: []train.Observer{display}})
	if err != nil {
		return nil, err
	}
	if run.Epochs() > p.config.Optimization.Epochs {
		return run, nil // there is nothing left to do, which is no reason to forget what was done
	}
	return run, folder.WriteConfig(p.config)
}

// announce says what is trained on what.
func (c *trainCmd) announce(a *app, run *train.Run, p *plan, splits *data.Splits) {
	if c.Progress == "none" {
		return
	}
	m := p.config.Model
	a.tell("%s: %d training and %d validation images of %d×%d", p.config.Data.Source,
		splits.Train.Len(), splits.Validation.Len(), m.Height, m.Width)
	a.tell("%s: %d weights, %s, %s likelihood", layers(m), run.Model().Weights(), m.Activation, m.Likelihood)
	if run.Steps() > 0 {
		a.tell("resuming %s at step %d", p.dir, run.Steps())
	} else {
		a.tell("writing to %s", p.dir)
	}
}

// layers returns the sizes of all layers, such as 784-400-20-400-784.
func layers(m vae.Config) string {
	sizes := append(append([]int{m.Pixels()}, m.Hidden...), m.Latent)
	for i := len(m.Hidden) - 1; i >= 0; i-- {
		sizes = append(sizes, m.Hidden[i])
	}
	sizes = append(sizes, m.Pixels())
	return strings.ReplaceAll(strings.Trim(fmt.Sprint(sizes), "[]"), " ", "-")
}

// conclude says how the run ended, and what to do next. The run folder goes to
// stdout, for scripts.
func (c *trainCmd) conclude(a *app, config train.Config, dir string, s train.Summary) {
	if c.Progress != "none" {
		switch s.Reason {
		case "patience":
			a.tell("ended after epoch %d: no better figure for %d epochs", s.Epochs, s.Epochs-s.BestEpoch)
		case "max-time":
			a.tell("out of time in epoch %d; to go on: vae train --resume --out %s", s.Epochs+1, dir)
		}
		if s.BestEpoch > 0 {
			a.tell("best %s %.2f nats in epoch %d; next: vae sample %s", judged(config), s.Best, s.BestEpoch, dir)
		}
	}
	a.printf("%s\n", dir)
}
