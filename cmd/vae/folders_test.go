//go:build unix

package main

import (
	"os"
	"path/filepath"
	"regexp"
	"syscall"
	"testing"
)

// TestInUse_isRefused starts a second trainer in the folder of a first, which goes on.
func TestInUse_isRefused(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	train := []string{"train", "digits", "--epochs", "1000", "--hidden", "8", "--progress", "plain", "--resume", "--out", "run"}
	first := launch(t, dir, train...)
	first.until("writing to")
	second := launch(t, dir, train...)
	code := second.end()
	want := regexp.MustCompile(`^vae: .*run folder run is in use by pid \d+ on .*\nvae: hint: .*--out\n$`)
	if code != 7 || !want.MatchString(second.said.String()) {
		t.Errorf("exit code %d:\n%s", code, second.said.String())
	}
	first.until("/1000  −ELBO")
	first.Process.Signal(syscall.SIGTERM)
	if code := first.end(); code != 143 {
		t.Errorf("the first ended with exit code %d:\n%s", code, first.said.String())
	}
}

// TestNumbered_runsDoNotMeet starts trainers at the same time without --out: each gets a folder of
// its own.
func TestNumbered_runsDoNotMeet(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	var all []*process
	for range 5 {
		all = append(all, launch(t, dir, "train", "digits", "--epochs", "1", "--hidden", "4", "--latent", "2"))
	}
	for _, p := range all {
		if code := p.end(); code != 0 {
			t.Errorf("exit code %d:\n%s", code, p.said.String())
		}
	}
	if entries, err := os.ReadDir(filepath.Join(dir, "runs")); err != nil || len(entries) != 5 {
		t.Errorf("%d run folders, error %v", len(entries), err)
	}
}
