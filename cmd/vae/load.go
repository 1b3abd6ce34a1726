package main

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"vae"
	"vae/checkpoints"
	"vae/internal/plural"
	"vae/train"
)

// runsFolder is the default folder of runs.
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
	if found.Resaved != nil {
		a.tellResaved(found.Path, found.Resaved)
	}
	model, config, err := train.FromCheckpoint(found)
	if err != nil {
		return nil, err
	}
	return &trained{Model: model, config: config, state: found.State, path: found.Path, run: run}, nil
}

// tellResaved says that another program has saved a checkpoint anew.
func (a *app) tellResaved(path string, f *checkpoints.Foreign) {
	if f.Whole {
		a.tell("vae: warning: %s is not as vae wrote it: another program has saved it, and has changed nothing in it", path)
	} else {
		a.tell("vae: warning: %s has no digest: another program has saved it, and damage would not show", path)
	}
	a.tellConverted(path, f)
}

// tellConverted says which numbers of a file became float32.
func (a *app) tellConverted(path string, f *checkpoints.Foreign) {
	count := map[string]int{}
	for _, t := range f.Tensors {
		if dtype := f.Types[t.Name]; dtype != "" && t.Data != nil {
			count[dtype]++
		}
	}
	for _, dtype := range slices.Sorted(maps.Keys(count)) {
		a.tell("vae: note: %s: %s of %s became float32", path, plural.Of(count[dtype], "tensor"), dtype)
	}
}

// evidence returns what figures of likelihood are of.
func (t *trained) evidence() string {
	if t.config.Model.Conditional {
		return "log p(x|y)"
	}
	return "log p(x)"
}

// reconstruct decodes the posterior means of images.
func (t *trained) reconstruct(images vae.Input) ([]float32, error) {
	codes, err := t.Encode(images)
	if err != nil {
		return nil, err
	}
	return t.Model.Decode(codes.Input())
}

// find returns the path of RUN.
func (a *app) find(run string) (string, error) {
	if run == "" {
		if a.chosen = newestRun("", train.HasCheckpoint); a.chosen == "" {
			return "", usageError("there is no run with a checkpoint in "+runsFolder, "vae train makes one")
		}
		return a.chosen, nil
	}
	if _, err := os.Stat(run); errors.Is(err, fs.ErrNotExist) {
		return "", usageError("there is no run folder or checkpoint "+run, newestHint("vae train makes one"))
	}
	return run, nil
}

// newestHint names the newest run with a checkpoint; it is otherwise if there is none.
func newestHint(otherwise string) string {
	if newest := newestRun("", train.HasCheckpoint); newest != "" {
		return "the newest run is " + newest
	}
	return otherwise
}

// noCheckpoint says that a folder holds no checkpoint.
func noCheckpoint(run string) error {
	hint := "a run writes its first after its first epoch, or when it is interrupted"
	if !train.IsFolder(run) {
		hint = newestHint(hint)
	}
	return usageError("there is no checkpoint in "+run, hint)
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

// inUse reports whether dir holds a run. A missing folder, an empty one, or one left by a run that
// never started may become a run; any other is an error.
func inUse(dir string) (bool, error) {
	run, foreign, err := train.Occupied(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return false, nil
	case errors.Is(err, syscall.ENOTDIR):
		return false, usagef("--out %s is no folder", dir)
	case foreign:
		return false, usageError(fmt.Sprintf("%s is not empty and holds no run", dir), "give another folder with --out")
	}
	return run, err
}

// runName returns the name of runs on DATA; "" if these are not known.
func runName(source string) string {
	if source == "" {
		return ""
	}
	base := filepath.Base(source)
	if name := strings.TrimSuffix(base, filepath.Ext(base)); name != "" {
		return name
	}
	return base
}

// newest returns the newest run on DATA, or on any data if the command line names none; "" if there
// is none.
func (c *trainCmd) newest() (dir string, err error) {
	name := ""
	if c.Data != "" {
		source, err := c.source()
		if err != nil {
			return "", err
		}
		name = runName(source)
	}
	return newestRun(name, func(string) bool { return true }), nil
}

// nextRun returns the first path runs/NAME-NNN after those that exist.
func nextRun(name string) string {
	last := 0
	entries, _ := os.ReadDir(runsFolder) // none if it cannot be read: whoever makes the run says why
	for _, entry := range entries {
		if number, ok := runNumber(entry.Name(), name); ok {
			last = max(last, number)
		}
	}
	return filepath.Join(runsFolder, fmt.Sprintf("%s-%03d", name, last+1))
}

// runNumber returns the number in the name of a run folder, NAME-NNN.
func runNumber(folder, name string) (number int, ok bool) {
	digits, ok := strings.CutPrefix(folder, name+"-")
	number, err := strconv.Atoi(digits)
	return number, ok && err == nil && number >= 0
}

// newestRun returns the run in the runs folder that was written last, of those called NAME-NNN (of
// all if name is empty) that are accepted; "" if there is none.
func newestRun(name string, accepted func(dir string) bool) (path string) {
	entries, err := os.ReadDir(runsFolder)
	if err != nil {
		return ""
	}
	var newest time.Time
	for _, entry := range entries {
		candidate := filepath.Join(runsFolder, entry.Name())
		written, isRun := train.Written(candidate)
		if _, named := runNumber(entry.Name(), name); !isRun || name != "" && !named || !accepted(candidate) {
			continue
		}
		if path == "" || written.After(newest) {
			path, newest = candidate, written
		}
	}
	return path
}
