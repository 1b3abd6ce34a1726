package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"

	"vae"
	"vae/checkpoints"
	"vae/data"
	"vae/train"
)

// plan is what a command line to train comes down to: a config and a folder.
type plan struct {
	config   train.Config
	dir      string
	resuming bool // the folder holds a run
	numbered bool // dir is the next runs/NAME-NNN, not the user's choice
	created  bool // the folder was not there before
	firstRun bool // nor was the folder of runs
	fitBatch bool // the batch may be made smaller to suit a small data set
}

// plan works out what the flags ask for.
func (c *trainCmd) plan(a *app) (p *plan, err error) {
	p = &plan{dir: c.Out}
	if c.Resume && p.dir == "" {
		if p.dir, err = c.newest(); err != nil {
			return nil, err
		}
	}
	if p.dir != "" {
		used, err := inUse(p.dir)
		if err != nil {
			return nil, err
		}
		if used && !c.Resume {
			return nil, exists(p.dir)
		}
		p.resuming = used
	}
	if p.resuming {
		return p, c.resume(a, p)
	}
	if err := c.begin(a, p, a.startFrom); err != nil {
		return nil, err
	}
	if p.dir == "" {
		p.numbered, p.dir = true, nextRun(runName(p.config.Data.Source))
	}
	return p, nil
}

// exists says that a run would have to be overwritten.
func exists(dir string) error {
	return &usageError{"there is a run in " + dir, "--resume continues it; another --out starts a new one"}
}

// begin makes the config of a new run: from a file and the flags given beside it, or
// from all flags. find finds the run to start from.
func (c *trainCmd) begin(a *app, p *plan, find finder) (err error) {
	if c.Config != "" {
		if p.config, err = c.readConfig(); err != nil {
			return err
		}
	}
	if run := cmp.Or(c.StartFrom, p.config.Start.Run); run != "" {
		start, model, err := find(run)
		if err != nil {
			return err
		}
		if c.StartFrom != "" {
			p.config.Start, p.config.Model = start, model
		} else {
			p.config.Start = train.Start{Run: start.Run, SHA256: cmp.Or(p.config.Start.SHA256, start.SHA256)}
		}
	}
	for _, s := range settings {
		if !a.explicit[s.name] && c.given(s) {
			continue
		}
		if err := s.apply(c, &p.config); err != nil {
			return err
		}
	}
	if c.Config == "" && !a.explicit["validation"] {
		p.config.Data.Validation = data.DefaultValidation
	}
	p.fitBatch = c.Config == "" && !a.explicit["batch-size"]
	return c.checkDraws(a, p.config)
}

// given tells whether the setting has a value already that its flag's default must not
// change: from a config, from the run to start from, or because other flags decide.
func (c *trainCmd) given(s setting) bool {
	return c.Config != "" || c.StartFrom != "" && s.of == architecture || s.name == "sigma"
}

// checkDraws refuses a new run for the importance-weighted bound whose number of draws
// nobody has thought of.
func (c *trainCmd) checkDraws(a *app, config train.Config) error {
	o := config.Optimization.Objective
	if a.explicit["objective"] && !a.explicit["train-samples"] && o.ImportanceWeighted() && o.Draws() == 1 {
		return &usageError{"--objective iwae needs --train-samples", "5 and 50 are the paper's; with one it is −ELBO"}
	}
	return nil
}

// A finder returns, of the run of that name, what a config says of the start from it, and
// the architecture of its model.
type finder func(run string) (train.Start, vae.Config, error)

// startFrom is the finder of a new run.
func (a *app) startFrom(run string) (start train.Start, model vae.Config, err error) {
	t, err := a.load(run)
	if err != nil {
		return start, model, err
	}
	if run, err = filepath.Abs(run); err != nil {
		return start, model, err
	}
	start, err = train.NewStart(run, t.state)
	return start, t.Model.Config(), err
}

func (c *trainCmd) readConfig() (train.Config, error) {
	config, err := train.ReadConfigFile(c.Config)
	if err != nil {
		return config, &usageError{"--config " + plain(err), "a run's config.json shows the form"}
	}
	return config, nil
}

// resume takes the config of the run in the folder; flags may not contradict it.
func (c *trainCmd) resume(a *app, p *plan) error {
	config, err := train.ReadFolderConfig(p.dir)
	if err != nil {
		return err
	}
	p.config = config
	for _, s := range settings {
		if !a.explicit[s.name] {
			continue
		}
		changed := p.config
		if err := s.apply(c, &changed); err != nil {
			return err
		}
		if reflect.DeepEqual(changed, p.config) {
			continue
		}
		if s.of != free {
			return contradiction(s.name, p.dir)
		}
		p.config = changed
	}
	return c.compareConfig(a, p)
}

