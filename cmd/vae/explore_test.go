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
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"vae/internal/web"
)

// explored is a page of vae explore, or of vae train --serve.
type explored struct {
	*process
	address string
}

// explore explores a run in the folder dir.
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

// trainServed trains and serves the page.
func trainServed(t *testing.T, dir string, args ...string) *explored {
	t.Helper()
	p := launch(t, dir, append(args, "--serve")...)
	const before = "exploring at "
	p.until(before)
	_, line, _ := strings.Cut(p.said.String(), before)
	return &explored{p, strings.TrimSpace(line)}
}

// ask returns the content of an answer.
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

// overview is what the page says of the run.
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

// until asks about the run until it is as it should be.
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

// events returns what a page hears.
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

// numbers returns those in a .npy file.
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

// TestExplore_saysWhatCommandsSay compares the page with vae sample, decode and scores.
func TestExplore_saysWhatCommandsSay(t *testing.T) {
	t.Parallel()
	dir, train := workshop(t)
	vaeIn(t, dir, append(train, "run", "--epochs=1")...)
	vaeIn(t, dir, "sample", "run", "-n", "9", "--seed", "4", "-o", "sampled.npy")
	vaeIn(t, dir, "encode", "run", "-o", "codes.npy")
	vaeIn(t, dir, "decode", "run", "codes.npy", "-o", "decoded.npy")
	vaeIn(t, dir, "scores", "run", "--samples", "16", "-o", "scores.csv", "-n", "0")
	page := explore(t, dir, "run")

	var sampled struct{ Pixels []byte }
	if err := json.Unmarshal(page.ask("api/sample", []byte(`{"n": 9, "seed": 4}`)), &sampled); err != nil {
		t.Fatal(err)
	}
	samePixels(t, sampled.Pixels, numbers(t, filepath.Join(dir, "sampled.npy")))

	var codes []byte
	for _, v := range numbers(t, filepath.Join(dir, "codes.npy")) {
		codes = binary.LittleEndian.AppendUint32(codes, math.Float32bits(v))
	}
	samePixels(t, page.ask("api/decode", codes), numbers(t, filepath.Join(dir, "decoded.npy")))

	table, err := os.ReadFile(filepath.Join(dir, "scores.csv"))
	if err != nil {
		t.Fatal(err)
	}
	rows := strings.Split(strings.TrimSpace(string(table)), "\n")
	column := func(row, name string) string {
		for i, title := range strings.Split(rows[0], ",") {
			if title == name {
				return strings.Split(row, ",")[i]
			}
		}
		t.Fatalf("no column %s in %s", name, rows[0])
		return ""
	}
	a := page.until("scores", func(a overview) bool { return a.Model.NELBO != nil })
	if a.Model.Scored != len(rows)-1 || a.State != "done" {
		t.Errorf("%+v, want %d images", a.Model, len(rows)-1)
	}
	for _, i := range []int{0, 7, len(rows) - 2} {
		var look struct {
			Scores struct {
				LogP  float64 `json:"log_p"`
				NELBO float64
			}
		}
		if err := json.Unmarshal(page.ask("api/look?image="+strconv.Itoa(i), nil), &look); err != nil {
			t.Fatal(err)
		}
		for name, got := range map[string]float64{"log_p": look.Scores.LogP, "nelbo": look.Scores.NELBO} {
			want, err := strconv.ParseFloat(column(rows[i+1], name), 64)
			if err != nil || math.Abs(got-want) > 1e-4 { // digits in the table
				t.Errorf("%s of image %d is %g, want %g", name, i, got, want)
			}
		}
	}
	leaves(t, page, syscall.SIGINT, exitDone)
}

// samePixels compares bytes with pixels in [0, 1]: they may differ by one level.
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

// leaves ends a program that pages listen to. It leaves within two seconds.
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

