// Command results trains the recipes, evaluates them, and writes docs/results.md: our figures
// beside the published ones.
//
//	go run ./cmd/results                    # all recipes: hours on two cores
//	go run ./cmd/results burda-vae best-vae # these; of the others what is there already
//	go run ./cmd/results -page              # nothing: the page alone, from what is there
//
// An interrupted run is resumed. A recipe that fails, as where its images cannot be had, does not
// keep the others from the page. Measurements are kept beside the page, in docs/results.json, also
// those of runs on other machines. A recipe that was never measured has a row without figures.
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"vae/internal/kernel"
	"vae/train"
)

var (
	program = flag.String("vae", "bin/vae", "the program")
	folder  = flag.String("runs", "runs/results", "folder of the runs")
	page    = flag.String("o", "docs/results.md", "the page")
	only    = flag.Bool("page", false, "train nothing")
)

func main() {
	log.SetFlags(0)
	flag.Parse()
	if err := run(flag.Args()); err != nil {
		log.Fatal(err)
	}
}

// run trains and measures the named recipes, all if none is named, and writes the page.
func run(names []string) error {
	for _, name := range names {
		if !slices.ContainsFunc(entries, func(e entry) bool { return e.recipe == name }) {
			return fmt.Errorf("there is no recipe %s", name)
		}
	}
	store := strings.TrimSuffix(*page, ".md") + ".json"
	all, err := readMeasurements(store)
	if err != nil {
		return err
	}
	var failed error
	for _, e := range entries {
		if !*only && (len(names) == 0 || slices.Contains(names, e.recipe)) {
			if err := e.obtain(); err != nil {
				failed = errors.Join(failed, fmt.Errorf("%s: %w", e.recipe, err))
			}
		}
		m, err := e.read()
		switch {
		case errors.Is(err, fs.ErrNotExist):
			log.Printf("%s: not measured here", e.recipe)
		case err != nil:
			return fmt.Errorf("%s: %w", e.recipe, err)
		default:
			all[e.recipe] = m
		}
	}
	text, err := pageOf(all)
	if err != nil {
		return err
	}
	if err := writeMeasurements(store, all); err != nil {
		return err
	}
	return errors.Join(failed, os.WriteFile(*page, text, 0o666))
}

// path returns the path of the entry's run or, with an ending, of a file beside it.
func (e entry) path(ending string) string { return filepath.Join(*folder, e.recipe+ending) }

// obtain trains the recipe, or resumes its training, and measures the result.
func (e entry) obtain() error {
	if err := os.MkdirAll(*folder, 0o777); err != nil {
		return err
	}
	recipe, err := train.ReadConfigFile(recipeFile(e.recipe))
	if err != nil {
		return err
	}
	if _, err := call([]string{"data", "fetch", recipe.Data.Source}); err != nil {
		return err
	}
	learn := []string{"train", "--config", recipeFile(e.recipe), "--out", e.path(""), "--resume"}
	if run := recipe.Start.Run; run != "" {
		learn = append(learn, "--start-from", filepath.Join(*folder, filepath.Base(run)))
	}
	if _, err := call(learn); err != nil {
		return err
	}
	text, err := call(e.evaluate(e.path("")))
	if err != nil {
		return err
	}
	where, err := machine()
	if err != nil {
		return err
	}
	if err := os.WriteFile(e.path(".machine"), []byte(where), 0o666); err != nil {
		return err
	}
	return os.WriteFile(e.path(".json"), text, 0o666)
}

// call runs the program and returns its output.
func call(args []string) ([]byte, error) {
	command := exec.Command(*program, args...)
	command.Stderr = os.Stderr
	return command.Output()
}

// evaluate returns the command line that measures the run.
func (e entry) evaluate(run string) []string {
	return []string{"evaluate", run, "--samples", fmt.Sprint(e.samples), "--seed", "1", "--no-classify", "--json"}
}

// machine describes this machine and the commit of the program, today.
func machine() (string, error) {
	commit, err := exec.Command("git", "describe", "--always", "--dirty").Output()
	return fmt.Sprintf("%d cores of %s, %s, %s, commit %s, %s", runtime.NumCPU(), processor(), kernel.Level(),
		runtime.Version(), bytes.TrimSpace(commit), time.Now().Format(time.DateOnly)), err
}

// processor returns the name of the processor, or its architecture where that is not known.
func processor() string {
	text, _ := os.ReadFile("/proc/cpuinfo")
	for line := range strings.Lines(string(text)) {
		if name, value, _ := strings.Cut(line, ":"); strings.TrimSpace(name) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return runtime.GOARCH
}