// compareConfig makes sure that a --config given on resuming, with the flags beside
// it, is that of the run, but for what is free to change.
func (c *trainCmd) compareConfig(a *app, p *plan) error {
	if c.Config == "" {
		return nil
	}
	asked := &plan{}
	same := func(run string) (train.Start, vae.Config, error) { // which may be gone: it is not needed any more
		abs, err := filepath.Abs(run)
		return train.Start{Run: abs, SHA256: p.config.Start.SHA256}, p.config.Model, err
	}
	if err := c.begin(a, asked, same); err != nil {
		return err
	}
	file := asked.config
	file.Optimization.Epochs, file.Saving.Keep = p.config.Optimization.Epochs, p.config.Saving.Keep
	if file.Data.Fingerprint == "" {
		p.complete(&file)
	}
	if !reflect.DeepEqual(file, p.config) {
		return contradiction("config", p.dir)
	}
	return nil
}

// complete copies to a config what the data decided.
func (p *plan) complete(config *train.Config) {
	d, m := p.config.Data, p.config.Model
	config.Data.Validation, config.Data.Fingerprint = d.Validation, d.Fingerprint
	config.Model.Height, config.Model.Width = m.Height, m.Width
}

func contradiction(flag, dir string) error {
	return &usageError{fmt.Sprintf("--%s contradicts the config of the run in %s", flag, dir),
		"leave it out to go on as before, or start a new run with another --out"}
}

// open reads the data, and completes the config of a new run by what they are.
func (p *plan) open(ctx context.Context, a *app) (*data.Splits, error) {
	d := &p.config.Data
	splits, err := data.Open(ctx, d.Source, data.Options{Dir: a.dataDir, Validation: d.Validation, Size: d.Size})
	if err != nil {
		return nil, dataFault(err)
	}
	if n := splits.All.Len(); splits.Train.Len() == 0 {
		return nil, &inputError{fmt.Errorf("%s: training needs more images than the %d there", d.Source, n)}
	}
	if d.Fingerprint == "" {
		d.Validation, d.Fingerprint = splits.Validation.Len(), splits.All.Fingerprint()
		p.config.Model.Height, p.config.Model.Width = splits.All.Height, splits.All.Width
		if o := &p.config.Optimization; p.fitBatch {
			o.BatchSize = min(o.BatchSize, splits.Train.Len())
		}
	}
	if err := p.config.Validate(); err != nil {
		return nil, &usageError{strings.TrimPrefix(err.Error(), "train: "), ""}
	}
	return splits, nil
}

// folder makes the run folder, or opens it to resume.
func (p *plan) folder() (*train.Folder, error) {
	if p.resuming {
		return train.OpenFolder(checkpoints.OS{}, p.dir)
	}
	if _, err := os.Lstat(runsFolder); p.numbered && errors.Is(err, fs.ErrNotExist) {
		p.firstRun = true
	}
	for {
		folder, err := train.CreateFolder(checkpoints.OS{}, p.dir)
		switch {
		case !errors.Is(err, fs.ErrExist):
			p.created = err == nil
			return folder, err
		case !p.numbered:
			return p.adopt()
		}
		p.dir = nextRun(runName(p.config.Data.Source)) // another run took the name just now
	}
}

// adopt opens a folder that was there, without a run in it. Once it is locked that is
// certain.
func (p *plan) adopt() (*train.Folder, error) {
	folder, err := train.OpenFolder(checkpoints.OS{}, p.dir)
	if err != nil {
		return nil, err
	}
	used, err := inUse(p.dir)
	if err == nil && used {
		err = exists(p.dir)
	}
	if err != nil {
		return nil, errors.Join(err, folder.Close())
	}
	return folder, nil
}

// undo closes the folder of a run that could not start and leaves it as it was. What
// is not empty stays.
func (p *plan) undo(folder *train.Folder) error {
	if p.resuming {
		return folder.Close()
	}
	for _, name := range []string{"images", vae.CheckpointFolder} {
		_ = os.Remove(filepath.Join(p.dir, name))
	}
	err := folder.Close()
	_ = os.Remove(filepath.Join(p.dir, "run.lock"))
	if p.created {
		_ = os.Remove(p.dir)
	}
	if p.firstRun {
		_ = os.Remove(runsFolder)
	}
	return err
}
