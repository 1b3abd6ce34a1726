package main

import (
	"cmp"
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"vae"
	"vae/checkpoints"
	"vae/data"
	"vae/evaluate"
	"vae/explorer"
	"vae/internal/disk"
	"vae/internal/web"
)

// exploredSamples is K of the bound L_K that the explorer estimates log p(x) by, as vae scores
// --samples does.
const exploredSamples = 16

// exploredRun is a run that the explorer shows.
type exploredRun struct {
	*app
	path   string // a run folder or a checkpoint
	folder string // that of the run, "" of a checkpoint that stands alone
	ref    string // DATA
	source source
	splits *data.Splits // of the run's data, if they were read
	inFile bool         // it is of no use without images

	mu           sync.Mutex
	newest       *trained
	fallen       bool    // newest is not the best checkpoint, which is damaged
	images       *images // read once
	said         string  // to the user, when newest was loaded
	saidOfImages string
}

func newExploredRun(a *app, path string) *exploredRun {
	run := &exploredRun{app: a, path: path}
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		run.folder = path
	} else if folder := filepath.Dir(path); filepath.Base(folder) == vae.CheckpointFolder {
		run.folder = filepath.Dir(folder)
	}
	return run
}

// options returns what is shown, and where; nil is in a file.
func (r *exploredRun) options(l *web.Listener) explorer.Options {
	o := explorer.Options{Name: filepath.Base(r.path), Run: r, Version: version, Open: l != nil && l.IsOpen()}
	if abs, err := filepath.Abs(r.path); err == nil { // of .
		o.Name = filepath.Base(abs)
	}
	return o
}

// Stamp returns the path and time of the checkpoint that is the one to show, or of all where the
// best is damaged, those of the fitted prior, and whether the run is being trained.
func (r *exploredRun) Stamp() string {
	files := []string{r.path}
	if r.folder == r.path {
		r.mu.Lock()
		files = checkpointsOf(r.folder, r.fallen)
		r.mu.Unlock()
	}
	var all strings.Builder
	for _, path := range files {
		if info, err := os.Stat(path); err == nil {
			fprintf(&all, "%s %v\n", path, info.ModTime().UnixNano())
		}
	}
	if all.Len() == 0 {
		return ""
	}
	if r.folder != "" {
		if info, err := os.Stat(filepath.Join(r.folder, vae.PriorFile)); err == nil {
			fprintf(&all, "prior %v\n", info.ModTime().UnixNano())
		}
		fprintf(&all, "trained %v\n", checkpoints.InUse(r.folder))
	}
	return all.String()
}

// checkpointsOf returns the path of the best checkpoint in a run folder; of all, if there is none or
// the best will not do.
func checkpointsOf(folder string, all bool) []string {
	store := filepath.Join(folder, vae.CheckpointFolder)
	best := checkpoints.Open(disk.OS{}, store).BestPath()
	if _, err := os.Stat(best); err == nil && !all {
		return []string{best}
	}
	names, _ := fs.Glob(os.DirFS(store), "*"+checkpoints.Extension) // the pattern is well-formed
	var files []string
	for _, name := range names {
		files = append(files, filepath.Join(store, name))
	}
	return files
}

// Load reads the checkpoint to show and, the first time, the images.
func (r *exploredRun) Load(ctx context.Context) (*explorer.Loaded, error) {
	loaded, err := r.read(ctx)
	if err != nil {
		return nil, &plainError{err}
	}
	return loaded, nil
}

// plainError is an error that the page says as this program does.
type plainError struct{ error }

func (e *plainError) Error() string { return plain(e.error) }

func (e *plainError) Unwrap() error { return e.error }

func (r *exploredRun) read(ctx context.Context) (*explorer.Loaded, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	var said strings.Builder
	a := *r.app
	a.stderr = &said
	t, err := a.load(r.path)
	if err != nil {
		return nil, err
	}
	r.newest = t
	r.fallen = said.Len() > 0
	loaded := &explorer.Loaded{Path: t.path, Epoch: epochOf(r.folder, t.state.Step), Step: t.state.Step}
	loaded.Busy = r.folder != "" && checkpoints.InUse(r.folder)
	loaded.Priors = []explorer.Prior{{Name: ownPrior, Title: t.priorName(), Model: t.Model}}
	if fitted := a.underFitted(t); fitted != nil {
		first := explorer.Prior{Name: fittedPrior, Title: fitted.priorName(), Model: fitted.Model}
		loaded.Priors = slices.Insert(loaded.Priors, 0, first)
	}
	r.tellOnce(&r.said, said.String())
	if err := r.readImages(ctx, t); err != nil {
		if loaded.Missing = plain(err); r.ref != "" || r.inFile {
			return nil, err
		}
	} else if err := r.show(loaded); err != nil {
		return nil, err
	}
	loaded.Problem = warnings(r.said + r.saidOfImages)
	return loaded, ctx.Err()
}

// show adds the images.
func (r *exploredRun) show(l *explorer.Loaded) error {
	binarize := evaluate.Binarization(r.newest.config.Data.Binarize)
	kind, err := r.newest.kind(r.images, binarize)
	if err != nil {
		return err
	}
	l.Kind = meaning[kind]
	l.Images = &explorer.Images{
		Set: r.images.Set, Source: r.images.ref, Split: r.images.split, Loader: r.images.loader.LoaderConfig,
		Protocol: evaluate.Protocol{Binarize: binarize, Samples: exploredSamples, Seed: 1},
	}
	return nil
}

// readImages reads the images, unless they are there.
func (r *exploredRun) readImages(ctx context.Context, t *trained) (err error) {
	if r.images != nil {
		return nil
	}
	if r.splits != nil {
		r.images, err = t.images(r.splits, "", "")
		return err
	}
	var said strings.Builder
	a := *r.app
	a.stderr = &said
	r.images, err = a.open(ctx, t, r.ref, &r.source)
	r.tellOnce(&r.saidOfImages, said.String())
	return err
}

// tellOnce says a text, unless it is what was said before.
func (r *exploredRun) tellOnce(before *string, text string) {
	if *before != text {
		*before = text
		fprintf(r.stderr, "%s", text)
	}
}

// warnings returns the warnings in what was said, without the hints that follow them.
func warnings(said string) string {
	var all []string
	for line := range strings.Lines(said) {
		if text, ok := strings.CutPrefix(line, "vae: warning: "); ok {
			all = append(all, strings.TrimSuffix(text, "\n"))
		}
	}
	return strings.Join(all, "; ")
}

// ReadPicture reads a picture as vae encode reads a folder with it.
func (r *exploredRun) ReadPicture(ctx context.Context, name string, content []byte) (*data.Set, error) {
	r.mu.Lock()
	t := r.newest
	r.mu.Unlock()
	opts, err := t.reading(r.app, r.source)
	if err != nil {
		return nil, err
	}
	set, err := data.ReadPicture(ctx, cmp.Or(name, "picture"), content, opts)
	if err != nil {
		return nil, &plainError{err}
	}
	return set, nil
}
