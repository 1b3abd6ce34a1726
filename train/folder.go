package train

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"vae"
	"vae/checkpoints"
)

// Names in a run folder.
const (
	configName  = "config.json"
	metricsName = "metrics.jsonl"
	imageFolder = "images"
)

// Folder is a run folder that this process has locked.
type Folder struct {
	path    string
	fsys    checkpoints.FS
	release func() error
}

// CreateFolder makes a new run folder, whose parents are made where needed. The
// error wraps fs.ErrExist if there is something of that name.
func CreateFolder(fsys checkpoints.FS, path string) (*Folder, error) {
	if err := fsys.MkdirAll(filepath.Dir(path)); err != nil {
		return nil, fmt.Errorf("train: %w", err)
	}
	if err := os.Mkdir(path, 0o777); err != nil {
		return nil, fmt.Errorf("train: %w", err)
	}
	if err := fsys.SyncDir(filepath.Dir(path)); err != nil {
		return nil, fmt.Errorf("train: %w", err)
	}
	return OpenFolder(fsys, path)
}

// OpenFolder locks an existing run folder, and removes the temporary files that a
// crash left there. The error is a *checkpoints.InUseError if
// another process has it.
func OpenFolder(fsys checkpoints.FS, path string) (*Folder, error) {
	release, err := checkpoints.Lock(path)
	if err != nil {
		return nil, err
	}
	if err := checkpoints.RemoveTemporary(fsys, path); err != nil {
		return nil, errors.Join(err, release())
	}
	return &Folder{path: path, fsys: fsys, release: release}, nil
}

// Close unlocks the folder.
func (f *Folder) Close() error { return f.release() }

// Path returns the folder's path.
func (f *Folder) Path() string { return f.path }

// WriteConfig stores the config of the run.
func (f *Folder) WriteConfig(config Config) error {
	text, err := json.MarshalIndent(config, "", "  ")
	if err != nil {
		return fmt.Errorf("train: config: %w", err)
	}
	return checkpoints.WriteFileAtomic(f.fsys, filepath.Join(f.path, configName), func(w io.Writer) error {
		_, err := w.Write(append(text, '\n'))
		return err
	})
}

// ReadFolderConfig returns the config of the run in the folder path: that of
// config.json, or of the latest checkpoint where there is no such file. The error is a
// *checkpoints.CorruptError if the file holds no config of a run.
func ReadFolderConfig(path string) (Config, error) {
	file := filepath.Join(path, configName)
	config, err := ReadConfigFile(file)
	if err == nil {
		if err := config.Validate(); err != nil {
			return Config{}, &checkpoints.CorruptError{Path: file, Offset: -1, Reason: strings.TrimPrefix(err.Error(), "train: ")}
		}
		return config, nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return Config{}, err
	}
	loaded, err := checkpoints.Open(checkpoints.OS{}, filepath.Join(path, vae.CheckpointFolder)).LoadLatest()
	if err != nil {
		return Config{}, fmt.Errorf("train: no %s and no checkpoint in %s: %w", configName, path, err)
	}
	config, err = ReadConfig(loaded.State)
	config.Saving = Saving{Every: 1, Keep: 3} // of which a checkpoint knows nothing
	return config, err
}

// ReadConfigFile returns the config in a file such as a run's config.json. Unknown
// fields are an error. The error is a *checkpoints.CorruptError if the file holds no
// config.
func ReadConfigFile(path string) (Config, error) {
	f, err := os.Open(path)
	if err != nil {
		return Config{}, fmt.Errorf("train: %w", err)
	}
	defer f.Close()
	decoder := json.NewDecoder(f)
	decoder.DisallowUnknownFields()
	var config Config
	if err := decoder.Decode(&config); err != nil {
		return Config{}, &checkpoints.CorruptError{Path: path, Offset: -1, Reason: "not the config of a run: " + err.Error()}
	}
	return config, nil
}
