package main

import (
	"cmp"
	"fmt"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"time"

	"vae"
	"vae/data"
	"vae/internal/kernel"
	"vae/internal/plural"
	"vae/train"
)

// begin makes the config of a new run from --config and the given flags, or from all flags. find
// finds the run to start from.
func (c *trainCmd) begin(a *app, p *plan, find func(run string) (train.Start, train.Config, error)) (err error) {
	if c.Config != "" {
		if p.config, err = c.readConfig(); err != nil {
			return err
		}
	}
	of, err := c.startFrom(p, find)
	if err != nil {
		return err
	}
	for _, s := range c.settings() {
		if !a.gave(s.flag) && c.given(s) {
			continue
		}
		if err := s.apply(&p.config); err != nil {
			return err
		}
	}
	if of.Model.Conditional { // a class keeps the label that the weights know
		p.config.Data.Classes = of.Data.Classes
	}
	if c.Conditional && c.Config == "" && c.StartFrom == "" && !a.gave(&c.Prior) {
		p.config.Model.Prior = vae.ClassPrior
	}
	if c.Config == "" && !a.gave(&c.Validation) {
		p.config.Data.Validation = data.DefaultValidation
	}
	p.config.Origin = a.origin()
	p.fitBatch, p.fitEpochs = c.Config == "" && !a.gave(&c.BatchSize), c.Config == "" && !a.gave(&c.Epochs)
	return c.checkDraws(a, p.config)
}

// startFrom takes the model of the run to start from, and returns the config of that run; the zero
// config if there is none.
func (c *trainCmd) startFrom(p *plan, find func(run string) (train.Start, train.Config, error)) (train.Config, error) {
	run := cmp.Or(c.StartFrom, p.config.Start.Run)
	if run == "" {
		return train.Config{}, nil
	}
	start, of, err := find(run)
	switch {
	case err != nil && c.StartFrom == "" && exitCode(err) == exitUsage:
		return of, usageError(err.Error(), c.Config+" starts from it: train that run first")
	case err != nil:
		return of, err
	case c.StartFrom == "":
		p.config.Start = train.Start{Run: start.Run, SHA256: cmp.Or(p.config.Start.SHA256, start.SHA256)}
		return of, nil
	}
	p.config.Start, p.config.Model = start, of.Model
	if c.ownImages() {
		if of.Data.Source == "" {
			return of, noImages(run, "name DATA")
		}
		p.config.Data, p.colours = ownImages(of.Data), data.ColoursOf(of.Model.Shape())
	}
	return of, nil
}

// given reports whether the setting already has a value that the default of its flag must not
// override: from a config, from the run to start from, or because other flags decide.
func (c *trainCmd) given(s setting) bool {
	own := s.of == architecture && c.StartFrom != "" || s.of == imagery && c.ownImages()
	return c.Config != "" || own || c.isOption(s.flag)
}

// ownImages reports whether the images are those that the run to start from was trained on.
func (c *trainCmd) ownImages() bool { return c.StartFrom != "" && c.Config == "" && c.Data == "" }

// ownImages returns what decides on the images of a run, and not on how they are used.
func ownImages(d train.Data) train.Data {
	return train.Data{Source: d.Source, Size: d.Size, Fit: d.Fit, Grey: d.Grey, Invert: d.Invert, Transpose: d.Transpose,
		Background: d.Background, SkipBad: d.SkipBad, Limit: d.Limit}
}

// checkDraws returns an error if --objective iwae comes without --train-samples.
func (c *trainCmd) checkDraws(a *app, config train.Config) error {
	o := config.Optimization.Objective
	if a.gave(&c.Objective) && !a.gave(&c.TrainSamples) && o.ImportanceWeighted() && o.Draws() == 1 {
		return usageError("--objective iwae needs --train-samples", "5 and 50 are the paper's; with one it is −ELBO")
	}
	return nil
}

// startOf returns what a config says of the start from a run, and the config of that run.
func (a *app) startOf(run string) (start train.Start, of train.Config, err error) {
	t, err := a.load(run)
	if err != nil {
		return start, of, err
	}
	if run, err = filepath.Abs(run); err != nil {
		return start, of, err
	}
	of = t.config
	of.Model = t.Model.Config()
	start, err = train.NewStart(run, t.state)
	return start, of, err
}

