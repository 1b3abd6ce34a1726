package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
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

// open reads the data, and completes the config of a new run by what they are.
func (p *plan) open(ctx context.Context, a *app) (*data.Splits, error) {
	d := &p.config.Data
	opts, err := d.Options(a.dataDir)
	if err != nil {
		return nil, &usageError{plain(err), ""}
	}
	opts.Skip = isRun
	splits, err := data.Open(ctx, d.Source, opts)
	if err != nil {
		return nil, dataFault(err)
	}
	a.tellNotices(splits.Notices)
	switch n := splits.All.Len(); {
	case splits.Train.Len() == 0 && splits.HasTest:
		return nil, &inputError{fmt.Errorf("%s: there are no training images, but %d for testing", d.Source, n)}
	case splits.Train.Len() == 0:
		return nil, &inputError{fmt.Errorf("%s: training needs more images than the %d there", d.Source, n)}
	}
	if d.Fingerprint == "" {
		d.Validation, d.HeldOut, d.Fingerprint = splits.Validation.Len(), splits.HeldOut, splits.All.Fingerprint()
		d.Classes = splits.All.ClassNames
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
