//go:build unix

package main

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"encoding/json"
	"io"
	"math"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"
)

type explored struct {
	*process
	address string
}

func explore(t *testing.T, dir string, args ...string) *explored {
	t.Helper()
	command := exec.Command("vae", append([]string{"explore", "--no-open"}, args...)...)
	stdout, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	p := start(t, dir, command)
	address, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		p.end()
		t.Fatalf("%v: it said %s", err, p.said.String())
	}
	return &explored{p, strings.TrimSpace(address)}
}

func trainServed(t *testing.T, dir string, args ...string) *explored {
	t.Helper()
	p := launch(t, dir, append(args, "--serve")...)
	const before = "exploring at "
	p.until(before)
	_, line, _ := strings.Cut(p.said.String(), before)
	return &explored{p, strings.TrimSpace(line)}
}

func (e *explored) ask(path string, body []byte) []byte {
	e.t.Helper()
	send := func() (*http.Response, error) { return http.Get(e.address + path) }
	if body != nil {
		send = func() (*http.Response, error) {
			return http.Post(e.address+path, "application/octet-stream", bytes.NewReader(body))
		}
	}
	answer, err := send()
	if err != nil {
		e.t.Fatal(err)
	}
	defer answer.Body.Close()
	content, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		e.t.Fatalf("%s: %s %v %s", path, answer.Status, err, content)
	}
	return content
}

type overview struct {
	State, Problem, Command string
	Model                   *struct {
		Path    string
		Epoch   int
		Missing string
		Data    *struct{ Images int }
		NELBO   *struct{ Mean float64 }
		Scored  int
		Priors  []struct{ Name string }
	}
}

func (e *explored) until(what string, is func(a overview) bool) (a overview) {
	e.t.Helper()
	for range 600 {
		if err := json.Unmarshal(e.ask("api/about", nil), &a); err != nil {
			e.t.Fatal(err)
		}
		if is(a) {
			return a
		}
		time.Sleep(50 * time.Millisecond)
	}
	e.t.Fatalf("%s never came: %+v", what, a)
	return a
}

func (e *explored) events() *bufio.Scanner {
	e.t.Helper()
	answer, err := http.Get(e.address + "api/events")
	if err != nil {
		e.t.Fatal(err)
	}
	e.t.Cleanup(func() { answer.Body.Close() })
	lines := bufio.NewScanner(answer.Body)
	if !lines.Scan() {
		e.t.Fatal(lines.Err())
	}
	return lines
}

func numbers(t *testing.T, path string) (all []float32) {
	t.Helper()
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for rest := file[bytes.IndexByte(file, '\n')+1:]; len(rest) > 0; rest = rest[4:] {
		all = append(all, math.Float32frombits(binary.LittleEndian.Uint32(rest)))
	}
	return all
}

func samePixels(t *testing.T, got []byte, want []float32) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%d pixels, want %d", len(got), len(want))
	}
	for i, v := range want {
		if math.Abs(float64(got[i])-255*float64(v)) > 1 {
			t.Fatalf("pixel %d is %d, want %g", i, got[i], 255*v)
		}
	}
}

func leaves(t *testing.T, e *explored, sig syscall.Signal, code int) {
	t.Helper()
	e.events()
	began := time.Now()
	e.Process.Signal(sig)
	if got := e.end(); got != code {
		t.Errorf("exit code %d, want %d:\n%s", got, code, e.said.String())
	}
	if took := time.Since(began); took > 2*time.Second {
		t.Errorf("it took %v to leave", took)
	}
	if strings.Contains(e.said.String(), "goroutine") || strings.Contains(e.said.String(), "panic") {
		t.Errorf("it said:\n%s", e.said.String())
	}
}