func (c *trainCmd) readConfig() (train.Config, error) {
	config, err := train.ReadConfigFile(c.Config)
	if isDisk(err) {
		return config, err
	}
	if err != nil {
		return config, usageError("--config "+plain(err), "a run's config.json shows the form")
	}
	return config, nil
}

// resume takes the config of the run in the folder, which flags must not contradict.
func (c *trainCmd) resume(a *app, p *plan) error {
	config, err := train.ReadFolderConfig(p.dir)
	if err != nil {
		return err
	}
	if config.Data.Source == "" {
		return noImages(p.dir, "to go on from its weights: vae train DATA --start-from "+shellQuoted(p.dir))
	}
	p.config = config
	for _, s := range c.settings() {
		if !a.gave(s.flag) {
			continue
		}
		if s.flag == &c.Data { // which is known by its fingerprint, once it is read
			source, err := c.source()
			if err != nil {
				return err
			}
			p.moved, p.config.Data.Source = source != p.config.Data.Source, source
			continue
		}
		changed := p.config
		if err := s.apply(&changed); err != nil {
			return err
		}
		if reflect.DeepEqual(changed, p.config) {
			continue
		}
		if s.of != free {
			return contradiction(a.flags[s.flag], p.dir)
		}
		p.config = changed
	}
	return c.compareConfig(a, p)
}

// compareConfig returns an error if --config, with the flags beside it, is not that of the run to
// resume. What is free to change may differ.
func (c *trainCmd) compareConfig(a *app, p *plan) error {
	if c.Config == "" {
		return nil
	}
	asked := &plan{}
	same := func(run string) (train.Start, train.Config, error) { // which may be gone: it is not needed any more
		abs, err := filepath.Abs(run)
		return train.Start{Run: abs, SHA256: p.config.Start.SHA256}, p.config, err
	}
	if err := c.begin(a, asked, same); err != nil {
		return err
	}
	file := asked.config
	file.Optimization.Epochs, file.Saving.Keep = p.config.Optimization.Epochs, p.config.Saving.Keep
	file.Origin = p.config.Origin
	if file.Data.Fingerprint == p.config.Data.Fingerprint {
		file.Data.Source = p.config.Data.Source
	}
	file.Data.Limit = p.config.Data.Limit
	if d := p.config.Data; file.Data.Fingerprint == "" { // what the data decided
		file.Data.Validation, file.Data.HeldOut, file.Data.Fingerprint = d.Validation, d.HeldOut, d.Fingerprint
		file.Data.Classes = d.Classes
		file.Model = file.Model.WithShape(p.config.Model.Shape())
		file.Model.Classes = p.config.Model.Classes
	}
	if !reflect.DeepEqual(file, p.config) {
		return contradiction("--config", p.dir)
	}
	return nil
}

func contradiction(flag, dir string) error {
	return usageError(fmt.Sprintf("%s contradicts the config of the run in %s", flag, dir),
		"leave it out to go on as before, or start a new run with another --out")
}

// origin returns where a run that starts now comes from. The command has no --resume, so that a run
// that is started again after an early crash has the same config.
func (a *app) origin() train.Origin {
	words := []string{"vae"}
	for _, arg := range a.args {
		if arg != "--resume" {
			words = append(words, shellQuoted(arg))
		}
	}
	today := time.Now().UTC().Format(time.DateOnly)
	machine := fmt.Sprintf("%s/%s, %s, %s", runtime.GOOS, runtime.GOARCH, kernel.Level(), plural.Of(runtime.NumCPU(), "core"))
	return train.Origin{Date: today, Version: version, Command: strings.Join(words, " "), Machine: machine}
}

// plainly are the characters that have no special meaning in any shell.
const plainly = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=:,./@%"

// shellQuoted returns a word as a POSIX shell reads it.
func shellQuoted(word string) string {
	if word != "" && strings.Trim(word, plainly) == "" {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}
