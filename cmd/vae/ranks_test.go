//go:build linux && !mpi

package main

import (
	"debug/elf"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"

	"vae/internal/ranks/rankstest"
)

// TestRanks has vae and its twin, built once, do their work under every launcher of this machine.
func TestRanks(t *testing.T) {
	here := rankstest.Here(t)
	folder := t.TempDir()
	program, twin := filepath.Join(folder, "vae"), filepath.Join(folder, "vae-mpi")
	build := exec.Command("go", "build", "-o", program, ".")
	build.Env = append(build.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	rankstest.Build(t, twin, "build")
	if isDynamic(t, program) || !isDynamic(t, twin) {
		t.Error("vae is not static, or vae-mpi is")
	}
	for _, l := range here {
		t.Run(l.Kind, func(t *testing.T) {
			t.Run("find", func(t *testing.T) { testFinding(t, l, program) })
			t.Run("train", func(t *testing.T) { testTraining(t, ranksOf{l, program}) })
			t.Run("passes", func(t *testing.T) { testPasses(t, ranksOf{l, program}) })
		})
	}
}

// Under a launcher vae, which is static, becomes vae-mpi, which is not, and finds the other ranks.
func testFinding(t *testing.T, l rankstest.Launcher, program string) {
	twin, other := program+"-mpi", program+"-other"
	code, out := l.Run(t, 3, nil, program, "ranks")
	same := strings.Count(out, "the same bytes as on one rank\n") == 1
	if code != exitDone || !strings.Contains(out, "\n3 ranks, ") || !same {
		t.Errorf("exit code %d: %s", code, out)
	}
	code, out = l.Run(t, 1, nil, program, "ranks", ":", "-n", "1", twin, "ranks") // both become the same
	if code != exitDone || !strings.Contains(out, "\n2 ranks, ") {
		t.Errorf("exit code %d: %s", code, out)
	}
	rankstest.Build(t, other, "build", "-trimpath")
	code, out = l.Run(t, 1, nil, twin, "ranks", ":", "-n", "1", other, "ranks")
	if code != exitFailed || strings.Count(out, "vae: rank 1 of 2 is another program than rank 0\n") != 1 {
		t.Errorf("two programs: exit code %d: %s", code, out)
	}
}

// A launcher that binds a rank to one of several CPUs is the usual cause of slow training.
func TestRanks_warnOfOneCPU(t *testing.T) {
	if runtime.NumCPU() < 2 {
		t.Skip("this process has one CPU itself")
	}
	if _, err := exec.LookPath("taskset"); err != nil {
		t.Skip(err)
	}
	warning := regexp.MustCompile(`^vae: warning: mpirun of Open MPI lets this process use 1 CPU, [0-9]+ would be`)
	for _, c := range []struct {
		env  string
		want bool
	}{{"OMPI_COMM_WORLD_SIZE=1", true}, {"NOBODY=1", false}} { // the second is bound by its user
		cmd := exec.Command("taskset", "--cpu-list", firstCPU(t), "vae", "ranks")
		cmd.Env = append(cmd.Environ(), c.env)
		var stderr strings.Builder
		cmd.Stderr = &stderr
		if err := cmd.Run(); err != nil || warning.MatchString(stderr.String()) != c.want {
			t.Errorf("%s: %v, %q", c.env, err, stderr.String())
		}
	}
}

// firstCPU returns the number of a CPU that this process may use.
func firstCPU(t *testing.T) string {
	t.Helper()
	out, err := exec.Command("taskset", "--cpu-list", "--pid", strconv.Itoa(os.Getpid())).Output()
	number := regexp.MustCompile(`: ([0-9]+)`).FindSubmatch(out)
	if err != nil || number == nil {
		t.Fatalf("%v: %s", err, out)
	}
	return string(number[1])
}

// isDynamic reports whether a program asks for the dynamic linker.
func isDynamic(t *testing.T, path string) bool {
	t.Helper()
	file, err := elf.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	return slices.ContainsFunc(file.Progs, func(p *elf.Prog) bool { return p.Type == elf.PT_INTERP })
}
