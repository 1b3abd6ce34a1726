package train

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"vae"
	"vae/checkpoints"
	"vae/internal/disk"
)

// Inspection is what is known of a run without its checkpoints.
type Inspection struct {
	Config  Config
	Rows    []Row     // of metrics.jsonl
	Began   time.Time // at the date in the config and, if known, the time when that was written
	Running bool      // a process trains it
}

// IsFolder reports whether the folder path looks like that of a run.
func IsFolder(path string) bool {
	return isThere(path, configName) || isThere(path, vae.CheckpointFolder)
}

// IsRun reports whether path is a run folder with checkpoints, or a checkpoint.
func IsRun(path string) bool {
	_, err := os.Stat(filepath.Join(path, vae.CheckpointFolder))
	return err == nil || errors.Is(err, syscall.EIO) || strings.HasSuffix(path, checkpoints.Extension)
}

// HasCheckpoint reports whether there is a checkpoint in a run folder, intact or not.
func HasCheckpoint(path string) bool {
	files, _ := os.ReadDir(filepath.Join(path, vae.CheckpointFolder)) // none if there is no such folder
	return slices.ContainsFunc(files, func(file os.DirEntry) bool {
		return strings.HasSuffix(file.Name(), checkpoints.Extension)
	})
}

// Written returns when a checkpoint was last written to, or removed from, a run folder.
func Written(path string) (when time.Time, ok bool) {
	info, err := os.Stat(filepath.Join(path, vae.CheckpointFolder))
	if err != nil {
		return time.Time{}, false
	}
	return info.ModTime(), true
}

// Verify checks every byte of a checkpoint file, or of all checkpoints of a run folder and of the
// prior that was fitted to it. The error says why they could not be listed.
func Verify(path string) ([]checkpoints.Result, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		results, err := checkpoints.Open(disk.OS{}, filepath.Join(path, vae.CheckpointFolder)).Verify()
		if isThere(path, vae.PriorFile) {
			prior := PriorPath(path)
			_, err := checkpoints.LoadFile(disk.OS{}, prior)
			results = append(results, checkpoints.Result{Path: prior, Err: err})
		}
		return results, err
	}
	_, err = checkpoints.LoadFile(disk.OS{}, path)
	return []checkpoints.Result{{Path: path, Err: err}}, nil
}

// Inspect reads the config and the metrics of the run in the folder path, and a checkpoint only if
// there is no config. It returns what could be read beside the errors of ReadFolderConfig and
// ReadMetrics.
func Inspect(path string) (Inspection, error) {
	rows, metricsErr := ReadMetrics(path)
	config, err := ReadFolderConfig(path)
	i := Inspection{Config: config, Rows: rows, Began: began(path, config.Date), Running: checkpoints.InUse(path)}
	return i, errors.Join(err, metricsErr)
}

// began returns when a run began: on a date, at the time when its config was written, if that was
// on the same.
func began(path, date string) time.Time {
	day, err := time.Parse(time.DateOnly, date)
	for _, name := range []string{filepath.Join(path, configName), path} {
		info, statErr := os.Stat(name)
		if statErr == nil && (err != nil || info.ModTime().UTC().Format(time.DateOnly) == date) {
			return info.ModTime()
		}
	}
	return day // zero if there is none
}

// Epochs returns the number of epochs that are done.
func (i Inspection) Epochs() int {
	if len(i.Rows) == 0 {
		return 0
	}
	return i.Rows[len(i.Rows)-1].Epoch
}

// Took returns how long the epochs of the run took, validation included, from their images per
// second. Epochs whose figures are lost do not count.
func (i Inspection) Took() time.Duration {
	seconds, before := 0.0, int64(0)
	for _, row := range i.Rows {
		if row.ImagesPerSecond > 0 {
			images := float64((row.Step - before) * int64(i.Config.Optimization.BatchSize))
			seconds += images / row.ImagesPerSecond
		}
		before = row.Step
	}
	return time.Duration(seconds * float64(time.Second))
}

// Best returns the row of the epoch with the least Figures.Minimised, nil if there is none.
func (i Inspection) Best() *Row { return best(i.Rows) }

func best(rows []Row) (best *Row) {
	for k, row := range rows {
		if row.figure() == (Figures{}) {
			continue // lost
		}
		if best == nil || row.figure().Minimised() < best.figure().Minimised() {
			best = &rows[k]
		}
	}
	return best
}

// State returns "running", "done" or "interrupted".
func (i Inspection) State() string {
	best, patience := i.Best(), i.Config.Optimization.Patience
	switch {
	case i.Running:
		return "running"
	case i.Epochs() >= i.Config.Optimization.Epochs, patience > 0 && best != nil && i.Epochs()-best.Epoch >= patience:
		return "done"
	}
	return "interrupted"
}
