package main

import (
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
	flag  any // pointer to the field of trainCmd
	of    scope
	apply func(config *train.Config) error
}

// scope says when a setting may change, and when it is given by another run.
type scope int

const (
	fixed        scope = iota
	free               // may change when a run is resumed
	architecture       // is that of the run to start from
	imagery            // is that of the run to start from unless DATA is given
)

// settings returns all flags that change the config of a run, in the order in which they are
// applied.
func (c *trainCmd) settings() []setting {
	return append([]setting{
		{&c.Data, imagery, c.applyData},
		{&c.Size, imagery, c.applySize},
		{&c.Fit, imagery, c.applyFit},
		{&c.Grey, imagery, func(f *train.Config) error { return reread(f, &f.Data.Grey, c.Grey) }},
		{&c.Invert, imagery, func(f *train.Config) error { return reread(f, &f.Data.Invert, c.Invert) }},
		{&c.Transpose, imagery, func(f *train.Config) error { return reread(f, &f.Data.Transpose, c.Transpose) }},
		{&c.Background, imagery, c.applyBackground},
		{&c.SkipBad, imagery, func(f *train.Config) error { return reread(f, &f.Data.SkipBad, c.SkipBad) }},
		{&c.Limit, free, func(f *train.Config) error { f.Data.Limit = int64(c.Limit); return nil }},
		{&c.Binarize, fixed, func(f *train.Config) error { return f.Data.Binarize.UnmarshalText([]byte(c.Binarize)) }},
		{&c.Validation, fixed, func(f *train.Config) error {
			f.Data.Validation = c.Validation
			return atLeast(0, "--validation", c.Validation)
		}},
		{&c.Net, architecture, func(f *train.Config) error { return setNetwork(f, "--net", c.Net) }},
		{&c.Hidden, architecture, c.applyHidden},
		assign(&c.Latent, architecture, func(f *train.Config) *int { return &f.Model.Latent }),
		assign(&c.Activation, architecture, func(f *train.Config) *string { return &f.Model.Activation }),
		assign(&c.Init, architecture, func(f *train.Config) *string { return &f.Model.Init }),
		assign(&c.Conditional, architecture, func(f *train.Config) *bool { return &f.Model.Conditional }),
		{&c.StartFrom, fixed, c.applyStart},
		assign(&c.Objective, fixed, func(f *train.Config) *string { return &f.Optimization.Objective.Bound }),
		{&c.TrainSamples, fixed, func(f *train.Config) error {
			f.Optimization.Objective.Samples = c.TrainSamples
			return atLeast(1, "--train-samples", c.TrainSamples)
		}},
		assign(&c.FreeBits, fixed, func(f *train.Config) *float64 { return &f.Optimization.Objective.FreeBits }),
		assign(&c.Gradient, fixed, func(f *train.Config) *string { return &f.Optimization.Objective.Gradient }),
		assign(&c.Epochs, free, func(f *train.Config) *int { return &f.Optimization.Epochs }),
		assign(&c.BatchSize, fixed, func(f *train.Config) *int { return &f.Optimization.BatchSize }),
		{&c.Shards, fixed, c.applyShards},
		assign(&c.LR, fixed, func(f *train.Config) *float64 { return &f.Optimization.LearningRate }),
		assign(&c.LRSchedule, fixed, func(f *train.Config) *string { return &f.Optimization.Schedule }),
		{&c.Momentum, fixed, c.applyMomentum},
		assign(&c.Clip, fixed, func(f *train.Config) *float64 { return &f.Optimization.Clip }),
		assign(&c.Beta, fixed, func(f *train.Config) *float64 { return &f.Optimization.Beta }),
		assign(&c.BetaWarmup, fixed, func(f *train.Config) *int { return &f.Optimization.BetaWarmup }),
		assign(&c.Patience, fixed, func(f *train.Config) *int { return &f.Optimization.Patience }),
		assign(&c.Seed, fixed, func(f *train.Config) *uint64 { return &f.Optimization.Seed }),
		assign(&c.SaveEvery, fixed, func(f *train.Config) *int { return &f.Saving.Every }),
		assign(&c.Keep, free, func(f *train.Config) *int { return &f.Saving.Keep }),
	}, c.choices()...)
}

// assign returns the setting that copies its flag to a field of the config.
func assign[T any](flag *T, of scope, field func(*train.Config) *T) setting {
	return setting{flag, of, func(f *train.Config) error { *field(f) = *flag; return nil }}
}

// source returns what DATA means: a name of the catalogue, or a path, which is absolute if it
// exists.
func (c *trainCmd) source() (string, error) {
	if c.Data == "" {
		return "mnist", nil
	}
	if _, err := os.Stat(c.Data); err != nil || slices.Contains(data.Names(), c.Data) {
		return c.Data, nil
	}
	return filepath.Abs(c.Data)
}

func (c *trainCmd) applyData(config *train.Config) error {
	source, err := c.source()
	if err != nil {
		return err
	}
	return reread(config, &config.Data.Source, source)
}

// reread changes a setting on which the images depend. Their fingerprint is then unknown.
func reread[T comparable](config *train.Config, setting *T, value T) error {
	if *setting != value {
		*setting, config.Data.Fingerprint, config.Data.Classes = value, "", nil
	}
	return nil
}

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
	if err != nil || background == (data.Background{}) {
		return errors.Join(err, reread(config, &config.Data.Background, ""))
	}
	return reread(config, &config.Data.Background, c.Background)
}

// setNetwork sets the networks to those that text describes. Sizes that it leaves open are those
// for images of the shape that is known from a run, or wait for it.
func setNetwork(config *train.Config, flag, text string) error {
	m, err := config.Model.WithNetwork(text)
	if err != nil {
		return usagef("%s: %v", flag, err)
	}
	if m.Height > 0 {
		m = m.WithShape(m.Shape())
	}
	config.Model = m
	return nil
}

func (c *trainCmd) applyHidden(config *train.Config) error {
	if c.Hidden == nil { // --net decides
		return nil
	}
	return setNetwork(config, "--hidden", "mlp:"+*c.Hidden)
}

func (c *trainCmd) applyStart(config *train.Config) (err error) {
	if c.StartFrom != "" {
		config.Start.Run, err = filepath.Abs(c.StartFrom)
	}
	return err
}

func (c *trainCmd) applyShards(config *train.Config) error {
	if config.Optimization.Shards = c.Shards; c.Shards == 1 {
		config.Optimization.Shards = 0
	}
	return atLeast(1, "--shards", c.Shards)
}

func (c *trainCmd) applyMomentum(config *train.Config) error {
	if !(c.Momentum > 0) {
		return usagef("--momentum %g is not above 0", c.Momentum)
	}
	if config.Optimization.Momentum = c.Momentum; c.Momentum == train.DefaultMomentum {
		config.Optimization.Momentum = 0
	}
	return nil
}

// parseSize reads a size such as 20x30 (height, width), or none.
func parseSize(text string) (size data.Size, err error) {
	if text == "" {
		return data.Size{}, nil
	}
	text = strings.ReplaceAll(text, "×", "x")
	_, err = fmt.Sscanf(text, "%dx%d", &size.Height, &size.Width)
	if err != nil || size.Height < 1 || size.Width < 1 {
		return data.Size{}, usageError(fmt.Sprintf("--size %s is no size", text), "want height x width, such as 28x28")
	}
	return size, nil
}
