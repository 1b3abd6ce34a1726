//go:build linux && !mpi

package ranks

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// A launcher is a program that starts ranks, with the name by which it is known from its version.
type launcher struct {
	kind     string
	programs []string
	flags    []string
	library  string // that goes with it
}

var known = []launcher{
	{"Open MPI", []string{"mpirun.openmpi", "mpirun"},
		[]string{"--allow-run-as-root", "--oversubscribe", "--bind-to", "none"}, "libmpi.so.40"},
	{"HYDRA", []string{"mpiexec.mpich", "mpiexec.hydra", "mpiexec"}, nil, "libmpich.so.12"},
}

// find returns the path of the launcher on this machine.
func (l launcher) find() (path string, ok bool) {
	for _, program := range l.programs {
		path, err := exec.LookPath(program)
		if err != nil {
			continue
		}
		if version, _ := exec.Command(path, "--version").CombinedOutput(); strings.Contains(string(version), l.kind) {
			return path, true
		}
	}
	return "", false
}

// run runs a program on n ranks and returns its exit code and what it printed. It must end in time, of
// which a busy machine takes much.
func (l launcher) run(t *testing.T, n int, env []string, args ...string) (code int, out string) {
	t.Helper()
	path, _ := l.find()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	line := append(append([]string{"-n", strconv.Itoa(n)}, l.flags...), args...)
	cmd := exec.CommandContext(ctx, path, line...)
	cmd.Env = append(os.Environ(), env...)
	cmd.WaitDelay = time.Second
	text, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	if ctx.Err() != nil || err != nil && !errors.As(err, &exit) {
		t.Errorf("%d ranks of %s, %v: %v, %s", n, l.kind, args, err, text)
	}
	return cmd.ProcessState.ExitCode(), string(text)
}

// buildRank builds this package's tests with the tag, as a program that is a rank.
func buildRank(t *testing.T) string {
	t.Helper()
	files, err := filepath.Glob("*.go")
	for _, file := range files { // go test sees that they are read, and does not answer from its cache
		_, e := os.ReadFile(file)
		err = errors.Join(err, e)
	}
	path := filepath.Join(t.TempDir(), "rank")
	build := exec.Command("go", "test", "-c", "-tags", "mpi", "-o", path, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, e := build.CombinedOutput(); err != nil || e != nil {
		t.Fatalf("%v, %v: %s", err, e, out)
	}
	return path
}

// Ranks that are processes do what those of the crowd do, with every MPI of this machine.
func TestLaunchers(t *testing.T) {
	if testing.Short() {
		t.Skip("starts many processes")
	}
	var here []launcher
	for _, l := range known {
		if _, ok := l.find(); ok {
			here = append(here, l)
		} else {
			t.Logf("%s is not tested: none of %s is it", l.kind, strings.Join(l.programs, ", "))
		}
	}
	if len(here) == 0 {
		t.Skip("no MPI on this machine: apt-get install openmpi-bin mpich")
	}
	program := buildRank(t)
	for _, l := range here {
		t.Run(l.kind, func(t *testing.T) { l.test(t, program) })
	}
	if len(here) == 2 {
		t.Run("another's library", func(t *testing.T) { testForeignLibrary(t, here, program) })
	}
}

func (l launcher) test(t *testing.T, program string) {
	for n := 1; n <= 5; n++ {
		want := "all is right on " + strconv.Itoa(n) + " ranks"
		if code, out := l.run(t, n, nil, program, "-role", "check"); code != 0 || strings.Count(out, want) != 1 {
			t.Errorf("%d ranks end with %d: %s", n, code, out)
		}
	}
	for role, want := range map[string]int{"leave": 3, "abort": 7, "killed": -1} {
		if code, out := l.run(t, 3, nil, program, "-role", role); code == 0 || want > 0 && code != want {
			t.Errorf("%s ends with %d, want %d: %s", role, code, want, out)
		}
	}
	code, out := l.run(t, 2, []string{Variable + "=none"}, program, "-role", "check")
	if code != 0 || strings.Count(out, "all is right on 1 ranks") != 2 {
		t.Errorf("%s=none ends with %d: %s", Variable, code, out)
	}
	code, out = l.run(t, 2, []string{Variable + "=libc.so.6"}, program, "-role", "check")
	if code != 2 || !strings.Contains(out, "of 2: libc.so.6 is no MPI library: ") {
		t.Errorf("a library without MPI ends with %d: %s", code, out)
	}
}

// With the library of one, the other's ranks see themselves only.
func testForeignLibrary(t *testing.T, here []launcher, program string) {
	for i, l := range here {
		env := []string{Variable + "=" + here[1-i].library}
		code, out := l.run(t, 2, env, program, "-role", "check")
		if code != 2 || !strings.Contains(out, "of 2, started by mpi") || !strings.Contains(out, "sees one, it is not the launcher's") {
			t.Errorf("%s with %s ends with %d: %s", l.kind, env, code, out)
		}
	}
}
