package train_test

import (
	"bytes"
	"errors"
	"image/png"
	"path/filepath"
	"testing"

	"vae"
	"vae/data"
	"vae/internal/disk"
	"vae/internal/disk/disktest"
	"vae/train"
)

// drawIn opens the run in a folder and draws its pictures.
func drawIn(fsys disk.FS, dir string, config train.Config, splits *data.Splits) (drawing, other error) {
	folder, err := train.OpenFolder(fsys, dir)
	if err != nil {
		return nil, err
	}
	defer folder.Close()
	run, err := train.New(folder, config, splits, train.Options{})
	if err != nil {
		return nil, err
	}
	return run.Draw(), nil
}

// TestDraw_ofEveryKind: any run leaves two pictures, that a second drawing, by a run that was
// resumed in another folder, leaves as they are.
func TestDraw_ofEveryKind(t *testing.T) {
	splits := digits(t)
	alone := tiny(t, splits)
	alone.Data.Validation = 0
	whole := &data.Splits{Train: splits.All, Validation: splits.All.Slice(0, 0), Test: splits.Test, All: splits.All}
	kinds := map[string]train.Config{"no validation": alone}
	for name, config := range tinies(t, splits) {
		config.Optimization.Epochs = 1
		kinds[name] = config
	}
	for name, config := range kinds {
		if testing.Short() && name != "no validation" && name != "labels "+vae.ClassPrior && name != "vamp" {
			continue
		}
		of := splits
		if name == "no validation" {
			of = whole
		}
		dir, other := filepath.Join(t.TempDir(), "run"), filepath.Join(t.TempDir(), "copy")
		finish(t, dir, config, of)
		copyFiles(t, other, dir)
		var files [2]map[string][]byte
		for i, path := range []string{dir, other} {
			drawing, err := drawIn(disk.OS{}, path, config, of)
			check(t, errors.Join(drawing, err))
			files[i] = contents(t, path)
		}
		sameFiles(t, name, files[1], files[0])
		for _, picture := range []string{"curves.png", "map.png"} {
			if _, err := png.Decode(bytes.NewReader(files[0][picture])); err != nil {
				t.Errorf("%s: %s: %v", name, picture, err)
			}
		}
	}
}

// TestDraw_beforeTheFirstEpoch draws nothing.
func TestDraw_beforeTheFirstEpoch(t *testing.T) {
	splits := digits(t)
	dir := filepath.Join(t.TempDir(), "run")
	folder, err := train.CreateFolder(disk.OS{}, dir)
	check(t, err)
	check(t, folder.Close())
	drawing, err := drawIn(disk.OS{}, dir, tiny(t, splits), splits)
	check(t, errors.Join(drawing, err))
	if files := contents(t, dir); len(files) > 0 {
		t.Errorf("%d files", len(files))
	}
}

// TestDraw_endsTheSameAfterAnyFault: after any fault of the disk a picture is whole or not there,
// the rest of the run is as it was, and the next drawing ends with the same files.
func TestDraw_endsTheSameAfterAnyFault(t *testing.T) {
	stride := 2
	if testing.Short() {
		stride = 211
	}
	config, splits := least(t)
	base, whole := t.TempDir(), t.TempDir()
	check(t, work(disk.OS{}, base, config, splits))
	copyFiles(t, whole, base)
	run := filepath.Join("runs", "run")
	drawing, err := drawIn(disk.OS{}, filepath.Join(whole, run), config, splits)
	check(t, errors.Join(drawing, err))
	want := contents(t, whole)
	disktest.Run(t, stride, disktest.Case{
		Prepare: func(t *testing.T, dir string) { copyFiles(t, dir, base) },
		Work: func(d *disktest.Disk) error {
			drawing, err := drawIn(d, filepath.Join(d.Root, run), config, splits)
			return errors.Join(drawing, err)
		},
		Check: func(t *testing.T, dir string, _ error) {
			for name, file := range contents(t, dir) {
				if !disk.IsTemporary(filepath.Base(name)) && !bytes.Equal(file, want[name]) {
					t.Errorf("%s is neither whole nor absent", name)
				}
			}
			drawing, err := drawIn(disk.OS{}, filepath.Join(dir, run), config, splits)
			check(t, errors.Join(drawing, err))
			sameFiles(t, "afterwards", contents(t, dir), want)
		},
	})
}
