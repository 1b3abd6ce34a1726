package train_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"vae"
	"vae/checkpoints"
	"vae/internal/disk"
	"vae/train"
)

// TestResume_anotherConfig resumes with a config that is not that of the checkpoint.
func TestResume_anotherConfig(t *testing.T) {
	splits := digits(t)
	config := tiny(t, splits)
	dir := filepath.Join(t.TempDir(), "run")
	advance(t, dir, config, splits, 3)
	config.Model.Latent++
	_, err := advance(t, dir, config, splits, 0)
	var misfit *vae.CheckpointError
	if !errors.As(err, &misfit) {
		t.Errorf("error %v", err)
	}
	config.Model.Latent--
	config.Optimization.Epochs++
	config.Saving.Keep++
	finish(t, dir, config, splits)
}

// TestFolder_removesWhatACrashLeft plants temporary files.
func TestFolder_removesWhatACrashLeft(t *testing.T) {
	splits := digits(t)
	dir := filepath.Join(t.TempDir(), "run")
	advance(t, dir, tiny(t, splits), splits, 3)
	for _, folder := range []string{"", "images", vae.CheckpointFolder} {
		if err := os.WriteFile(filepath.Join(dir, folder, ".vae-2147483647-0.tmp"), nil, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	finish(t, dir, tiny(t, splits), splits)
	for name := range contents(t, dir) {
		if strings.HasSuffix(name, ".tmp") {
			t.Errorf("%s is still there", name)
		}
	}
}

// TestReadFolderConfig_withoutTheFile takes the config from a checkpoint.
func TestReadFolderConfig_withoutTheFile(t *testing.T) {
	splits := digits(t)
	dir := filepath.Join(t.TempDir(), "run")
	advance(t, dir, tiny(t, splits), splits, 3) // writes no config.json
	config, err := train.ReadFolderConfig(dir)
	if err != nil {
		t.Fatal(err)
	}
	finish(t, dir, config, splits)
}

// TestReadFolderConfig_corrupt reads files that are no config.
func TestReadFolderConfig_corrupt(t *testing.T) {
	for _, text := range []string{"", "{", "[]", `{"frob": 1}`, `{"model": {"latent": 0}}`} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "config.json"), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		_, err := train.ReadFolderConfig(dir)
		var damage *checkpoints.CorruptError
		if !errors.As(err, &damage) || !strings.HasSuffix(damage.Path, "config.json") {
			t.Errorf("%q: error %v", text, err)
		}
	}
}

// plant writes files into a folder.
func plant(t *testing.T, dir string, files map[string][]byte) {
	t.Helper()
	for name, content := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, content, 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

// A run with very many classes resumes; one with more than its config can hold does not begin.
func TestResume_manyClasses(t *testing.T) {
	splits := digits(t)
	config := tiny(t, splits)
	for i := range 200_000 {
		config.Data.Classes = append(config.Data.Classes, fmt.Sprintf(`alphabet\%d"`, i))
	}
	dir := filepath.Join(t.TempDir(), "run")
	if _, err := advance(t, dir, config, splits, 3); !errors.Is(err, train.ErrInterrupted) {
		t.Fatal(err)
	}
	finish(t, dir, config, splits)
	folder, err := train.OpenFolder(disk.OS{}, dir)
	if err != nil {
		t.Fatal(err)
	}
	defer folder.Close()
	if err := folder.WriteConfig(config); err != nil {
		t.Fatal(err)
	}
	if read, err := train.ReadFolderConfig(dir); err != nil || len(read.Data.Classes) != len(config.Data.Classes) {
		t.Errorf("%d classes, error %v", len(read.Data.Classes), err)
	}
	config.Data.Classes = append(config.Data.Classes, config.Data.Classes...)
	if err := config.Validate(); err == nil || !strings.Contains(err.Error(), "the names of 400000 classes take ") {
		t.Errorf("error %v", err)
	}
}
