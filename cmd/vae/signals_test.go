//go:build unix

package main

import (
	"bufio"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
)

// process is a vae command that runs beside the test.
type process struct {
	*exec.Cmd
	t     *testing.T
	lines *bufio.Scanner // of stderr
	said  strings.Builder
}

// launch starts vae in the folder dir.
func launch(t *testing.T, dir string, args ...string) *process {
	t.Helper()
	p := &process{Cmd: exec.Command("vae", args...), t: t}
	p.Dir = dir
	stderr, err := p.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	p.lines = bufio.NewScanner(stderr)
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Process.Kill() }) // of no effect once it has ended
	return p
}

// until reads what the process says up to a line with the given text.
func (p *process) until(text string) {
	p.t.Helper()
	for p.lines.Scan() {
		p.said.WriteString(p.lines.Text() + "\n")
		if strings.Contains(p.lines.Text(), text) {
			return
		}
	}
	p.t.Fatalf("it ended before it said %q:\n%s", text, p.said.String())
}

// end waits for the end and returns the exit code, −1 after a kill.
func (p *process) end() int {
	for p.lines.Scan() {
		p.said.WriteString(p.lines.Text() + "\n")
	}
	var exit *exec.ExitError
	if err := p.Wait(); err != nil && !errors.As(err, &exit) {
		p.t.Fatal(err)
	}
	return p.ProcessState.ExitCode()
}

// vaeIn runs vae in the folder dir to its end.
func vaeIn(t *testing.T, dir string, args ...string) {
	t.Helper()
	p := launch(t, dir, args...)
	if code := p.end(); code != 0 {
		t.Fatalf("vae %v: exit code %d:\n%s", args, code, p.said.String())
	}
}

// workshop returns a folder with images and, in whole, a run that was never
// interrupted, and the command that trains such a run.
func workshop(t *testing.T) (dir string, train []string) {
	t.Helper()
	dir = t.TempDir()
	file := append(npyHeader("|u1", []int{400, 12, 12}), stripes(0, 400, 12, 12)...)
	if err := os.WriteFile(filepath.Join(dir, "stripes.npy"), file, 0o666); err != nil {
		t.Fatal(err)
	}
	train = []string{"train", "stripes.npy", "--epochs", "12", "--hidden", "64", "--latent", "3", "--batch-size", "4",
		"--binarize", "dynamic", "--beta-warmup", "9", "--progress", "plain", "--resume", "--out"}
	vaeIn(t, dir, append(train, "whole")...)
	return dir, train
}

// sameRuns demands that two runs hold the same bytes, but for times and rates.
func sameRuns(t *testing.T, dir, run, other string) {
	t.Helper()
	a, err := runContents(filepath.Join(dir, run))
	if err != nil {
		t.Fatal(err)
	}
	b, err := runContents(filepath.Join(dir, other))
	if err != nil {
		t.Fatal(err)
	}
	if a != b {
		t.Errorf("%s is not %s:\n%s", run, other, difference(a, b))
	}
}

// TestSignals_saveAndLeave interrupts runs in the midst of an epoch. They leave
// within two seconds with the signal's exit code, and end as if nothing had been.
func TestSignals_saveAndLeave(t *testing.T) {
	t.Parallel()
	dir, train := workshop(t)
	for signal, code := range map[syscall.Signal]int{syscall.SIGINT: 130, syscall.SIGTERM: 143, syscall.SIGHUP: 129} {
		t.Run(signal.String(), func(t *testing.T) {
			t.Parallel()
			p := launch(t, dir, append(train, signal.String())...)
			p.until("epoch  3/12")
			began := time.Now()
			p.Process.Signal(signal)
			if got := p.end(); got != code {
				t.Fatalf("exit code %d, want %d:\n%s", got, code, p.said.String())
			}
			if took := time.Since(began); took > 2*time.Second {
				t.Errorf("it took %v to leave", took)
			}
			want := regexp.MustCompile(`\nvae: stopped by signal .*\nvae: hint: saved at step \d+; to go on: vae train --resume --out .*\n$`)
			if !want.MatchString(p.said.String()) {
				t.Errorf("it said:\n%s", p.said.String())
			}
			vaeIn(t, dir, append(train, signal.String())...)
			sameRuns(t, dir, signal.String(), "whole")
		})
	}
}

// TestKill_losesNothingSaved kills runs with no chance to save, again and again.
func TestKill_losesNothingSaved(t *testing.T) {
	t.Parallel()
	dir, train := workshop(t)
	for _, line := range []string{"writing to", "epoch  1/12", "epoch  2/12", "epoch  7/12", "epoch 11/12"} {
		p := launch(t, dir, append(train, "killed")...)
		p.until(line)
		p.Process.Kill()
		p.end()
	}
	vaeIn(t, dir, append(train, "killed")...)
	sameRuns(t, dir, "killed", "whole")
}

// TestSignals_secondLeavesAtOnce interrupts a run whose one step takes very long.
func TestSignals_secondLeavesAtOnce(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	p := launch(t, dir, "train", "digits", "--batch-size", "9000", "--hidden", "3000,3000", "--out", "run")
	p.until("writing to")
	time.Sleep(200 * time.Millisecond)
	p.Process.Signal(syscall.SIGINT)
	time.Sleep(200 * time.Millisecond)
	began := time.Now()
	p.Process.Signal(syscall.SIGINT)
	if code := p.end(); code != 130 || time.Since(began) > time.Second {
		t.Errorf("exit code %d after %v:\n%s", code, time.Since(began), p.said.String())
	}
	if files, _ := filepath.Glob(filepath.Join(dir, "run", "checkpoints", "*")); len(files) > 0 {
		t.Errorf("it did not leave at once: there are %v", files)
	}
}

// TestInUse_isRefused starts a second trainer in the folder of a first, which goes
// on.
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

// TestNumbered_runsDoNotMeet starts trainers at the same time without --out: each
// gets a folder of its own.
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
