//go:build unix

package main

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestSignals_leaveThePrior interrupts a fit, which tells of damage when it begins. The prior that
// was there stays.
func TestSignals_leaveThePrior(t *testing.T) {
	t.Parallel()
	dir, train := workshop(t)
	vaeIn(t, dir, append(train, "run", "--epochs=1")...)
	vaeIn(t, dir, "prior", "run", "--components", "1")
	prior := filepath.Join(dir, "run", "prior.safetensors")
	before, err := os.ReadFile(prior)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(filepath.Join(dir, "run", "checkpoints", "best.safetensors"), 100); err != nil {
		t.Fatal(err)
	}
	entries, _ := os.ReadDir(filepath.Join(dir, "run"))
	p := launch(t, dir, "prior", "run", "--components", "300")
	p.until("warning")
	p.Process.Signal(syscall.SIGINT)
	if got := p.end(); got != 130 || !strings.HasSuffix(p.said.String(), "vae: stopped by signal interrupt\n") {
		t.Errorf("exit code %d, want 130:\n%s", got, p.said.String())
	}
	after, err := os.ReadFile(prior)
	if left, _ := os.ReadDir(filepath.Join(dir, "run")); err != nil || string(after) != string(before) || len(left) != len(entries) {
		t.Errorf("the prior has %d bytes, had %d, %v; the folder has %v", len(after), len(before), err, left)
	}
}
