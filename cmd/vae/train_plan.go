package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"unicode/utf8"

	"vae/data"
	"vae/internal/disk"
	"vae/internal/plural"
	"vae/train"
)

// plan is what a command line asks for: a config and a folder.
type plan struct {
	config              train.Config
	dir                 string
	resuming            bool         // the folder holds a run
	anew                bool         // the command line would continue a run, but there is none
	moved               bool         // the command line names other data than the run, or the same elsewhere
	name                string       // of new runs, without a number
	numbered            bool         // dir is the next runs/NAME-NNN, not the user's choice
	created             bool         // the folder was not there before
	firstRun            bool         // nor was the folder of runs
	colours             data.Colours // of the run to start from, if these are its images
	fitBatch, fitEpochs bool         // may be chosen to suit the data set
	othersBy            string       // says how the user can choose others
}

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
	if p.anew = c.Resume; p.anew && !c.asksForNew(a) {
		return nil, nothingToResume(p.dir)
	}
	if err := c.begin(a, p, a.startOf); err != nil {
		return nil, err
	}
	p.othersBy = "; --batch-size and --epochs choose others"
	p.name = runName(p.config.Data.Source)
	return p, p.place(a, p.config.Data.Source)
}

// place chooses the folder of a new run where the user has not, and returns an error if nothing may
// be written there while these inputs are read, or the config cannot name them.
func (p *plan) place(a *app, inputs ...string) error {
	if p.dir == "" {
		p.numbered, p.dir = true, nextRun(p.name)
	}
	for _, input := range inputs {
		if !utf8.ValidString(input) {
			fault := input + " is not UTF-8, and the config of a run can hold no other path"
			return usageError(fault, "give it another name")
		}
	}
	return outputs{{flag: "--out", path: p.dir + "/"}}.spare(a.readFor(inputs...)...)
}

// asksForNew reports whether the command line says what a new run is to be.
func (c *trainCmd) asksForNew(a *app) bool {
	given := func(s setting) bool { return s.of != free && a.gave(s.flag) }
	return c.Config != "" || slices.ContainsFunc(c.settings(), given)
}

// nothingToResume says that there is no run in dir, which is probably a typo.
func nothingToResume(dir string) error {
	hint := "with DATA, vae train DATA --resume --out " + shellQuoted(dir) + ", a new run starts there"
	if dir == "" {
		dir, hint = runsFolder, "vae train DATA starts one"
	}
	if newest := newestRun("", train.HasCheckpoint); newest != "" {
		hint = "the newest run is " + newest + "; " + hint
	}
	return usageError(fmt.Sprintf("there is no run in %s to resume", dir), hint)
}

func exists(dir string) error {
	return usageError("there is a run in "+dir, "--resume continues it; another --out starts a new one")
}

// open reads the data and completes the config of a new run with what they decide.
func (p *plan) open(ctx context.Context, a *app) (*data.Splits, error) {
	d := &p.config.Data
	opts, err := p.config.DataOptions(a.dataDir)
	if err != nil {
		return nil, usageError(plain(err), "")
	}
	if opts.Colours == data.ColoursAsFound {
		opts.Colours = p.colours
	}
	opts.Skip = train.IsRun
	splits, err := data.Open(ctx, d.Source, opts)
	if err != nil {
		return nil, p.dataFault(err)
	}
	images, err := splits.All.Fingerprint()
	if err != nil {
		return nil, err
	}
	if p.moved && images != d.Fingerprint {
		return nil, contradiction("DATA", p.dir)
	}
	a.tellNotices(splits.Notices)
	switch validation, test := splits.Validation.Len(), splits.Test.Len(); {
	case splits.Train.Len() == 0 && validation > 0:
		return nil, inputf("%s: there are no training images, but %d for validation", d.Source, validation)
	case splits.Train.Len() == 0 && splits.HasTest:
		return nil, inputf("%s: there are no training images, but %d for testing", d.Source, test)
	case splits.Train.Len() == 0:
		return nil, inputf("%s: training needs more images than the %d there", d.Source, splits.All.Len())
	}
	o, fitted := &p.config.Optimization, false
	if d.Fingerprint == "" {
		d.Validation, d.HeldOut, d.Fingerprint = splits.Validation.Len(), splits.HeldOut, images
		d.Classes = splits.All.ClassNames
		p.config.Model = p.config.Model.WithShape(splits.All.Shape())
		if err := p.setClasses(splits); err != nil {
			return nil, err
		}
		fitted = o.Fit(splits.Train.Len(), p.fitBatch, p.fitEpochs)
	}
	if run := p.config.Start.Run; run != "" {
		if err := p.config.Model.Validate(); err != nil {
			return nil, &train.StartError{Run: run, Reason: err.Error()}
		}
	}
	if err := p.config.Validate(); err != nil {
		return nil, usageError(err.Error(), "")
	}
	if fitted {
		a.tell("vae: note: %s: batches of %d, %s%s",
			plural.Of(splits.Train.Len(), "training image"), o.BatchSize, plural.Of(o.Epochs, "epoch"), p.othersBy)
	}
	return splits, nil
}

// setClasses sets the classes of a conditional model to those of the training images, unless it
// starts from a run that has some.
func (p *plan) setClasses(splits *data.Splits) error {
	m := &p.config.Model
	switch {
	case !m.Conditional:
		m.Classes = nil
	case !splits.Train.Labelled():
		return inputf("%s: --conditional needs labels, which its %d training images lack",
			p.config.Data.Source, splits.Train.Len())
	case m.Classes == nil || p.config.Start.Run == "":
		m.Classes = train.Classes(splits.Train)
	}
	for _, set := range []*data.Set{splits.Train, splits.Validation} {
		if err := m.CheckLabels(set.Labels(), set.Len()); err != nil {
			return inputf("%s: --conditional: %v", p.config.Data.Source, err)
		}
	}
	return nil
}

// dataFault marks a missing or unreadable file as a fault of the input.
func (p *plan) dataFault(err error) error {
	switch {
	case p.moved && is[*data.OptionError](err):
		return contradiction("DATA", p.dir)
	case p.resuming && !p.moved && errors.Is(err, fs.ErrNotExist):
		return inputError(dataFault(err), "if it has moved: vae train NEWPATH --resume --out "+shellQuoted(p.dir))
	}
	return dataFault(err)
}

// folder makes the run folder, or opens it to resume.
func (p *plan) folder() (*train.Folder, error) {
	if p.resuming {
		return train.OpenFolder(disk.OS{}, p.dir)
	}
	if _, err := os.Lstat(runsFolder); p.numbered && errors.Is(err, fs.ErrNotExist) {
		p.firstRun = true
	}
	for {
		folder, err := train.CreateFolder(disk.OS{}, p.dir)
		switch {
		case !errors.Is(err, fs.ErrExist):
			p.created = err == nil
			return folder, err
		case !p.numbered:
			return p.adopt()
		}
		p.dir = nextRun(p.name) // another run took the name just now
	}
}

// adopt opens an existing folder without a run, which is checked again under its lock.
func (p *plan) adopt() (*train.Folder, error) {
	folder, err := train.OpenFolder(disk.OS{}, p.dir)
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

// undo closes the folder of a run that could not start, and removes what was made for it if that is
// empty.
func (p *plan) undo(folder *train.Folder) error {
	if p.resuming {
		return folder.Close()
	}
	err := folder.Abandon()
	if p.created {
		_ = os.Remove(p.dir) // fails if there is anything in it
	}
	if p.firstRun {
		_ = os.Remove(runsFolder) // likewise
	}
	return err
}
