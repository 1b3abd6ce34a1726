package train

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"

	"vae"
	"vae/checkpoints"
	"vae/internal/disk"
)

// Names in a run folder.
const (
	configName  = "config.json"
	metricsName = "metrics.jsonl"
	imageFolder = "images"
	curvesName  = "curves.png"
	mapName     = "map.png"

	// ReportName is the file with a page about the run. The run does without it: it can be made anew.
	ReportName = "report.html"
)

// EventsFolder is the subfolder of a run folder for files that TensorBoard reads. Whoever watches a
// run may write them.
const EventsFolder = "tensorboard"

// Folder is a run folder that this process has locked.
type Folder struct {
	path    string
	fsys    disk.FS
	release func() error
}

// CreateFolder makes a new run folder and any missing parents. The error wraps fs.ErrExist if there
// is something of that name.
func CreateFolder(fsys disk.FS, path string) (*Folder, error) {
	parent := filepath.Dir(path)
	if err := disk.MkdirAll(fsys, parent); err != nil {
		return nil, err
	}
	if err := fsys.Mkdir(path); err != nil {
		return nil, err
	}
	if err := fsys.SyncDir(parent); err != nil {
		return nil, err
	}
	return OpenFolder(fsys, path)
}

// OpenFolder locks an existing run folder, and removes the temporary files that a crash left there.
// The error is a *checkpoints.InUseError if another process trains in it.
func OpenFolder(fsys disk.FS, path string) (*Folder, error) {
	release, err := checkpoints.Lock(path)
	if err != nil {
		return nil, err
	}
	if err := disk.RemoveTemporary(fsys, path); err != nil {
		return nil, errors.Join(err, release())
	}
	return &Folder{path: path, fsys: fsys, release: release}, nil
}

// Close unlocks the folder.
func (f *Folder) Close() error { return f.release() }

// Abandon closes the folder of a run that could not start, and removes what was made for it and is
// still empty.
func (f *Folder) Abandon() error {
	for _, name := range []string{imageFolder, vae.CheckpointFolder, checkpoints.LockName} {
		_ = f.fsys.Remove(filepath.Join(f.path, name)) // fails if it was not made, or is not empty
	}
	return f.release()
}

// WriteConfig stores the config of the run.
func (f *Folder) WriteConfig(config Config) error {
	text, err := json.MarshalIndent(config, "", "  ")
	if err != nil {
		return fmt.Errorf("config: %w", err)
	}
	return disk.WriteFile(f.fsys, filepath.Join(f.path, configName), func(w io.Writer) error {
		_, err := w.Write(append(text, '\n'))
		return err
	})
}
