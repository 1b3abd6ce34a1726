package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"vae"
	"vae/checkpoints"
	"vae/data"
	"vae/evaluate"
	"vae/explorer"
	"vae/train"
)

// exploredSamples is K of the bound L_K that the explorer estimates log p(x) by, as vae scores
// --samples does.
const exploredSamples = 16

// exploredRun is a run that the explorer shows.
type exploredRun struct {
	*app
	path   string // a run folder or a checkpoint
	ref    string // DATA
	source source

	mu     sync.Mutex
	newest *trained
	images *images // read once
}

// Stamp returns the paths and times of the checkpoints and the fitted prior.
func (r *exploredRun) Stamp() string {
	var all strings.Builder
	files := []string{r.path}
	if train.IsFolder(r.path) {
		files, _ = filepath.Glob(filepath.Join(r.path, vae.CheckpointFolder, "*"+checkpoints.Extension)) // the pattern is well-formed
	}
	if len(files) == 0 {
		return ""
	}
	for _, path := range append(files, train.PriorPath(r.path)) {
		if info, err := os.Stat(path); err == nil {
			fmt.Fprintf(&all, "%s %v\n", path, info.ModTime().UnixNano())
		}
	}
	return all.String()
}

// Load reads the newest checkpoint and, the first time, the images.
func (r *exploredRun) Load(ctx context.Context) (*explorer.Loaded, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	t, err := r.load(r.path)
	if err != nil {
		return nil, err
	}
	r.newest = t
	loaded := &explorer.Loaded{Path: t.path, Epoch: epochOf(train.FolderOf(r.path), t.state.Step), Step: t.state.Step}
	if fitted := r.underFitted(t); fitted != nil {
		loaded.Priors = append(loaded.Priors, explorer.Prior{Name: fittedPrior, Title: fitted.priorName(), Model: fitted.Model})
	}
	loaded.Priors = append(loaded.Priors, explorer.Prior{Name: ownPrior, Title: t.priorName(), Model: t.Model})
	if err := r.readImages(ctx, t); err != nil {
		loaded.Missing = plain(err)
		return loaded, ctx.Err()
	}
	binarize := evaluate.Binarization(t.config.Data.Binarize)
	kind, err := t.config.Model.Kind(r.images.grey(binarize))
	if err != nil {
		return nil, err
	}
	loaded.Kind = meaning[kind]
	loaded.Images = &explorer.Images{
		Set: r.images.Set, Source: r.images.ref, Split: r.images.split, Loader: r.images.loader.LoaderConfig,
		Protocol: evaluate.Protocol{Binarize: binarize, Samples: exploredSamples, Seed: 1},
	}
	return loaded, nil
}

func (r *exploredRun) readImages(ctx context.Context, t *trained) (err error) {
	if r.images == nil {
		r.images, err = r.open(ctx, t, r.ref, &r.source)
	}
	return err
}

// History returns the figures of all epochs, and the pictures that the run saved.
func (r *exploredRun) History() (*explorer.History, error) {
	folder := train.FolderOf(r.path)
	if folder == "" {
		return &explorer.History{State: "done"}, nil
	}
	run, err := train.Inspect(folder)
	if err != nil && len(run.Rows) == 0 && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	h := &explorer.History{
		State: run.State(), Epochs: run.Epochs(), Asked: run.Config.Optimization.Epochs,
		Command: "vae train --resume --out " + folder,
	}
	if best := run.Best(); best != nil {
		h.Best = best.Epoch
	}
	for _, row := range run.Rows {
		one := explorer.Row{Epoch: row.Epoch}
		if row.Train != (train.Figures{}) {
			one.Train = &explorer.Figures{NELBO: row.Train.NELBO, Recon: row.Train.Recon, KL: row.Train.KL}
		}
		if v := row.Validation; v != nil {
			one.Validation = &explorer.Figures{NELBO: v.NELBO, Recon: v.Recon, KL: v.KL}
		}
		h.Rows = append(h.Rows, one)
	}
	for _, s := range train.SavedPictures(folder) {
		h.Pictures = append(h.Pictures, explorer.Saved{
			Epoch: s.Epoch, Samples: base(s.Samples), Reconstructions: base(s.Reconstructions)})
	}
	return h, nil
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
	for _, s := range train.SavedPictures(train.FolderOf(r.path)) {
		for _, path := range []string{s.Samples, s.Reconstructions} {
			if path != "" && filepath.Base(path) == name {
				return os.ReadFile(path)
			}
		}
	}
	return nil, fmt.Errorf("picture %q: %w", name, fs.ErrNotExist)
}

// ReadPicture reads a picture as vae encode reads a folder with it.
func (r *exploredRun) ReadPicture(ctx context.Context, name string, content []byte) (*data.Set, error) {
	r.mu.Lock()
	t := r.newest
	r.mu.Unlock()
	folder, err := os.MkdirTemp("", "vae-picture-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	path := filepath.Join(folder, "picture")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		return nil, err
	}
	opts, err := t.config.DataOptions(r.dataDir)
	if err != nil {
		return nil, err
	}
	if opts, err = r.source.options(opts, t.Model.Config()); err != nil {
		return nil, err
	}
	splits, err := data.Open(ctx, path, opts)
	if err != nil {
		return nil, err
	}
	return splits.All.Slice(0, 1), nil
}
