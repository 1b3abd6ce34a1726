//go:build linux && !mpi

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"vae/internal/kernel"
	"vae/internal/ranks/rankstest"
)

// ranksOf starts a program on ranks.
type ranksOf struct {
	rankstest.Launcher
	program string
}

// launch starts vae on n ranks, in the folder dir.
func (l ranksOf) launch(t *testing.T, dir string, n int, args ...string) *process {
	t.Helper()
	return start(t, dir, l.Command(t.Context(), n, nil, append([]string{l.program}, args...)...))
}

func testTraining(t *testing.T, l ranksOf) {
	dir, _ := workshop(t)
	train := []string{"train", "stripes.npy", "--hidden", "16", "--latent", "3", "--batch-size", "60", "--shards", "4",
		"--binarize", "dynamic", "--workers", "1", "--progress", "plain", "--resume", "--out"}
	t.Run("bytes", func(t *testing.T) { testSameBytes(t, l, dir, train) })
	t.Run("instructions", func(t *testing.T) { testInstructions(t, l, dir, train) })
	t.Run("ends", func(t *testing.T) { testEndings(t, l, dir, train) })
	t.Run("early death", func(t *testing.T) { testEarlyDeath(t, l, dir, train) })
	t.Run("faults", func(t *testing.T) { testFaults(t, l, dir, train) })
	t.Run("disk", func(t *testing.T) { testFullDisk(t, l, dir, train) })
}

// Any number of ranks, dividing the shards or not, gives the bytes of one process.
func testSameBytes(t *testing.T, l ranksOf, dir string, train []string) {
	vaeIn(t, dir, append(train, "alone", "--epochs=3")...)
	for n := 1; n <= 3; n++ {
		out := "on-" + strconv.Itoa(n)
		p := l.launch(t, dir, n, append(train, out, "--epochs=3")...)
		if code := p.end(); code != exitDone || strings.Count(p.said.String(), "epoch 3/3") != 1 {
			t.Fatalf("%d ranks: exit code %d: %s", n, code, p.said.String())
		}
		sameRuns(t, dir, out, "alone")
	}
}

// All ranks use the vector instructions that the least of them has.
func testInstructions(t *testing.T, l ranksOf, dir string, train []string) {
	plain := []string{"env", "GODEBUG=cpu.avx2=off"}
	alone := start(t, dir, exec.Command("env", append(append(plain[1:], "vae"), append(train, "plain", "--epochs=3")...)...))
	if code := alone.end(); code != exitDone {
		t.Fatalf("exit code %d: %s", code, alone.said.String())
	}
	args := append([]string{l.program}, append(train, "plain-and-not", "--epochs=3")...)
	both := start(t, dir, l.Command(t.Context(), 1, nil, join(args, 1, append(plain, args...))...))
	code, note := both.end(), "rank 1 has fewer vector instructions than others: all use generic"
	if code != exitDone || kernel.Instructions() > 0 && !strings.Contains(both.said.String(), note) {
		t.Errorf("exit code %d: %s", code, both.said.String())
	}
	sameRuns(t, dir, "plain-and-not", "plain")
}

// However ranks end in the midst of a run, all do, and the run goes on in one process as if nothing
// had been.
func testEndings(t *testing.T, l ranksOf, dir string, train []string) {
	for name, end := range map[string]func(p *process) int{
		"rank 2 is killed": func(p *process) int { return p.signalRank(2, syscall.SIGKILL) },
		"rank 0 is killed": func(p *process) int { return p.signalRank(0, syscall.SIGKILL) },
		"SIGUSR1":          func(p *process) int { return p.signalRank(0, syscall.SIGUSR1) },
		"SIGTERM":          func(p *process) int { p.Process.Signal(syscall.SIGTERM); return p.end() },
	} {
		run := strings.ReplaceAll(name, " ", "-")
		p := l.launch(t, dir, 3, append(train, run, endless)...)
		p.until("−ELBO")
		p.until("−ELBO")
		began := time.Now()
		code := end(p)
		if took := time.Since(began); took > 20*time.Second {
			t.Errorf("%s: all have ended after %v", name, took)
		}
		said := p.said.String()
		if strings.Contains(name, "killed") && code == exitDone ||
			name == "SIGUSR1" && (code != 138 || !strings.Contains(said, "\nvae: hint: saved at step ")) {
			t.Errorf("%s: exit code %d: %s", name, code, said)
		}
		p.leavesNoRank(3) // a temporary file of one that still ends would stay
		goesOnAsOne(t, dir, run, train)
	}
}

