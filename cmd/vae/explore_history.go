package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"vae/explorer"
	"vae/train"
)

// History returns the figures of all epochs, and the pictures that the run saved.
func (r *exploredRun) History() (*explorer.History, error) {
	if r.folder == "" {
		return &explorer.History{State: "done"}, nil
	}
	run, err := train.Inspect(r.folder)
	if run.Config.Optimization.Epochs == 0 && !run.Running { // there is no config
		return nil, &plainError{err}
	}
	h := &explorer.History{
		State: run.State(), Epochs: run.Epochs(), Asked: run.Config.Optimization.Epochs,
		Command: "vae train --resume --out " + shellQuoted(r.folder),
	}
	if err != nil && !run.Running { // otherwise it may come yet
		h.Problem = plain(err)
	}
	if best := run.Best(); best != nil {
		h.Best = best.Epoch
	}
	for _, row := range run.Rows {
		h.Rows = append(h.Rows, rowOf(row))
	}
	for _, s := range train.SavedPictures(r.folder) {
		h.Pictures = append(h.Pictures, explorer.Saved{
			Epoch: s.Epoch, Samples: base(s.Samples), Reconstructions: base(s.Reconstructions)})
	}
	return h, nil
}

func rowOf(row train.Row) explorer.Row {
	one := explorer.Row{Epoch: row.Epoch}
	if row.Train != (train.Figures{}) {
		one.Train = &explorer.Figures{NELBO: row.Train.NELBO, Recon: row.Train.Recon, KL: row.Train.KL}
	}
	if v := row.Validation; v != nil {
		one.Validation = &explorer.Figures{NELBO: v.NELBO, Recon: v.Recon, KL: v.KL}
	}
	return one
}

// epochOf returns the epoch that ended with a step, 0 if none did.
func epochOf(folder string, step int64) int {
	rows, _ := train.ReadMetrics(folder) // without them it is not known
	for _, row := range rows {
		if row.Step == step {
			return row.Epoch
		}
	}
	return 0
}

// base returns the last element of a path, "" of none.
func base(path string) string { return strings.TrimPrefix(filepath.Base(path), ".") }

// Picture returns a picture that the run saved.
func (r *exploredRun) Picture(name string) ([]byte, error) {
	for _, s := range train.SavedPictures(r.folder) {
		for _, path := range []string{s.Samples, s.Reconstructions} {
			if path != "" && filepath.Base(path) == name {
				return os.ReadFile(path)
			}
		}
	}
	return nil, fmt.Errorf("picture %q: %w", name, fs.ErrNotExist)
}
