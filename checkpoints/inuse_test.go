package checkpoints_test

import (
	"testing"

	"vae/checkpoints"
)

func TestInUse(t *testing.T) {
	dir := t.TempDir()
	if checkpoints.InUse(dir) {
		t.Error("a folder without a lock file is in use")
	}
	release, err := checkpoints.Lock(dir)
	if err != nil {
		t.Fatal(err)
	}
	if !checkpoints.InUse(dir) {
		t.Error("a locked folder is free")
	}
	if err := release(); err != nil {
		t.Fatal(err)
	}
	for range 2 { // asking takes nothing
		if checkpoints.InUse(dir) {
			t.Error("a folder that was released is in use")
		}
	}
}
