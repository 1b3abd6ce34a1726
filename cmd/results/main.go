// Command results trains the recipes, measures what came out, and writes docs/results.md:
// our figures beside the published ones.
//
//	go run ./cmd/results                    # all recipes: hours on two cores
//	go run ./cmd/results burda-vae best-vae # these; of the others what is there already
//	go run ./cmd/results -page              # nothing: the page alone, from what is there
//
// A run that was interrupted goes on where it stood. What has not been trained to its end
// has no figures on the page. Rows of runs that are not there stay as they are.
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"

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

// run trains and measures the recipes of the given names, all if there are none, and
// writes the page.
func run(names []string) error {
	for _, name := range names {
		if !slices.ContainsFunc(entries, func(e entry) bool { return e.recipe == name }) {
			return fmt.Errorf("there is no recipe %s", name)
		}
	}
	rows, err := rowsOf(*page)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if !*only && (len(names) == 0 || slices.Contains(names, e.recipe)) {
			if err := e.obtain(); err != nil {
				return fmt.Errorf("%s: %w", e.recipe, err)
			}
		}
		r, err := e.read()
		switch {
		case errors.Is(err, fs.ErrNotExist):
			log.Printf("%s: not measured here", e.recipe)
		case err != nil:
			return fmt.Errorf("%s: %w", e.recipe, err)
		default:
			rows[e.recipe] = r.row()
		}
	}
	return write(*page, rows)
}

// path returns the place of the entry's run, or with an ending that of a file beside it.
func (e entry) path(ending string) string { return filepath.Join(*folder, e.recipe+ending) }

// obtain trains the recipe, or goes on with it, and measures the result.
func (e entry) obtain() error {
	if err := os.MkdirAll(*folder, 0o777); err != nil {
		return err
	}
	learn := []string{"train", "--config", e.file(), "--out", e.path(""), "--resume"}
	recipe, err := train.ReadConfigFile(e.file())
	if err != nil {
		return err
	}
	if run := recipe.Start.Run; run != "" {
		learn = append(learn, "--start-from", filepath.Join(*folder, filepath.Base(run)))
	}
	if _, err := call(learn); err != nil {
		return err
	}
	text, err := call(e.evaluate())
	if err != nil {
		return err
	}
	if err := os.WriteFile(e.path(".machine"), []byte(machine()), 0o666); err != nil {
		return err
	}
	return os.WriteFile(e.path(".json"), text, 0o666)
}

// call runs the program and returns what it writes to stdout.
func call(args []string) ([]byte, error) {
	command := exec.Command(*program, args...)
	command.Stderr = os.Stderr
	return command.Output()
}

// file returns the path of the recipe.
func (e entry) file() string { return "recipes/" + e.recipe + ".json" }

// evaluate returns the command line that measures the run.
func (e entry) evaluate() []string {
	return []string{"evaluate", e.path(""), "--samples", fmt.Sprint(e.samples), "--seed", "1", "--no-classify", "--json"}
}

// result is what a recipe came to.
type result struct {
	entry
	train.Config
	card
	minutes float64 // of training
	machine string  // that trained and measured, and when
}

// card is what evaluate prints, as far as the page shows it.
type card struct {
	NELBO       figure   `json:"nelbo"`
	Importance  []figure `json:"importance"`
	ActiveUnits int      `json:"active_units"`
}

type figure struct {
	Mean          float64 `json:"mean"`
	StandardError float64 `json:"standard_error"`
}

// errOther says that the run of a recipe was made by another version of it.
var errOther = errors.New("the run is of another recipe: move it away")

// read returns the result of a recipe that has been measured.
func (e entry) read() (r result, err error) {
	r.entry = e
	text, err := os.ReadFile(e.path(".json"))
	if err != nil {
		return r, err
	}
	if err := json.Unmarshal(text, &r.card); err != nil {
		return r, err
	}
	if len(r.Importance) == 0 {
		return r, errors.New("the figures have no bound")
	}
	if text, err = os.ReadFile(e.path(".machine")); err != nil {
		return r, err
	}
	r.machine = string(text)
	if r.Config, err = train.ReadFolderConfig(e.path("")); err != nil {
		return r, err
	}
	recipe, err := train.ReadConfigFile(e.file())
	if err != nil {
		return r, err
	}
	recipe.Model.Height, recipe.Model.Width = r.Model.Height, r.Model.Width // which the data decided
	if !reflect.DeepEqual(recipe.Model, r.Model) || !reflect.DeepEqual(recipe.Optimization, r.Optimization) {
		return r, errOther
	}
	rows, err := train.ReadMetrics(e.path(""))
	if err != nil {
		return r, err
	}
	for _, row := range rows { // the seconds of a row begin anew when a run is resumed
		images := float64(row.Step) / float64(row.Epoch) * float64(r.Optimization.BatchSize)
		r.minutes += images / row.ImagesPerSecond / 60
	}
	return r, nil
}
