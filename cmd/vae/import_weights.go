package main

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"vae/checkpoints"
	"vae/data"
	"vae/export"
	"vae/internal/disk"
	"vae/train"
)

// weights are a model in a file of another program.
type weights struct {
	*export.Import
	path   string // of the file
	name   string // of the runs made of it
	sha256 string // of the file
}

// readWeights reads the model in a file, or in the folder of an export.
func readWeights(a *app, path string) (*weights, error) {
	w := &weights{path: path, name: exportName(path)}
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, usageError("there is no file or folder "+path, "")
	case err == nil && info.IsDir() && train.IsRun(path):
		return nil, usageError(path+" is a run: there is nothing to import", "")
	case err == nil && info.IsDir():
		w.path = filepath.Join(path, export.WeightsName)
		if _, err := os.Stat(w.path); errors.Is(err, fs.ErrNotExist) {
			return nil, usageError("there is no "+export.WeightsName+" in "+path, "")
		}
	}
	f, err := checkpoints.LoadForeign(disk.OS{}, w.path)
	if err != nil {
		return nil, w.hinted(err)
	}
	if _, err := f.State(); err == nil {
		return nil, usageError(w.path+" is a checkpoint: there is nothing to import", "vae info "+w.path)
	}
	if w.Import, err = export.Read(f); err != nil {
		return nil, w.fault(err)
	}
	if w.Binarize != "" {
		if _, err := data.ParseBinarization(w.Binarize); err != nil {
			return nil, &checkpoints.CorruptError{Path: w.path, Offset: -1, Reason: err.Error()}
		}
	}
	a.tellConverted(w.path, f)
	w.sha256, err = digestOf(w.path)
	return w, err
}

// hinted returns an error with a hint at how PyTorch writes safetensors, if the file is not called
// so.
func (w *weights) hinted(err error) error {
	if !is[*checkpoints.CorruptError](err) || filepath.Ext(w.path) == checkpoints.Extension {
		return err
	}
	return &failure{err, exitCheckpoint,
		`in Python: safetensors.torch.save_file(model.state_dict(), "model.safetensors")`}
}

// fault puts the path into an error.
func (w *weights) fault(err error) error {
	var corrupt *checkpoints.CorruptError
	var misfit *export.MisfitError
	switch {
	case errors.As(err, &corrupt):
		corrupt.Path = w.path
	case errors.As(err, &misfit):
		misfit.Path = w.path
	}
	return err
}

// digestOf returns the SHA-256 of a file.
func digestOf(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close() // nothing was written
	sum := sha256.New()
	_, err = io.Copy(sum, f)
	return hex.EncodeToString(sum.Sum(nil)), err
}
