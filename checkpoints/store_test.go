package checkpoints_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"vae/checkpoints"
	"vae/internal/disk"
	"vae/internal/disk/disktest"
)

// onDisk returns a store in a temporary folder with checkpoints of these steps.
func onDisk(t testing.TB, steps ...int64) (store *checkpoints.Store, dir string) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "run", "checkpoints")
	store, err := checkpoints.Create(disk.OS{}, dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range steps {
		if _, err := store.Save(small(step)); err != nil {
			t.Fatal(err)
		}
	}
	return store, dir
}

// damage flips a bit in the middle of a file.
func damage(t *testing.T, path string) {
	t.Helper()
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	file[len(file)/2] ^= 4
	if err := os.WriteFile(path, file, 0o666); err != nil {
		t.Fatal(err)
	}
}

func TestStore_namesFilesByStep(t *testing.T) {
	store, dir := onDisk(t, 1_000_000_000, 4690, 0)
	if _, err := store.SaveBest(small(4690)); err != nil {
		t.Fatal(err)
	}
	want := []string{
		"best.safetensors", "step-000000000.safetensors", "step-000004690.safetensors", "step-1000000000.safetensors",
	}
	if got := disktest.Names(t, dir); !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
	for _, name := range []string{"step-4690.safetensors", "step-00000000a.safetensors", "step--00000001.safetensors", "notes.txt"} {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if got := stepsOf(t, store); !slices.Equal(got, []int64{0, 4690, 1_000_000_000}) {
		t.Errorf("got %d", got)
	}
}

// stepsOf returns the steps that have a checkpoint.
func stepsOf(t *testing.T, store *checkpoints.Store) (steps []int64) {
	t.Helper()
	results, err := store.Verify()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range results {
		var step int64
		if _, err := fmt.Sscanf(filepath.Base(r.Path), "step-%d.safetensors", &step); err == nil {
			steps = append(steps, step)
		}
	}
	return steps
}

func TestStore_loadsTheNewestIntact(t *testing.T) {
	store, dir := onDisk(t, 10, 20, 30, 40)
	damage(t, filepath.Join(dir, "step-000000030.safetensors"))
	if err := os.Truncate(filepath.Join(dir, "step-000000040.safetensors"), 0); err != nil {
		t.Fatal(err)
	}
	loaded, err := store.LoadLatest()
	if err != nil {
		t.Fatal(err)
	}
	if !equal(t, loaded.State, small(20)) || loaded.Path != filepath.Join(dir, "step-000000020.safetensors") {
		t.Errorf("got step %d from %s", loaded.State.Step, loaded.Path)
	}
	if len(loaded.Skipped) != 2 || filepath.Base(loaded.Skipped[0].Path) != "step-000000040.safetensors" {
		t.Errorf("skipped %v", loaded.Skipped)
	}
	results, err := store.Verify()
	if err != nil || len(results) != 4 {
		t.Fatalf("got %v, %v", results, err)
	}
	for i, ok := range []bool{true, true, false, false} {
		if r := results[i]; (r.Err == nil) != ok || corrupt(r.Err) == ok {
			t.Errorf("%s: got %v", r.Path, r.Err)
		}
	}
	damage(t, filepath.Join(dir, "step-000000010.safetensors"))
	damage(t, filepath.Join(dir, "step-000000020.safetensors"))
	if _, err := store.LoadLatest(); !corrupt(err) {
		t.Errorf("none is intact: got %v", err)
	}
}

func TestStore_isEmptyWithoutFolder(t *testing.T) {
	store := checkpoints.Open(disk.OS{}, filepath.Join(t.TempDir(), "missing"))
	if _, err := store.LoadLatest(); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("LoadLatest: got %v", err)
	}
	if _, err := store.LoadBest(); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("LoadBest: got %v", err)
	}
	if results, err := store.Verify(); err != nil || len(results) > 0 {
		t.Errorf("Verify: got %v, %v", results, err)
	}
}

