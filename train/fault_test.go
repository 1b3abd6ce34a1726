package train_test

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"vae"
	"vae/data"
	"vae/internal/disk"
	"vae/internal/disk/disktest"
	"vae/internal/raster"
	"vae/train"
)

// least returns the smallest run that writes all there is: two epochs of two steps.
func least(t *testing.T) (train.Config, *data.Splits) {
	t.Helper()
	pixels := make([]byte, 12*4)
	for i := range pixels {
		pixels[i] = byte(i * 37 % 256)
	}
	all, err := data.NewSet("bytes", raster.Grey(2, 2), pixels, nil)
	if err != nil {
		t.Fatal(err)
	}
	splits := &data.Splits{Train: all.Slice(0, 8), Validation: all.Slice(8, 10), Test: all.Slice(10, 12), All: all}
	config := tiny(t, splits)
	config.Data.Validation = 2
	config.Model.Height, config.Model.Width, config.Model.Hidden, config.Model.Latent = 2, 2, []int{2}, 1
	config.Optimization.Epochs, config.Optimization.BatchSize = 2, 4
	config.Saving.Keep = 1
	config.Origin = train.Origin{Date: "2014-05-01T00:00:00Z", Version: "1", Command: "vae train"}
	return config, splits
}

// work begins or resumes the run in the folder run below root, and trains to its end, as vae train
// does.
func work(fsys disk.FS, root string, config train.Config, splits *data.Splits) error {
	folder, err := train.CreateFolder(fsys, filepath.Join(root, "runs", "run"))
	if errors.Is(err, fs.ErrExist) {
		folder, err = train.OpenFolder(fsys, filepath.Join(root, "runs", "run"))
	}
	if err != nil {
		return err
	}
	defer folder.Close()
	run, err := train.New(folder, config, splits, train.Options{})
	if err != nil {
		return err
	}
	if err := folder.WriteConfig(config); err != nil {
		return err
	}
	_, err = run.Train(context.Background())
	return err
}

// TestRun_endsTheSameAfterAnyFault makes every call of the disk fail in turn, once and for ever,
// and takes the power away at each. Whatever is left, the next start finds no file torn and ends
// with the same files as a run that nothing happened to.
func TestRun_endsTheSameAfterAnyFault(t *testing.T) {
	stride := 3 // 1 takes a minute
	if testing.Short() {
		stride = 23
	}
	config, splits := least(t)
	whole := t.TempDir()
	if err := work(disktest.New(t, whole), whole, config, splits); err != nil {
		t.Fatal(err)
	}
	want := contents(t, whole)
	again := func(t *testing.T, dir string, err error) {
		t.Helper()
		if e := work(disktest.New(t, dir), dir, config, splits); e != nil {
			t.Errorf("after %v: %v", err, e)
		}
		sameFiles(t, "afterwards", contents(t, dir), want)
	}
	disktest.Run(t, stride, disktest.Case{
		Work:  func(d *disktest.Disk) error { return work(d, d.Root, config, splits) },
		Check: again,
	})
}

// TestResume_endsTheSameAfterAnyFault does the same with a run that is resumed.
func TestResume_endsTheSameAfterAnyFault(t *testing.T) {
	if testing.Short() {
		t.Skip("the test above has much of it")
	}
	config, splits := least(t)
	base, whole := t.TempDir(), t.TempDir()
	longer := config
	longer.Optimization.Epochs = 3
	if err := work(disktest.New(t, base), base, config, splits); err != nil {
		t.Fatal(err)
	}
	copyFiles(t, whole, base)
	if err := work(disktest.New(t, whole), whole, longer, splits); err != nil {
		t.Fatal(err)
	}
	want := contents(t, whole)
	disktest.Run(t, 5, disktest.Case{
		Prepare: func(t *testing.T, dir string) { copyFiles(t, dir, base) },
		Work:    func(d *disktest.Disk) error { return work(d, d.Root, longer, splits) },
		Check: func(t *testing.T, dir string, _ error) {
			if err := work(disktest.New(t, dir), dir, longer, splits); err != nil {
				t.Error(err)
			}
			sameFiles(t, "afterwards", contents(t, dir), want)
		},
	})
}

func copyFiles(t *testing.T, to, from string) {
	t.Helper()
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
}

// TestResume_prunesWhatACrashKeptFromIt puts back a checkpoint that was about to be removed.
func TestResume_prunesWhatACrashKeptFromIt(t *testing.T) {
	config, splits := least(t)
	dir := t.TempDir()
	if err := work(disk.OS{}, dir, config, splits); err != nil {
		t.Fatal(err)
	}
	want := contents(t, dir)
	half := t.TempDir()
	shorter := config
	shorter.Optimization.Epochs = 1
	if err := work(disk.OS{}, half, shorter, splits); err != nil {
		t.Fatal(err)
	}
	const first = "runs/run/" + vae.CheckpointFolder + "/step-000000002.safetensors"
	plant(t, dir, map[string][]byte{first: contents(t, half)[first]})
	if bytes.Equal(contents(t, dir)[first], nil) {
		t.Fatal("nothing was put back")
	}
	if err := work(disk.OS{}, dir, config, splits); err != nil {
		t.Fatal(err)
	}
	sameFiles(t, "pruned at the start", contents(t, dir), want)
}
