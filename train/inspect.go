package train

import (
	"errors"
	"os"
	"path/filepath"
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
	Began   time.Time // as the config says or, where it does not, when that was last written
	Running bool      // a process trains it
}

// IsFolder reports whether the folder path looks like that of a run.
func IsFolder(path string) bool {
	for _, name := range []string{configName, vae.CheckpointFolder} {
		if _, err := os.Stat(filepath.Join(path, name)); err == nil {
			return true
		}
	}
	return false
}

// IsRun reports whether path means a run folder with checkpoints, or a checkpoint.
func IsRun(path string) bool {
	if strings.HasSuffix(path, checkpoints.Extension) {
		return true
	}
	_, err := os.Stat(filepath.Join(path, vae.CheckpointFolder))
	return err == nil || errors.Is(err, syscall.EIO)
}

// HasCheckpoint reports whether there is a checkpoint in a run folder, intact or not.
func HasCheckpoint(path string) bool {
	files, err := filepath.Glob(filepath.Join(path, vae.CheckpointFolder, "*"+checkpoints.Extension))
	return err == nil && len(files) > 0
}

// Written returns when a checkpoint was last written to, or removed from, a run folder.
func Written(path string) (when time.Time, ok bool) {
	info, err := os.Stat(filepath.Join(path, vae.CheckpointFolder))
	if err != nil {
		return time.Time{}, false
	}
	return info.ModTime(), true
}

// Verify checks every byte of a checkpoint file, or of all checkpoints of a run folder. The error
// says why they could not be listed.
func Verify(path string) (results []checkpoints.Result, err error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		return checkpoints.Open(disk.OS{}, filepath.Join(path, vae.CheckpointFolder)).Verify()
	}
	_, err = checkpoints.LoadFile(disk.OS{}, path)
	return []checkpoints.Result{{Path: path, Err: err}}, nil
}

// Inspect reads the config and the metrics of the run in the folder path. A checkpoint is read only
// if there is no config. Errors are those of ReadFolderConfig and ReadMetrics, beside what could be
// read.
func Inspect(path string) (i Inspection, err error) {
	var fault error
	i.Rows, fault = ReadMetrics(path)
	i.Config, err = ReadFolderConfig(path)
	i.Running = checkpoints.InUse(path)
	i.Began = began(path, i.Config.Date)
	return i, errors.Join(err, fault)
}

// began returns when a run began: on a date, and at the time of day when its config was written, if
// that was on the same.
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

// Best returns the row of the best epoch, by the figure that a run compares its epochs by; nil if
// there is none.
func (i Inspection) Best() (best *Row) {
	for k, row := range i.Rows {
		if row.figure() == (Figures{}) {
			continue // it was lost
		}
		if best == nil || row.figure().Minimised() < best.figure().Minimised() {
			best = &i.Rows[k]
		}
	}
	return best
}

// State returns how far the run is: running, done or interrupted.
func (i Inspection) State() string {
	best, patience := i.Best(), i.Config.Optimization.Patience
	switch {
	case i.Running:
		return "running"
	case i.Epochs() >= i.Config.Optimization.Epochs:
		return "done"
	case patience > 0 && best != nil && i.Epochs()-best.Epoch >= patience:
		return "done"
	}
	return "interrupted"
}
