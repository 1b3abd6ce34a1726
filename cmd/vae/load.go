package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"vae"
	"vae/checkpoints"
	"vae/train"
)

// runsFolder is where runs stand unless the user says otherwise.
const runsFolder = "runs"

// trained is a model with the config of the run that it comes from.
type trained struct {
	*vae.Model
	config train.Config
	state  *checkpoints.State
	path   string // of the checkpoint
	run    string // as the user named it
}

// load returns the model of RUN: a run folder, a checkpoint or, where it is empty, the newest run.
func (a *app) load(run string) (*trained, error) {
	run, err := a.find(run)
	if err != nil {
		return nil, err
	}
	found, err := vae.FindCheckpoint(run)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, noCheckpoint(run)
	}
	if err != nil {
		return nil, err
	}
	for _, u := range found.Skipped {
		a.tell("vae: warning: %s; using %s", plain(u.Err), found.Path)
	}
	model, config, err := train.FromCheckpoint(found)
	if err != nil {
		return nil, err
	}
	return &trained{Model: model, config: config, state: found.State, path: found.Path, run: run}, nil
}

// find returns the path of RUN.
func (a *app) find(run string) (string, error) {
	if run == "" {
		newest, ok := newestRun("", train.HasCheckpoint)
		if !ok {
			return "", usageError("there is no run with a checkpoint in "+runsFolder, "vae train makes one")
		}
		a.chosen = newest
		return newest, nil
	}
	if _, err := os.Stat(run); errors.Is(err, fs.ErrNotExist) {
		hint := "vae train makes one"
		if newest, ok := newestRun("", train.HasCheckpoint); ok {
			hint = "the newest run is " + newest
		}
		return "", usageError(fmt.Sprintf("there is no run folder or checkpoint %s", run), hint)
	}
	return run, nil
}

// noCheckpoint says that a folder holds no checkpoint.
func noCheckpoint(run string) error {
	return usageError(fmt.Sprintf("there is no checkpoint in %s", run), "a run writes its first after its first epoch, or when it is interrupted")
}

// runsAndData splits the arguments [RUN...] [DATA]: the last is DATA unless it is a run.
func runsAndData(args []string) (runs []string, images string) {
	if last := len(args) - 1; last >= 0 && !train.IsRun(args[last]) {
		args, images = args[:last], args[last]
	}
	if len(args) == 0 {
		return []string{""}, images // the newest run
	}
	return args, images
}
