package checkpoints_test

import (
	"errors"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"vae/checkpoints"
	"vae/internal/disk"
	"vae/internal/disk/disktest"
)

// where a store stands below the root of a disk.
const where = "run/checkpoints"

// withSteps fills a folder with a store that holds checkpoints of these steps.
func withSteps(t *testing.T, dir string, steps ...int64) {
	t.Helper()
	store := create(t, dir)
	for _, step := range steps {
		if _, err := store.Save(small(step)); err != nil {
			t.Fatal(err)
		}
		if _, err := store.SaveBest(small(step)); err != nil {
			t.Fatal(err)
		}
	}
}

func create(t *testing.T, dir string) *checkpoints.Store {
	t.Helper()
	store, err := checkpoints.Create(disktest.New(t, dir), filepath.Join(dir, where)) // which does not wait for the machine's disk
	if err != nil {
		t.Fatal(err)
	}
	return store
}

// newDisk returns a disk with a store that holds checkpoints of these steps.
func newDisk(t *testing.T, steps ...int64) *disktest.Disk {
	t.Helper()
	dir := t.TempDir()
	withSteps(t, dir, steps...)
	return disktest.New(t, dir)
}

// A trainer saves, saves the best and prunes; every call fails in turn, or the power goes at it.
// Whatever that may leave, the store then loads the newest step that had been reported as saved, or
// the one that was being saved, and so does best.
func TestStore_survivesAFaultAtEveryCall(t *testing.T) {
	var latest, best int64
	disktest.Run(t, 1, disktest.Case{
		Prepare: func(t *testing.T, dir string) { withSteps(t, dir, 10, 20, 30) },
		Work: func(d *disktest.Disk) error {
			latest, best = 30, 30
			store, err := checkpoints.Create(d, filepath.Join(d.Root, where))
			if err != nil {
				return err
			}
			if _, err := store.Save(small(40)); err != nil {
				return err
			}
			latest = 40
			if _, err := store.SaveBest(small(40)); err != nil {
				return err
			}
			best = 40
			return store.Prune(2, nil)
		},
		Check: func(t *testing.T, dir string, _ error) { checkAfterCrash(t, dir, latest, best) },
	})
}

// checkAfterCrash starts a trainer on what a crash left, where latest and best had been reported as
// saved.
func checkAfterCrash(t *testing.T, dir string, latest, best int64) {
	t.Helper()
	store := create(t, dir)
	if left := disktest.Temporaries(t, dir); len(left) > 0 {
		t.Errorf("%s are still there", left)
	}
	loaded, err := store.LoadLatest()
	if err != nil {
		t.Fatal(err)
	}
	if s := loaded.State; s.Step < latest || !equal(t, s, small(s.Step)) || len(loaded.Skipped) > 0 {
		t.Errorf("latest is step %d, %d was saved; skipped %v", s.Step, latest, loaded.Skipped)
	}
	if s, err := store.LoadBest(); err != nil || s.Step < best || !equal(t, s, small(s.Step)) {
		t.Errorf("best: %v", err)
	}
	if _, err := store.Save(small(50)); err != nil {
		t.Error(err)
	}
}

func TestStore_survivesAFullDiskAtEveryByte(t *testing.T) {
	size := len(encode(t, small(30)))
	d := newDisk(t, 20)
	for space := range size {
		d.Space = space
		store := checkpoints.Open(d, filepath.Join(d.Root, where))
		if _, err := store.Save(small(30)); !errors.Is(err, syscall.ENOSPC) {
			t.Fatalf("%d bytes left: got %v", space, err)
		}
		if _, err := store.SaveBest(small(30)); !errors.Is(err, syscall.ENOSPC) {
			t.Fatalf("%d bytes left: got %v", space, err)
		}
		if files := disktest.Names(t, filepath.Join(d.Root, where)); len(files) != 2 {
			t.Fatalf("%d bytes left: files are %v", space, files)
		}
	}
	checkAfterCrash(t, d.Root, 20, 20)
}

func TestStore_readsFromAReadOnlyDisk(t *testing.T) {
	d := newDisk(t, 10, 20)
	store := checkpoints.Open(readOnly{d}, filepath.Join(d.Root, where))
	if loaded, err := store.LoadLatest(); err != nil || loaded.State.Step != 20 {
		t.Errorf("got %v", err)
	}
	if results, err := store.Verify(); err != nil || len(results) != 3 {
		t.Errorf("got %v, %v", results, err)
	}
	if _, err := store.Save(small(30)); !errors.Is(err, syscall.EROFS) {
		t.Errorf("got %v", err)
	}
}

// readOnly is a disk on which nothing can be made.
type readOnly struct{ disk.FS }

func (readOnly) Create(string) (disk.File, error) { return nil, syscall.EROFS }

// TestStore_fallsBackWhatsoeverTheReason reads a store whose newest checkpoints cannot be read.
func TestStore_fallsBackWhatsoeverTheReason(t *testing.T) {
	d := newDisk(t, 10, 20, 30)
	faults := map[string]error{}
	store := checkpoints.Open(unreadable{d, faults}, filepath.Join(d.Root, where))
	for name, err := range map[string]error{"step-000000030": syscall.EIO, "step-000000020": syscall.EACCES, "step-000000010": syscall.EISDIR} {
		faults[name+".safetensors"] = err
		loaded, e := store.LoadLatest()
		if e != nil || len(loaded.Skipped) > len(faults) {
			t.Fatalf("%v: got %+v, %v", faults, loaded, e)
		}
	}
	loaded, err := store.LoadLatest()
	if err != nil || loaded.Path != store.BestPath() || len(loaded.Skipped) != 3 || !errors.Is(loaded.Skipped[0].Err, syscall.EIO) {
		t.Errorf("only the best can be read: got %+v, %v", loaded, err)
	}
	if err := store.Prune(1, nil); err != nil {
		t.Errorf("prune: %v", err)
	}
	faults["best.safetensors"] = syscall.EIO
	if _, err := store.LoadLatest(); !errors.Is(err, syscall.EIO) || !strings.Contains(err.Error(), "none of ") {
		t.Errorf("none can be read: got %v", err)
	}
}

// unreadable is a disk with files that cannot be opened.
type unreadable struct {
	disk.FS
	faults map[string]error
}

func (u unreadable) Open(path string) (disk.Source, error) {
	if err := u.faults[filepath.Base(path)]; err != nil {
		return nil, err
	}
	return u.FS.Open(path)
}
