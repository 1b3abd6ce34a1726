package train_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"vae/internal/disk"
	"vae/train"
)

// TestInspect follows a run from its start to its end.
func TestInspect(t *testing.T) {
	dir, config := t.TempDir(), tiny(t, digits(t))
	config.Optimization.Epochs = 3
	folder, err := train.OpenFolder(disk.OS{}, dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := folder.WriteConfig(config); err != nil {
		t.Fatal(err)
	}
	state := func(want string, epochs, best int) {
		t.Helper()
		i, err := train.Inspect(dir)
		if err != nil {
			t.Fatal(err)
		}
		if i.State() != want || i.Epochs() != epochs {
			t.Errorf("%s after %d epochs, want %s after %d", i.State(), i.Epochs(), want, epochs)
		}
		if row := i.Best(); best > 0 && (row == nil || row.Epoch != best) || best == 0 && row != nil {
			t.Errorf("the best is %v, want epoch %d", row, best)
		}
		if since := time.Since(i.Began); since < 0 || since > time.Minute {
			t.Errorf("it began at %v", i.Began)
		}
	}
	state("running", 0, 0)
	if err := folder.Close(); err != nil {
		t.Fatal(err)
	}
	state("interrupted", 0, 0)
	write := func(rows string) {
		if err := os.WriteFile(filepath.Join(dir, "metrics.jsonl"), []byte(rows), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	const rows = `{"epoch":1,"train":{"nelbo":3},"validation":{"nelbo":2}}
{"epoch":2,"train":{"nelbo":1},"validation":{"nelbo":2.5}}
`
	write(rows)
	state("interrupted", 2, 1)
	config.Optimization.Patience = 1
	if err := folder.WriteConfig(config); err != nil {
		t.Fatal(err)
	}
	state("done", 2, 1)
	write(rows + `{"epoch":3,"train":{"nelbo":1},"validation":{"nelbo":1}}` + "\n")
	state("done", 3, 3)
}

// TestInspection_took: 100 steps of 20 images at 500 images per second are 4 s, 50 at 100 are 10 s. An
// epoch whose figures are lost does not count, whatever the run was resumed from.
func TestInspection_took(t *testing.T) {
	i := train.Inspection{Rows: []train.Row{
		{Epoch: 1, Step: 100, ImagesPerSecond: 500, Seconds: 4},
		{Epoch: 2, Step: 200},
		{Epoch: 3, Step: 250, ImagesPerSecond: 100, Seconds: 3},
	}}
	i.Config.Optimization.BatchSize = 20
	if got := i.Took(); got != 14*time.Second {
		t.Errorf("it took %v", got)
	}
}

// TestFolder_ofAnyName: what a pattern of files would take for something else is a name like others.
func TestFolder_ofAnyName(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a[b")
	for _, name := range []string{"checkpoints/step-000000001.safetensors", "images/epoch-001-samples.png",
		"images/epoch-010-samples.png", "images/epoch-10-samples.png", "images/epoch-010-other.png", "images/other.png"} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, nil, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if !train.HasCheckpoint(dir) {
		t.Error("there is no checkpoint")
	}
	pictures := train.SavedPictures(dir)
	if len(pictures) != 2 || pictures[0].Epoch != 1 || pictures[1].Samples != filepath.Join(dir, "images/epoch-010-samples.png") {
		t.Errorf("there are pictures %+v", pictures)
	}
}

func TestInspect_ofAnEmptyFolder(t *testing.T) {
	if _, err := train.Inspect(t.TempDir()); err == nil {
		t.Error("an empty folder is a run")
	}
}

// A config that never ends is refused, and nobody waits for it.
func TestInspect_ofADevice(t *testing.T) {
	dir := t.TempDir()
	if err := os.Symlink("/dev/zero", filepath.Join(dir, "config.json")); err != nil {
		t.Skip(err)
	}
	if _, err := train.Inspect(dir); err == nil || !strings.Contains(err.Error(), "is a device, not a file") {
		t.Errorf("error %v", err)
	}
}
