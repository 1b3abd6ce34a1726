//go:build unix

package main

import (
	"bufio"
	"errors"
	"os/exec"
	"strings"
	"testing"
)

// process is a program that runs beside the test.
type process struct {
	*exec.Cmd
	t     *testing.T
	lines *bufio.Scanner // of stderr
	said  strings.Builder
}

// launch starts vae in the folder dir.
func launch(t *testing.T, dir string, args ...string) *process {
	t.Helper()
	return start(t, dir, exec.Command("vae", args...))
}

// start starts a program in the folder dir.
func start(t *testing.T, dir string, command *exec.Cmd) *process {
	t.Helper()
	p := &process{Cmd: command, t: t}
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
