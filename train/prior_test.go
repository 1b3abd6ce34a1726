package train_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"vae"
	"vae/internal/disk/disktest"
	"vae/train"
)

// fittedPrior returns a prior fitted to codes of an untrained model of one latent dimension.
func fittedPrior(t *testing.T, components int) *vae.FittedPrior {
	t.Helper()
	config, _ := least(t)
	model, err := vae.New(config.Model, 1, vae.Start{Mean: make([]float32, 4)})
	if err != nil {
		t.Fatal(err)
	}
	codes := vae.Input{Codes: []float32{-1, -0.9, -0.8, 0.5, 0.7, 0.8, 1, 1.1}}
	p, _, err := model.FitPrior(context.Background(), vae.PriorSettings{Components: components, Seed: 1}, codes, vae.Input{})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestWritePrior_isWholeAfterAnyFault replaces a prior while every call of the disk fails in turn,
// once and for ever, and the power is cut at each. The file is the earlier or the new one, to the
// byte, the new one where no error was reported; nothing else is left but by a power cut.
func TestWritePrior_isWholeAfterAnyFault(t *testing.T) {
	earlier, later := fittedPrior(t, 1), fittedPrior(t, 2)
	write := func(t *testing.T, dir string, p *vae.FittedPrior) []byte {
		t.Helper()
		path := filepath.Join(dir, vae.PriorFile)
		if err := train.WritePrior(disktest.New(t, dir), path, p); err != nil {
			t.Fatal(err)
		}
		file, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return file
	}
	was, is := write(t, t.TempDir(), earlier), write(t, t.TempDir(), later)
	disktest.Run(t, 1, disktest.Case{
		Prepare: func(t *testing.T, dir string) { write(t, dir, earlier) },
		Work: func(d *disktest.Disk) error {
			return train.WritePrior(d, filepath.Join(d.Root, vae.PriorFile), later)
		},
		Check: func(t *testing.T, dir string, failed error) {
			file, err := os.ReadFile(filepath.Join(dir, vae.PriorFile))
			if err != nil || !bytes.Equal(file, is) && (failed == nil || !bytes.Equal(file, was)) {
				t.Errorf("after %v: %d bytes, %v", failed, len(file), err)
			}
			if left := disktest.Temporaries(t, dir); len(left) > 0 && !errors.Is(failed, disktest.ErrCrash) {
				t.Errorf("after %v: %v are left", failed, left)
			}
			if _, err := vae.LoadPrior(dir); err != nil {
				t.Errorf("after %v: %v", failed, err)
			}
			if again := write(t, dir, later); !bytes.Equal(again, is) {
				t.Error("afterwards it is another file")
			}
		},
	})
}

// TestPriorPath_isInTheRunFolder: a checkpoint that stands alone has no place for a prior.
func TestPriorPath_isInTheRunFolder(t *testing.T) {
	run := t.TempDir()
	want := filepath.Join(run, vae.PriorFile)
	for path, want := range map[string]string{
		run: want,
		filepath.Join(run, vae.CheckpointFolder, "best.safetensors"): want,
		filepath.Join(run, "best.safetensors"):                       "",
		"best.safetensors":                                           "",
	} {
		if got := train.PriorPath(path); got != want {
			t.Errorf("%s: %q, want %q", path, got, want)
		}
	}
}
