package main

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"vae/train"
)

type runsCmd struct {
	Folder string `arg:"" optional:"" default:"runs" help:"Folder of run folders (default: runs)."`
	Sort   string `default:"name" enum:"name,data,when,epochs,nelbo,state" help:"Order: name, data, when, epochs, nelbo (the best first), state."`
	JSON   bool   `help:"Print JSON."`
}

type runLine struct {
	Run      string    `json:"run"`
	Data     string    `json:"data"` // "" if it was imported without
	When     time.Time `json:"when"`
	Epochs   int       `json:"epochs"`
	Asked    int       `json:"epochs_asked"`
	NELBO    *float64  `json:"nelbo"`                // of the best epoch; null before the first has ended
	Of       string    `json:"nelbo_of,omitempty"`   // validation or training
	Best     int       `json:"best_epoch,omitempty"` // by the figure that the run minimises
	State    string    `json:"state"`                // running, done or interrupted
	Settings values    `json:"settings"`             // in which the runs differ
}

func (c *runsCmd) Run(a *app) error {
	if info, err := os.Stat(c.Folder); errors.Is(err, fs.ErrNotExist) {
		return usageError("there is no folder "+c.Folder, "vae train makes runs, in "+runsFolder)
	} else if err == nil && !info.IsDir() {
		return usageError(c.Folder+" is no folder", "")
	}
	runs, err := a.runsIn(c.Folder)
	if err != nil {
		return err
	}
	lines, names := compareRuns(runs)
	slices.SortStableFunc(lines, runOrders[c.Sort])
	switch {
	case c.JSON:
		return a.json(lines)
	case len(lines) == 0:
		a.tell("vae: there is no run in %s", c.Folder)
	default:
		printRuns(a, lines, names)
	}
	return nil
}

var runOrders = map[string]func(a, b runLine) int{
	"name":   func(a, b runLine) int { return cmp.Compare(a.Run, b.Run) },
	"data":   func(a, b runLine) int { return cmp.Compare(a.Data, b.Data) },
	"when":   func(a, b runLine) int { return a.When.Compare(b.When) },
	"epochs": func(a, b runLine) int { return cmp.Compare(a.Epochs, b.Epochs) },
	"nelbo":  func(a, b runLine) int { return cmp.Compare(a.nelbo(), b.nelbo()) },
	"state":  func(a, b runLine) int { return cmp.Compare(a.State, b.State) },
}

// nelbo returns −ELBO for comparison: what is not known is last.
func (l runLine) nelbo() float64 {
	if l.NELBO == nil {
		return math.Inf(1)
	}
	return *l.NELBO
}

// foundRun is a run in a folder of runs.
type foundRun struct {
	path string
	train.Inspection
}

// runsIn returns the runs in a folder, or the folder itself if it is a run. It says what it passes
// over.
func (a *app) runsIn(folder string) (runs []foundRun, err error) {
	paths := []string{folder}
	if !train.IsFolder(folder) {
		if paths, err = foldersIn(folder); err != nil {
			return nil, err
		}
	}
	var faults []string
	for _, path := range paths {
		i, err := train.Inspect(path)
		switch {
		case err == nil:
			runs = append(runs, foundRun{path, i})
		case !train.IsFolder(path):
			faults = append(faults, faultOf(path, "it is no run"))
		default:
			faults = append(faults, faultOf(path, plain(err)))
		}
	}
	a.tellPassedOver(faults, len(paths))
	return runs, nil
}

// foldersIn returns the paths of the folders in a folder, but for hidden ones.
func foldersIn(folder string) (paths []string, err error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	for _, entry := range entries {
		path := filepath.Join(folder, entry.Name())
		if info, err := os.Stat(path); err == nil && info.IsDir() && !strings.HasPrefix(entry.Name(), ".") {
			paths = append(paths, path)
		}
	}
	return paths, nil
}

// faultOf returns what is wrong with the file or folder at a path, which the text names.
func faultOf(path, fault string) string {
	if text := fault + " "; slices.ContainsFunc([]string{"/", " ", ":"}, func(after string) bool { return strings.Contains(text, path+after) }) {
		return fault
	}
	return path + ": " + fault
}

// tellPassedOver says in one line what was left out of so many, and why.
func (a *app) tellPassedOver(faults []string, total int) {
	switch len(faults) {
	case 0:
	case 1:
		a.tell("vae: passed over 1 of %d: %s", total, faults[0])
	default:
		a.tell("vae: passed over %d of %d, first %s", len(faults), total, faults[0])
	}
}

// compareRuns returns a line for each run, and the names of the settings in which they differ.
func compareRuns(runs []foundRun) (lines []runLine, names []string) {
	var configs []train.Config
	for _, run := range runs {
		configs = append(configs, run.Config)
	}
	settings, names := differing(configs, inColumns)
	lines = []runLine{} // [] in JSON where there are none
	for i, run := range runs {
		line := runLine{
			Run: run.path, When: run.Began,
			Epochs: run.Epochs(), Asked: run.Config.Optimization.Epochs, State: run.State(), Settings: settings[i],
		}
		if source := run.Config.Data.Source; source != "" {
			line.Data = filepath.Base(source)
		}
		if best := run.Best(); best != nil {
			line.Best, line.Of, line.NELBO = best.Epoch, "training", &best.Train.NELBO
			if best.Validation != nil {
				line.Of, line.NELBO = "validation", &best.Validation.NELBO
			}
		}
		lines = append(lines, line)
	}
	return lines, names
}

// printRuns prints a table with a column for each setting or, where the terminal is too narrow for
// it, with the settings below each run.
func printRuns(a *app, lines []runLine, differing []string) {
	table := aligned{
		rows:  [][]string{{"run", "data", "when", "epochs", "−ELBO", "state"}},
		right: []bool{false, false, false, true, true, false},
	}
	for _, l := range lines {
		table.rows = append(table.rows, []string{l.Run, cmp.Or(l.Data, "–"), l.When.Local().Format("2006-01-02 15:04"),
			fmt.Sprintf("%d/%d", l.Epochs, l.Asked), l.figure(), l.State})
	}
	settings := make([]values, len(lines))
	for i, l := range lines {
		settings[i] = l.Settings
	}
	most := width(a.stdout)
	if !isTerminal(a.stdout) {
		most = math.MaxInt // for programs a line is a run
	}
	printWithSettings(a, table, settings, differing, most)
}

func (l runLine) figure() string {
	switch l.Of {
	case "validation":
		return decimal(*l.NELBO, 2)
	case "training":
		return "(" + decimal(*l.NELBO, 2) + ")"
	}
	return "–"
}
