//go:build unix

package main

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
)

// workshop returns a folder with images, and the command that trains on them in it. The flags --out
// and --epochs are to follow.
func workshop(t *testing.T) (dir string, train []string) {
	t.Helper()
	dir = t.TempDir()
	file := append(npyHeader("|u1", []int{400, 12, 12}), stripes(0, 400, 12, 12)...)
	if err := os.WriteFile(filepath.Join(dir, "stripes.npy"), file, 0o666); err != nil {
		t.Fatal(err)
	}
	return dir, []string{"train", "stripes.npy", "--hidden", "64", "--latent", "3", "--batch-size", "4",
		"--binarize", "dynamic", "--beta-warmup", "9", "--progress", "plain", "--resume", "--out"}
}

// endless is more epochs than a test waits for.
const endless = "--epochs=1000000"

// goesOnAsOne resumes a run that was ended before its time, and demands that it comes out as one
// that never was: as many epochs later as checkpoints stay on disk, so that none of an interruption
// is left but, perhaps, the best.
func goesOnAsOne(t *testing.T, dir, run string, train []string) {
	t.Helper()
	metrics, err := os.ReadFile(filepath.Join(dir, run, "metrics.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	epochs := fmt.Sprintf("--epochs=%d", strings.Count(string(metrics), "\n")+4)
	vaeIn(t, dir, append(train, run, epochs)...)
	vaeIn(t, dir, append(train, run+"-whole", epochs)...)
	sameRuns(t, dir, run, run+"-whole")
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

// TestSignals_saveAndLeave interrupts runs in the midst of an epoch. They leave within two seconds
// with the signal's exit code, and end as if nothing had been.
func TestSignals_saveAndLeave(t *testing.T) {
	t.Parallel()
	dir, train := workshop(t)
	for sig, code := range map[syscall.Signal]int{syscall.SIGINT: 130, syscall.SIGTERM: 143, syscall.SIGHUP: 129, syscall.SIGUSR1: 138} {
		t.Run(sig.String(), func(t *testing.T) {
			t.Parallel()
			if signal.Ignored(sig) {
				t.Skip("the tests run under nohup, which programs respect")
			}
			p := launch(t, dir, append(train, sig.String(), endless)...)
			for range 3 {
				p.until("−ELBO")
			}
			began := time.Now()
			p.Process.Signal(sig)
			time.Sleep(20 * time.Millisecond) // of two that are pending the system may deliver either first
			p.Process.Signal(syscall.SIGTERM) // as timeout(1) sends two
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
			goesOnAsOne(t, dir, sig.String(), train)
		})
	}
}

// TestSignals_endScores interrupts scores in the midst of the draws of one image.
func TestSignals_endScores(t *testing.T) {
	t.Parallel()
	dir, train := workshop(t)
	vaeIn(t, dir, append(train, "run", "--epochs=1", "--validation=0")...)
	p := launch(t, dir, "scores", "run", "--samples", "1000000")
	p.until("has no validation images")
	p.Process.Signal(syscall.SIGINT)
	if code := p.end(); code != 130 {
		t.Errorf("exit code %d:\n%s", code, p.said.String())
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 2 {
		t.Errorf("%v: want the images and the run alone", entries)
	}
}

// TestSignals_stopEvaluate interrupts a measurement of minutes, which tells of damage when it
// begins.
func TestSignals_stopEvaluate(t *testing.T) {
	t.Parallel()
	dir, train := workshop(t)
	vaeIn(t, dir, append(train, "run", "--epochs=1")...)
	best := filepath.Join(dir, "run", "checkpoints", "best.safetensors")
	if err := os.Truncate(best, 100); err != nil {
		t.Fatal(err)
	}
	p := launch(t, dir, "evaluate", "run", "--split", "train", "--samples", "20000")
	p.until("warning")
	p.Process.Signal(syscall.SIGINT)
	if got := p.end(); got != 130 || !strings.HasSuffix(p.said.String(), "vae: stopped by signal interrupt\n") {
		t.Errorf("exit code %d, want 130:\n%s", got, p.said.String())
	}
}

// TestKill_losesNothingSaved kills runs with no chance to save, again and again.
func TestKill_losesNothingSaved(t *testing.T) {
	t.Parallel()
	dir, train := workshop(t)
	for _, epochs := range []int{0, 1, 1, 4, 2} {
		p := launch(t, dir, append(train, "killed", endless)...)
		p.until("weights")
		for range epochs {
			p.until("−ELBO")
		}
		p.Process.Kill()
		p.end()
	}
	goesOnAsOne(t, dir, "killed", train)
}

func init() {
	programs["stuck"], programs["interrupted"], programs["saving"] = stuck, interrupted, saving
}

// saving is a program that takes longer after a signal than others may.
func saving() {
	signals := catchSignals()
	signals.wait()
	fmt.Fprintln(os.Stderr, "ready")
	<-signals.ctx.Done()
	time.Sleep(patience + time.Second/2)
	fmt.Fprintln(os.Stderr, "saved")
	os.Exit(exitSignal + int(signals.caught))
}

func TestSignals_waitForASave(t *testing.T) {
	t.Parallel()
	p := start(t, t.TempDir(), exec.Command("saving"))
	p.until("ready")
	p.Process.Signal(syscall.SIGTERM)
	p.until("saved")
	if code := p.end(); code != 143 {
		t.Errorf("exit code %d:\n%s", code, p.said.String())
	}
}

func TestSignals_leaveWhatHangs(t *testing.T) {
	t.Parallel()
	p := start(t, t.TempDir(), exec.Command("stuck"))
	p.until("ready")
	began := time.Now()
	p.Process.Signal(syscall.SIGINT)
	if code := p.end(); code != 130 {
		t.Errorf("exit code %d:\n%s", code, p.said.String())
	}
	if took := time.Since(began); took < patience || took > 2*patience {
		t.Errorf("it took %v to leave", took)
	}
}

// stuck is a program that does not heed the first signal.
func stuck() {
	signals := catchSignals()
	fmt.Fprintln(os.Stderr, "ready")
	<-signals.ctx.Done()
	fmt.Fprintln(os.Stderr, "caught", signals.caught)
	select {}
}

func TestSignals_secondLeavesAtOnce(t *testing.T) {
	t.Parallel()
	p := start(t, t.TempDir(), exec.Command("stuck"))
	p.until("ready")
	p.Process.Signal(syscall.SIGINT)
	p.until("caught interrupt")
	p.Process.Signal(syscall.SIGTERM) // so soon that it is nothing new
	time.Sleep(2 * echo)
	p.Process.Signal(syscall.SIGTERM)
	if code := p.end(); code != 143 {
		t.Errorf("exit code %d:\n%s", code, p.said.String())
	}
}

// interrupted is a program that gets a signal in the moment of writing a file.
func interrupted() {
	os.Exit(exitCode(writeFile("out.txt", func(w io.Writer) error {
		if err := syscall.Kill(os.Getpid(), syscall.SIGINT); err != nil {
			return err
		}
		time.Sleep(100 * time.Millisecond) // in which the signal would end it
		_, err := io.WriteString(w, "whole")
		return err
	})))
}

func TestSignals_letAFileBeFinished(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	p := start(t, dir, exec.Command("interrupted"))
	if code := p.end(); code != 130 {
		t.Errorf("exit code %d:\n%s", code, p.said.String())
	}
	text, err := os.ReadFile(filepath.Join(dir, "out.txt"))
	if entries, _ := os.ReadDir(dir); err != nil || string(text) != "whole" || len(entries) != 1 {
		t.Errorf("%q, %v in a folder of %d files", text, err, len(entries))
	}
}

// TestSignals_echoAfterRelease: timeout(1) may send a second signal when the program is done but for
// leaving.
func TestSignals_echoAfterRelease(t *testing.T) {
	t.Cleanup(func() { signal.Reset(syscall.SIGTERM, syscall.SIGINT) })
	s := catchSignals()
	must(t, syscall.Kill(os.Getpid(), syscall.SIGTERM))
	<-s.ctx.Done()
	s.release()
	must(t, syscall.Kill(os.Getpid(), syscall.SIGTERM)) // ends the test if it is not ignored
	time.Sleep(10 * time.Millisecond)
}