// TestExplore_theLifeOfARun explores a run from before its first checkpoint until its folder is
// deleted.
func TestExplore_theLifeOfARun(t *testing.T) {
	t.Parallel()
	dir, train := workshop(t)
	run := filepath.Join(dir, "run")
	training := launch(t, dir, append(train, "run", endless)...)
	training.until("weights")
	page := explore(t, dir, "run")
	first := page.until("a training", func(a overview) bool { return a.State == "running" && a.Model != nil && a.Model.NELBO != nil })
	page.until("a better checkpoint", func(a overview) bool { return a.Model.Epoch > first.Model.Epoch })

	training.Process.Kill()
	training.end()
	a := page.until("an interruption", func(a overview) bool { return a.State == "interrupted" })
	if a.Command != "vae train --resume --out run" || a.Problem != "" {
		t.Errorf("%+v", a)
	}
	vaeIn(t, dir, "prior", "run", "--components", "2")
	page.until("a fitted prior", func(a overview) bool { return len(a.Model.Priors) == 2 && a.Model.Priors[0].Name == "fitted" })

	training = launch(t, dir, append(train, "run", endless)...)
	page.until("that it goes on", func(a overview) bool { return a.State == "running" })
	training.until("−ELBO")
	training.Process.Signal(syscall.SIGTERM)
	if code := training.end(); code != 143 {
		t.Errorf("exit code %d of the training", code)
	}

	best := filepath.Join(run, "checkpoints", "best.safetensors")
	file, err := os.ReadFile(best)
	if err != nil {
		t.Fatal(err)
	}
	file[len(file)/2] ^= 4
	if err := os.WriteFile(best, file, 0o666); err != nil {
		t.Fatal(err)
	}
	a = page.until("a damaged checkpoint", func(a overview) bool { return a.Problem != "" })
	if !strings.Contains(a.Problem, "best.safetensors") || strings.HasSuffix(a.Model.Path, "best.safetensors") {
		t.Errorf("%+v", a)
	}
	if err := os.RemoveAll(run); err != nil {
		t.Fatal(err)
	}
	a = page.until("the end of all", func(a overview) bool { return a.State == "lost" })
	if a.Problem == "" || a.Model == nil {
		t.Errorf("%+v", a)
	}
	page.ask("api/sample", []byte("{}"))
	leaves(t, page, syscall.SIGTERM, exitDone)
}

// TestExplore_open serves one checkpoint to other machines, and says what that means.
func TestExplore_open(t *testing.T) {
	t.Parallel()
	dir, train := workshop(t)
	vaeIn(t, dir, append(train, "run", "--epochs=1")...)
	page := explore(t, dir, "run/checkpoints/best.safetensors", "--listen", ":0")
	if !regexp.MustCompile(`^http://localhost:\d+/[A-Z2-7]{26}/$`).MatchString(page.address) {
		t.Errorf("it is at %s", page.address)
	}
	page.until("a model", func(a overview) bool { return a.Model != nil && a.State == "done" })
	leaves(t, page, syscall.SIGINT, exitDone)
	want := regexp.MustCompile(`^vae: warning: .* can be reached from other machines: .*\nvae: exploring .*; Ctrl-C ends it\n$`)
	if !want.MatchString(page.said.String()) {
		t.Errorf("it said:\n%s", page.said.String())
	}
}

// TestTrainServe_changesNothing trains with a page that asks for everything all the time: the run is
// that without it, the page is told of the end, and the program ends.
func TestTrainServe_changesNothing(t *testing.T) {
	t.Parallel()
	dir, train := workshop(t)
	page := trainServed(t, dir, append(train, "run", "--epochs=40")...)
	heard := page.events()
	page.ask("", nil)
	page.until("scores", func(a overview) bool { return a.Model != nil && a.Model.NELBO != nil })
	page.ask("api/plane", nil)
	var last string
	for heard.Scan() {
		if heard.Text() == "event: history" {
			last = string(page.ask("api/history", nil))
		}
	}
	if code := page.end(); code != exitDone {
		t.Fatalf("exit code %d:\n%s", code, page.said.String())
	}
	if !strings.Contains(last, `"state":"done","epochs":40,"asked":40`) {
		t.Errorf("the last that the page heard is %s", last)
	}
	vaeIn(t, dir, append(train, "other", "--epochs=40")...)
	sameRuns(t, dir, "run", "other")
}

// TestTrainServe_interrupted saves and leaves as ever, with pages open, and the page hears of it.
func TestTrainServe_interrupted(t *testing.T) {
	t.Parallel()
	dir, train := workshop(t)
	page := trainServed(t, dir, append(train, "run", endless)...)
	page.until("a model", func(a overview) bool { return a.Model != nil })
	leaves(t, page, syscall.SIGINT, 130)
	if !strings.Contains(page.said.String(), "to go on: vae train --resume --out run") {
		t.Errorf("it said:\n%s", page.said.String())
	}
	goesOnAsOne(t, dir, "run", train)
}

// TestTrainServe_portTaken fails before anything is made.
func TestTrainServe_portTaken(t *testing.T) {
	t.Parallel()
	taken, err := web.Listen(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	dir, train := workshop(t)
	for code, address := range map[int]string{exitFailed: taken.Addr().String(), exitUsage: "nonsense"} {
		p := launch(t, dir, append(train, "run", "--epochs=1", "--serve", "--listen", address)...)
		if got := p.end(); got != code || strings.Count(p.said.String(), "\n") != 2 {
			t.Errorf("%s: exit code %d, want %d:\n%s", address, got, code, p.said.String())
		}
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 {
		t.Errorf("%v %v: want the images alone", entries, err)
	}
}
