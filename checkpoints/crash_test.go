package checkpoints_test

import (
	"errors"
	"strings"
	"syscall"
	"testing"

	"vae/checkpoints"
)

// withSteps returns a disk whose store holds checkpoints of these steps, safe from a power cut.
func withSteps(t *testing.T, steps ...int64) *disk {
	t.Helper()
	d := newDisk()
	store := create(t, d)
	for _, step := range steps {
		if _, err := store.Save(small(step)); err != nil {
			t.Fatal(err)
		}
		if _, err := store.SaveBest(small(step)); err != nil {
			t.Fatal(err)
		}
	}
	d.calls = 0
	return d
}

func create(t *testing.T, d *disk) *checkpoints.Store {
	t.Helper()
	store, err := checkpoints.Create(d, "run/checkpoints")
	if err != nil {
		t.Fatal(err)
	}
	return store
}

// A trainer saves, saves the best and prunes; the power goes at every call in turn. Whatever a power cut may leave, the
// store then loads the newest step that had been reported as saved, or the one that was being saved, and so does best.
func TestStore_survivesACrashAtEveryCall(t *testing.T) {
	for crashAt := 1; ; crashAt++ {
		d := withSteps(t, 10, 20, 30)
		d.crashAt = crashAt
		store := checkpoints.Open(d, "run/checkpoints")
		latest, best := int64(30), int64(30)
		_, err := store.Save(small(40))
		if err == nil {
			latest = 40
			if _, err = store.SaveBest(small(40)); err == nil {
				best = 40
				_, err = store.Prune(2, nil)
			}
		}
		if err != nil && !errors.Is(err, errCrash) {
			t.Fatalf("crash at call %d: got %v", crashAt, err)
		}
		for i, left := range d.afterCut() {
			checkAfterCrash(t, left, latest, best)
			if t.Failed() {
				t.Fatalf("crash at call %d, aftermath %d", crashAt, i)
			}
		}
		if err == nil {
			break
		}
	}
}

// checkAfterCrash starts a trainer on what a crash left, where latest and best had been reported as saved.
func checkAfterCrash(t *testing.T, left *disk, latest, best int64) {
	t.Helper()
	store := create(t, left)
	for name := range left.names {
		if strings.HasSuffix(name, ".tmp") {
			t.Errorf("%s is still there", name)
		}
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
	for space := range size {
		d := withSteps(t, 20)
		d.space = space
		store := checkpoints.Open(d, "run/checkpoints")
		if _, err := store.Save(small(30)); !errors.Is(err, syscall.ENOSPC) {
			t.Fatalf("%d bytes left: got %v", space, err)
		}
		if _, err := store.SaveBest(small(30)); !errors.Is(err, syscall.ENOSPC) {
			t.Fatalf("%d bytes left: got %v", space, err)
		}
		if len(d.names) != 2 {
			t.Fatalf("%d bytes left: files are %v", space, d.names)
		}
		checkAfterCrash(t, d.afterCut()[5], 20, 20)
	}
}

func TestStore_reportsTheFirstErrorWhenCleaningFailsToo(t *testing.T) {
	d := withSteps(t, 20)
	d.space, d.noRemove = 100, true
	if _, err := checkpoints.Open(d, "run/checkpoints").Save(small(30)); !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("got %v", err)
	}
	if _, err := checkpoints.Create(d, "run/checkpoints"); !errors.Is(err, syscall.EIO) {
		t.Errorf("got %v", err)
	}
	d.space, d.noRemove = -1, false
	checkAfterCrash(t, d, 20, 20)
}

func TestStore_readsFromAReadOnlyDisk(t *testing.T) {
	d := withSteps(t, 10, 20)
	d.failWith = syscall.EROFS
	store := checkpoints.Open(d, "run/checkpoints")
	if loaded, err := store.LoadLatest(); err != nil || loaded.State.Step != 20 {
		t.Errorf("got %v", err)
	}
	if results, err := store.Verify(); err != nil || len(results) != 3 {
		t.Errorf("got %v, %v", results, err)
	}
	if _, err := store.Save(small(30)); !errors.Is(err, syscall.EROFS) {
		t.Errorf("got %v", err)
	}
	if _, err := checkpoints.Create(d, "run/checkpoints"); !errors.Is(err, syscall.EROFS) {
		t.Errorf("got %v", err)
	}
}
