package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"vae/train"
)

// inUse reports whether the folder dir holds a run. A folder that is missing, empty or left by a
// run that did not come to start may become one; anything else is an error.
func inUse(dir string) (bool, error) {
	run, foreign, err := train.Occupied(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return false, nil
	case errors.Is(err, syscall.ENOTDIR):
		return false, usageError(fmt.Sprintf("--out %s is no folder", dir), "")
	case foreign:
		return false, usageError(fmt.Sprintf("%s is not empty and holds no run", dir), "give another folder with --out")
	}
	return run, err
}

func runName(source string) string {
	base := filepath.Base(source)
	if name := strings.TrimSuffix(base, filepath.Ext(base)); name != "" {
		return name
	}
	return base
}

// newest returns the newest run on the data of the command line, or on any where it names none; ""
// if there is none.
func (c *trainCmd) newest() (dir string, err error) {
	name := ""
	if c.Data != "" {
		source, err := c.source()
		if err != nil {
			return "", err
		}
		name = runName(source)
	}
	dir, _ = newestRun(name, func(string) bool { return true }) // "" if there is none
	return dir, nil
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

// newestRun returns the run in the runs folder that was written to last: of those called NAME-NNN,
// or of all where name is empty, and of those that will do.
func newestRun(name string, willDo func(dir string) bool) (path string, ok bool) {
	entries, err := os.ReadDir(runsFolder)
	if err != nil {
		return "", false
	}
	var newest time.Time
	for _, entry := range entries {
		candidate := filepath.Join(runsFolder, entry.Name())
		written, isRun := train.Written(candidate)
		if _, named := runNumber(entry.Name(), name); !isRun || name != "" && !named || !willDo(candidate) {
			continue
		}
		if !ok || written.After(newest) {
			path, newest, ok = candidate, written, true
		}
	}
	return path, ok
}
