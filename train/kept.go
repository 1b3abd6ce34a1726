package train

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"vae"
	"vae/checkpoints"
	"vae/internal/disk"
)

// names are those of a run's files and folders.
var names = []string{configName, metricsName, imageFolder, curvesName, mapName, EventsFolder,
	vae.CheckpointFolder, vae.PriorFile, checkpoints.LockName}

// Files returns the paths that belong to a run folder or, of a checkpoint, to the folder of its run
// and to itself.
func Files(run string) (paths []string) {
	if run == "" {
		return nil
	}
	if folder := filepath.Dir(run); filepath.Base(folder) == vae.CheckpointFolder {
		return append(Files(filepath.Dir(folder)), run)
	}
	if strings.HasSuffix(run, checkpoints.Extension) {
		return []string{run}
	}
	for _, name := range names {
		paths = append(paths, filepath.Join(run, name))
	}
	return paths
}

// FolderOf returns the run folder that path is or that the checkpoint path is in, or "" for a
// checkpoint that stands alone.
func FolderOf(path string) string {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return path
	}
	if folder := filepath.Dir(path); filepath.Base(folder) == vae.CheckpointFolder {
		return filepath.Dir(folder)
	}
	return ""
}

// Keeper returns the folder of the run that path belongs to, or "" if there is none.
func Keeper(path string) string {
	for ; path != filepath.Dir(path); path = filepath.Dir(path) {
		run := filepath.Dir(path)
		isRun := isThere(run, configName) && isThere(run, vae.CheckpointFolder)
		if isRun && slices.Contains(names, filepath.Base(path)) {
			return run
		}
	}
	return ""
}

func isThere(folder, name string) bool {
	_, err := os.Stat(filepath.Join(folder, name))
	return err == nil
}

// Occupied reports whether the folder path holds a run, and whether it holds anything that neither
// belongs to a run nor was left by one that could not start.
func Occupied(path string) (run, foreign bool, err error) {
	entries, err := os.ReadDir(path)
	if err != nil {
		return false, false, err
	}
	for _, entry := range entries {
		switch name := entry.Name(); {
		case name == configName, name == vae.CheckpointFolder && !isEmpty(filepath.Join(path, name)):
			return true, false, nil
		case name == checkpoints.LockName, name == vae.CheckpointFolder, disk.IsTemporary(name):
		case name == imageFolder && isEmpty(filepath.Join(path, name)):
		default:
			foreign = true
		}
	}
	return false, foreign, nil
}

func isEmpty(folder string) bool {
	entries, err := os.ReadDir(folder)
	return err == nil && len(entries) == 0
}
