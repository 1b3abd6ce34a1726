// Package rankstest starts programs as ranks, with the MPI launchers of this machine.
package rankstest

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"
)

// Launcher is a program that starts ranks.
type Launcher struct {
	Kind    string // a word of what it prints as its version
	Library string // file name of the MPI library that it belongs to

	programs []string // names that it may have
	flags    []string
	path     string
}

var launchers = []Launcher{
	{Kind: "Open MPI", Library: "libmpi.so.40", programs: []string{"mpirun.openmpi", "mpirun"},
		flags: []string{"--allow-run-as-root", "--oversubscribe", "--bind-to", "none"}},
	{Kind: "HYDRA", Library: "libmpich.so.12", programs: []string{"mpiexec.mpich", "mpiexec.hydra", "mpiexec"}},
}

// Here returns the launchers of this machine. It skips the test if there is none, or if tests shall
// be short.
func Here(t *testing.T) (here []Launcher) {
	t.Helper()
	if testing.Short() {
		t.Skip("starts many processes")
	}
	for _, l := range launchers {
		if l.find() {
			here = append(here, l)
		} else {
			t.Logf("%s is not tested: none of %s is it", l.Kind, strings.Join(l.programs, ", "))
		}
	}
	if len(here) == 0 {
		t.Skip("no MPI on this machine: apt-get install openmpi-bin mpich")
	}
	return here
}

// find finds the path of the launcher.
func (l *Launcher) find() bool {
	for _, program := range l.programs {
		path, err := exec.LookPath(program)
		if err != nil {
			continue
		}
		if version, _ := exec.Command(path, "--version").CombinedOutput(); strings.Contains(string(version), l.Kind) {
			l.path = path
			return true
		}
	}
	return false
}

// Command returns the command that runs a program on n ranks, with these variables beside those of
// the test.
func (l Launcher) Command(ctx context.Context, n int, env []string, program ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, l.path, append(append([]string{"-n", strconv.Itoa(n)}, l.flags...), program...)...)
	cmd.Env = append(os.Environ(), env...)
	return cmd
}

// Run runs a program on n ranks, with these variables beside those of the test, and returns its
// exit code and what it printed. It must end in time, of which a busy machine takes much: ranks
// that wait keep a processor busy, too.
func (l Launcher) Run(t *testing.T, n int, env []string, program ...string) (code int, out string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	cmd := l.Command(ctx, n, env, program...)
	cmd.WaitDelay = time.Second
	text, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	if ctx.Err() != nil || err != nil && !errors.As(err, &exit) {
		t.Fatalf("%d ranks of %s, %v: %v, %s", n, l.Kind, program, err, text)
	}
	return cmd.ProcessState.ExitCode(), string(text)
}

// Build builds a package with the tag mpi: go build, or go test -c.
func Build(t *testing.T, path string, command ...string) {
	t.Helper()
	build := exec.Command("go", append(command, "-tags", "mpi", "-o", path, ".")...)
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
}
