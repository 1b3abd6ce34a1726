package checkpoints_test

import (
	"io"
	"testing"

	"vae/checkpoints"
	"vae/internal/disk"
)

// A state with the size of the standard model: 652,824 parameters and two moments of each.
func BenchmarkStore(b *testing.B) {
	var state checkpoints.State
	for _, name := range []string{"m", "optim/m/m", "optim/v/m"} {
		tensor := checkpoints.Tensor{Name: name, Shape: []int{652_824}, Data: make([]float32, 652_824)}
		state.Tensors = append(state.Tensors, tensor)
	}
	for name, fsys := range map[string]disk.FS{"save": disk.OS{}, "save-without-sync": noSync{}} {
		b.Run(name, func(b *testing.B) {
			store := checkpoints.Open(fsys, b.TempDir())
			for b.Loop() {
				if _, err := store.Save(&state); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("encode", func(b *testing.B) {
		for b.Loop() {
			if err := checkpoints.Encode(io.Discard, &state); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("load", func(b *testing.B) {
		store := checkpoints.Open(disk.OS{}, b.TempDir())
		if _, err := store.Save(&state); err != nil {
			b.Fatal(err)
		}
		for b.Loop() {
			if _, err := store.LoadLatest(); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// noSync is the real file system without waiting for the disk.
type noSync struct{ disk.OS }

type noSyncFile struct{ disk.File }

func (noSyncFile) Sync() error { return nil }

func (n noSync) Create(path string) (disk.File, error) {
	f, err := n.OS.Create(path)
	return noSyncFile{f}, err
}

func (noSync) SyncDir(string) error { return nil }
