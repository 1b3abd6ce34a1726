package main

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"vae/data"
	"vae/train"
)

// setting is a flag that changes the config of a run.
type setting struct {
	name  string
	of    scope
	apply func(c *trainCmd, config *train.Config) error
}

// scope says when a setting may change, and when it is given by another run.
type scope int

const (
	fixed        scope = iota
	free               // may change when a run is resumed
	architecture       // is that of the run to start from
	imagery            // is that of the run to start from unless DATA is given
)

// settings is the table of all flags that change the config of a run.
var settings = []setting{
	{"data", imagery, func(c *trainCmd, f *train.Config) error { return c.applyData(f) }},
	{"size", imagery, func(c *trainCmd, f *train.Config) error { return c.applySize(f) }},
	{"fit", imagery, func(c *trainCmd, f *train.Config) error { return c.applyFit(f) }},
	{"invert", imagery, func(c *trainCmd, f *train.Config) error { return reread(f, &f.Data.Invert, c.Invert) }},
	{"transpose", imagery, func(c *trainCmd, f *train.Config) error { return reread(f, &f.Data.Transpose, c.Transpose) }},
	{"background", imagery, func(c *trainCmd, f *train.Config) error { return c.applyBackground(f) }},
	{"skip-bad", imagery, func(c *trainCmd, f *train.Config) error { return reread(f, &f.Data.SkipBad, c.SkipBad) }},
	{"limit", free, func(c *trainCmd, f *train.Config) error { f.Data.Limit = int64(c.Limit); return nil }},
	{"binarize", fixed, func(c *trainCmd, f *train.Config) error { return f.Data.Binarize.UnmarshalText([]byte(c.Binarize)) }},
	{"validation", fixed, func(c *trainCmd, f *train.Config) error { return c.applyValidation(f) }},
	{"hidden", architecture, func(c *trainCmd, f *train.Config) error { f.Model.Hidden = c.Hidden; return nil }},
	{"latent", architecture, func(c *trainCmd, f *train.Config) error { f.Model.Latent = c.Latent; return nil }},
	{"activation", architecture, func(c *trainCmd, f *train.Config) error { f.Model.Activation = c.Activation; return nil }},
	{"init", architecture, func(c *trainCmd, f *train.Config) error { f.Model.Init = c.Init; return nil }},
	{"likelihood", architecture, func(c *trainCmd, f *train.Config) error { c.applyLikelihood(f); return nil }},
	{"sigma", architecture, func(c *trainCmd, f *train.Config) error { return c.applySigma(f) }},
	{"start-from", fixed, func(c *trainCmd, f *train.Config) error { return c.applyStart(f) }},
	{"objective", fixed, func(c *trainCmd, f *train.Config) error { f.Optimization.Objective.Bound = c.Objective; return nil }},
	{"train-samples", fixed, func(c *trainCmd, f *train.Config) error { return c.applySamples(f) }},
	{"free-bits", fixed, func(c *trainCmd, f *train.Config) error { f.Optimization.Objective.FreeBits = c.FreeBits; return nil }},
	{"gradient", fixed, func(c *trainCmd, f *train.Config) error { f.Optimization.Objective.Gradient = c.Gradient; return nil }},
	{"epochs", free, func(c *trainCmd, f *train.Config) error { f.Optimization.Epochs = c.Epochs; return nil }},
	{"batch-size", fixed, func(c *trainCmd, f *train.Config) error { f.Optimization.BatchSize = c.BatchSize; return nil }},
	{"lr", fixed, func(c *trainCmd, f *train.Config) error { f.Optimization.LearningRate = c.LR; return nil }},
	{"lr-schedule", fixed, func(c *trainCmd, f *train.Config) error { f.Optimization.Schedule = c.LRSchedule; return nil }},
	{"momentum", fixed, func(c *trainCmd, f *train.Config) error { return c.applyMomentum(f) }},
	{"clip", fixed, func(c *trainCmd, f *train.Config) error { f.Optimization.Clip = c.Clip; return nil }},
	{"beta", fixed, func(c *trainCmd, f *train.Config) error { f.Optimization.Beta = c.Beta; return nil }},
	{"beta-warmup", fixed, func(c *trainCmd, f *train.Config) error { f.Optimization.BetaWarmup = c.BetaWarmup; return nil }},
	{"patience", fixed, func(c *trainCmd, f *train.Config) error { f.Optimization.Patience = c.Patience; return nil }},
	{"seed", fixed, func(c *trainCmd, f *train.Config) error { f.Optimization.Seed = c.Seed; return nil }},
	{"save-every", fixed, func(c *trainCmd, f *train.Config) error { f.Saving.Every = c.SaveEvery; return nil }},
	{"keep", free, func(c *trainCmd, f *train.Config) error { f.Saving.Keep = c.Keep; return nil }},
}