// A rank that dies before the first step ends all.
func testEarlyDeath(t *testing.T, l ranksOf, dir string, train []string) {
	for rank := range 3 {
		p := l.launch(t, dir, 3, append(train, "early", endless)...)
		began := time.Now()
		if code, took := p.signalRank(rank, syscall.SIGKILL), time.Since(began); code == exitDone || took > 20*time.Second {
			t.Errorf("rank %d: exit code %d after %v: %s", rank, code, took, p.said.String())
		}
	}
	vaeIn(t, dir, append(train, "early", "--epochs=2")...)
}

// signalRank sends a signal to a rank, as soon as there is one, and returns the exit code of the
// launcher.
func (p *process) signalRank(rank int, s syscall.Signal) int {
	p.t.Helper()
	for began := time.Now(); time.Since(began) < 20*time.Second; time.Sleep(time.Millisecond) {
		if p.reaches(rank, s) {
			return p.end()
		}
	}
	p.t.Fatalf("there is no rank %d", rank)
	return 0
}

// reaches sends a signal to a rank, and reports whether there is one.
func (p *process) reaches(rank int, s syscall.Signal) bool {
	all, _ := filepath.Glob("/proc/[0-9]*/environ") // the pattern is right
	for _, path := range all {
		env, _ := os.ReadFile(path) // of another user, or gone
		cwd, _ := os.Readlink(filepath.Join(filepath.Dir(path), "cwd"))
		pid, err := strconv.Atoi(filepath.Base(filepath.Dir(path)))
		own := strings.Contains(string(env), "_RANK="+strconv.Itoa(rank)+"\x00")
		if err == nil && cwd == p.Dir && own && syscall.Kill(pid, s) == nil {
			return true
		}
	}
	return false
}

// What keeps ranks from training together is said once, by rank 0, and ends all.
func testFaults(t *testing.T, l ranksOf, dir string, train []string) {
	fails := func(code int, want string, args ...string) {
		t.Helper()
		p := start(t, dir, l.Command(t.Context(), 1, nil, args...))
		if got := p.end(); got != code || strings.Count("\n"+p.said.String(), "\nvae: "+want) != 1 {
			t.Errorf("exit code %d, want %d and %q: %s", got, code, want, p.said.String())
		}
	}
	train = append([]string{l.program}, train...)
	fails(exitUsage, "5 ranks are too many for 4 shards", join(append(train, "five"), 4, append(train, "five"))...)
	two := append(train, "two", "--shards=1")
	fails(exitUsage, "2 ranks are too many for 1 shard", join(two, 1, two)...)

	here, there := filepath.Join(dir, "here"), filepath.Join(dir, "there")
	writeImages(t, here, 1)
	writeImages(t, there, 2)
	on := func(dir string) []string { // the same path names other images in another folder
		return []string{"env", "-C", dir, l.program, "train", "/proc/self/cwd/images.npy", "--shards=2", "--hidden=8",
			"--out=" + filepath.Dir(dir) + "/other", "--progress=none"}
	}
	fails(exitData, "rank 1 of 2: the images of /proc/self/cwd/images.npy are not those that the run was started with",
		join(on(here), 1, on(there))...)
	fails(exitData, "rank 1 of 2: ", join(on(here), 1, on(dir))...)
	for _, out := range []string{"five", "two", "other"} {
		if _, err := os.Stat(filepath.Join(dir, out)); err == nil {
			t.Errorf("%s was left behind", out)
		}
	}
}

// join returns the command line of a launcher for a program on one rank and others on more.
func join(first []string, n int, others []string) []string {
	return append(append(append([]string(nil), first...), ":", "-n", strconv.Itoa(n)), others...)
}

// writeImages writes images.npy, which depends on the seed, in a new folder.
func writeImages(t *testing.T, dir string, seed byte) {
	t.Helper()
	file := npyHeader("|u1", []int{40, 8, 8})
	for i := range 40 * 8 * 8 {
		file = append(file, byte(i*i>>4)*seed)
	}
	if err := os.Mkdir(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "images.npy"), file, 0o666); err != nil {
		t.Fatal(err)
	}
}

// A disk that gets full ends all ranks.
func testFullDisk(t *testing.T, l ranksOf, dir string, train []string) {
	if can, err := condition("mounts"); err != nil || !can {
		t.Skip("no disk can be mounted here")
	}
	if err := os.Mkdir(filepath.Join(dir, "disk"), 0o777); err != nil {
		t.Fatal(err)
	}
	args := append(append([]string{l.program}, train...), "disk/run", "--keep=1000", endless)
	command := l.Command(t.Context(), 3, nil, args...)
	script := []string{"-rm", "sh", "-c", `mount -t tmpfs -o size=512k none disk && exec "$@"`, "sh"}
	p := start(t, dir, exec.CommandContext(t.Context(), "unshare", append(script, command.Args...)...))
	if code := p.end(); code != exitDisk || strings.Count(p.said.String(), "no space left on device") != 1 {
		t.Errorf("exit code %d: %s", code, p.said.String())
	}
}