// A folder with files that are called like checkpoints and cannot be read is not an empty store.
func TestStore_takesNothingUnreadableForEmpty(t *testing.T) {
	for _, name := range []string{"step-000000010.safetensors", "best.safetensors", "step-10.safetensors"} {
		store, dir := onDisk(t)
		path := filepath.Join(dir, name)
		for what, make := range map[string]func() error{
			"a link to nothing": func() error { return os.Symlink("nowhere", path) },
			"a folder":          func() error { return os.Mkdir(path, 0o777) },
			"nothing in it":     func() error { return os.WriteFile(path, nil, 0o666) },
		} {
			if err := make(); err != nil {
				t.Fatal(err)
			}
			var other *disk.NotRegularError
			if _, err := store.LoadLatest(); !corrupt(err) && !errors.As(err, &other) {
				t.Errorf("%s, %s: got %v", name, what, err)
			}
			if err := os.Remove(path); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func TestStore_refusesARenamedCheckpoint(t *testing.T) {
	store, dir := onDisk(t, 10)
	if err := os.Rename(filepath.Join(dir, "step-000000010.safetensors"), filepath.Join(dir, "step-000000020.safetensors")); err != nil {
		t.Fatal(err)
	}
	if _, err := store.LoadLatest(); !corrupt(err) || !strings.Contains(err.Error(), "the file holds step 10") {
		t.Errorf("got %v", err)
	}
}

func TestStore_doesNotFallBackBehindANewerVersion(t *testing.T) {
	store, dir := onDisk(t, 10)
	newer := build(`{"__metadata__":{"format_version":"2"},"__digest__":{"dtype":"U8","shape":[32],"data_offsets":[0,32]}}`, 0)
	path := filepath.Join(dir, "step-000000020.safetensors")
	if err := os.WriteFile(path, newer, 0o666); err != nil {
		t.Fatal(err)
	}
	var version *checkpoints.VersionError
	if _, err := store.LoadLatest(); !errors.As(err, &version) || version.Found != 2 || version.Path != path {
		t.Errorf("got %v", err)
	}
	if err := store.Prune(1, func(step int64) bool { return step == 10 }); err != nil || len(stepsOf(t, store)) != 2 {
		t.Errorf("left %d, %v", stepsOf(t, store), err)
	}
}

// A trainer prunes what a reader has listed and is about to open.
func TestStore_listsAgainWhenATrainerPrunes(t *testing.T) {
	d := newDisk(t, 10)
	racing := &prunedWhileOpening{Disk: d, prune: func() {
		store := checkpoints.Open(d, filepath.Join(d.Root, where))
		if _, err := store.Save(small(20)); err != nil {
			t.Error(err)
		}
		if err := store.Prune(1, nil); err != nil {
			t.Error(err)
		}
	}}
	loaded, err := checkpoints.Open(racing, filepath.Join(d.Root, where)).LoadLatest()
	if err != nil || loaded.State.Step != 20 {
		t.Errorf("got %v, %v", loaded, err)
	}
}

type prunedWhileOpening struct {
	*disktest.Disk
	prune func()
}

func (p *prunedWhileOpening) Open(name string) (disk.Source, error) {
	if p.prune != nil {
		p.prune()
		p.prune = nil
	}
	return p.Disk.Open(name)
}

func ExampleStore() {
	dir, err := os.MkdirTemp("", "example")
	if err != nil {
		fmt.Println(err)
	}
	defer os.RemoveAll(dir)
	store, err := checkpoints.Create(disk.OS{}, dir)
	if err != nil {
		fmt.Println(err)
	}
	for epoch := range int64(5) {
		state := &checkpoints.State{Step: 469 * (epoch + 1), Metadata: map[string]string{"epoch": fmt.Sprint(epoch + 1)}}
		if _, err := store.Save(state); err != nil {
			fmt.Println(err)
		}
		if err := store.Prune(3, nil); err != nil {
			fmt.Println(err)
		}
	}
	kept, _ := filepath.Glob(filepath.Join(dir, "*"+checkpoints.Extension))
	loaded, err := store.LoadLatest()
	fmt.Println(len(kept), filepath.Base(loaded.Path), loaded.State.Metadata["epoch"], err)
	// Output: 3 step-000002345.safetensors 5 <nil>
}