// source returns what the argument DATA means: a name of the catalogue, or a path that
// is absolute if there is something.
func (c *trainCmd) source() (string, error) {
	if c.Data == "" {
		return "mnist", nil
	}
	if _, err := os.Stat(c.Data); err != nil || slices.Contains(data.Names(), c.Data) {
		return c.Data, nil
	}
	return filepath.Abs(c.Data)
}

// applyData sets the data to the argument DATA.
func (c *trainCmd) applyData(config *train.Config) error {
	source, err := c.source()
	if err != nil {
		return err
	}
	return reread(config, &config.Data.Source, source)
}

// reread sets what decides on the images. Others than before are new ones.
func reread[T comparable](config *train.Config, setting *T, value T) error {
	if *setting != value {
		*setting, config.Data.Fingerprint, config.Data.Classes = value, "", nil
	}
	return nil
}

// applySize sets the size of the images. Another size makes other images.
func (c *trainCmd) applySize(config *train.Config) error {
	size, err := parseSize(c.Size)
	if err != nil {
		return err
	}
	return reread(config, &config.Data.Size, size)
}

// applyFit sets how pictures are brought to the size, where one is asked for.
func (c *trainCmd) applyFit(config *train.Config) error {
	if _, err := data.ParseFit(c.Fit); err != nil {
		return err
	}
	if config.Data.Size == (data.Size{}) {
		return reread(config, &config.Data.Fit, "")
	}
	return reread(config, &config.Data.Fit, c.Fit)
}

// applyBackground sets what is seen through transparent pictures, if it is not black.
func (c *trainCmd) applyBackground(config *train.Config) error {
	background, err := data.ParseBackground(c.Background)
	if err != nil || background == 0 {
		return errors.Join(err, reread(config, &config.Data.Background, ""))
	}
	return reread(config, &config.Data.Background, c.Background)
}

// applyValidation sets the number of images held out.
func (c *trainCmd) applyValidation(config *train.Config) error {
	if c.Validation < 0 {
		return &usageError{fmt.Sprintf("--validation %d is not 0 or more", c.Validation), ""}
	}
	config.Data.Validation = c.Validation
	return nil
}

// applyStart sets the run whose weights come first.
func (c *trainCmd) applyStart(config *train.Config) (err error) {
	if c.StartFrom != "" {
		config.Start.Run, err = filepath.Abs(c.StartFrom)
	}
	return err
}

// applySamples sets the number of draws of each image.
func (c *trainCmd) applySamples(config *train.Config) error {
	if c.TrainSamples < 1 {
		return &usageError{fmt.Sprintf("--train-samples %d is not 1 or more", c.TrainSamples), ""}
	}
	config.Optimization.Objective.Samples = c.TrainSamples
	return nil
}

// applyMomentum sets the decay rate of the mean gradient.
func (c *trainCmd) applyMomentum(config *train.Config) error {
	if !(c.Momentum > 0) {
		return &usageError{fmt.Sprintf("--momentum %g is not above 0", c.Momentum), ""}
	}
	if config.Optimization.Momentum = c.Momentum; c.Momentum == train.DefaultMomentum {
		config.Optimization.Momentum = 0
	}
	return nil
}

// applyLikelihood sets the likelihood, and sigma with the one that has it.
func (c *trainCmd) applyLikelihood(config *train.Config) {
	config.Model.Likelihood = c.Likelihood
	if c.Likelihood == "gaussian" {
		config.Model.Sigma = cmp.Or(config.Model.Sigma, c.Sigma)
	} else {
		config.Model.Sigma = 0
	}
}

// applySigma sets sigma.
func (c *trainCmd) applySigma(config *train.Config) error {
	if config.Model.Likelihood != "gaussian" {
		return &usageError{"--sigma is of --likelihood gaussian, not of " + config.Model.Likelihood, ""}
	}
	config.Model.Sigma = c.Sigma
	return nil
}

// parseSize reads a size such as 20x30 (height, width), or none.
func parseSize(text string) (size data.Size, err error) {
	if text == "" {
		return data.Size{}, nil
	}
	text = strings.ReplaceAll(text, "×", "x")
	if n, err := fmt.Sscanf(text, "%dx%d", &size.Height, &size.Width); n != 2 || err != nil || size.Height < 1 || size.Width < 1 {
		return data.Size{}, &usageError{fmt.Sprintf("--size %s is no size", text), "want height x width, such as 28x28"}
	}
	return size, nil
}
