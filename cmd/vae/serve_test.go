//go:build unix

package main

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// served is a service of vae serve.
type served struct {
	*process
	address string
}

// startServing serves a run in the folder dir.
func startServing(t *testing.T, dir string, args ...string) *served {
	t.Helper()
	command := exec.Command("vae", append([]string{"serve", "--listen", "127.0.0.1:0"}, args...)...)
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
	p.until("Ctrl-C ends it")
	return &served{p, strings.TrimSuffix(strings.TrimSpace(address), "/")}
}

// ask returns the content of an answer.
func (s *served) ask(path, accept string, body []byte) []byte {
	s.t.Helper()
	method := http.MethodPost
	if body == nil {
		method = http.MethodGet
	}
	r, err := http.NewRequest(method, s.address+path, bytes.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header.Set("Accept", accept)
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer answer.Body.Close()
	content, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		s.t.Fatalf("%s: %s %v %.300s", path, answer.Status, err, content)
	}
	return content
}

// ends ends the service, which is no failure.
func (s *served) ends() {
	s.t.Helper()
	s.Process.Signal(syscall.SIGTERM)
	if code := s.end(); code != exitDone || strings.Contains(s.said.String(), "panic") {
		s.t.Errorf("exit code %d:\n%s", code, s.said.String())
	}
}

func fileIn(t *testing.T, path ...string) []byte {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(path...))
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// TestServe_answersAreTheCommands compares answers with the files of the commands, byte by byte.
func TestServe_answersAreTheCommands(t *testing.T) {
	t.Parallel()
	dir, train := workshop(t)
	vaeIn(t, dir, append(train, "run", "--epochs=1")...)
	vaeIn(t, dir, "prior", "run", "--components=2")
	images := append(npyHeader("|u1", []int{7, 12, 12}), stripes(5, 7, 12, 12)...)
	if err := os.WriteFile(filepath.Join(dir, "images.npy"), images, 0o666); err != nil {
		t.Fatal(err)
	}
	vaeIn(t, dir, "encode", "run", "images.npy", "-o", "codes.npy")
	vaeIn(t, dir, "decode", "run", "codes.npy", "-o", "drawn/")
	codes, picture := fileIn(t, dir, "codes.npy"), fileIn(t, dir, "drawn", "00003.png")
	s := startServing(t, dir, "run")
	for _, c := range []struct {
		command, path string
		body          []byte
	}{
		{"encode run images.npy", "/encode", images},
		{"encode run images.npy --output sample --seed 3", "/encode?output=sample&seed=3", images},
		{"encode run drawn/00003.png", "/encode", picture},
		{"reconstruct run images.npy -n 7", "/reconstruct", images},
		{"reconstruct run drawn/00003.png -n 1", "/reconstruct", picture},
		{"decode run codes.npy", "/decode", codes},
		{"scores run images.npy -n 0", "/scores", images},
		{"scores run images.npy -n 0 --samples 9 --seed 4 --prior fitted", "/scores?samples=9&seed=4&prior=fitted", images},
		{"sample run", "/sample", nil},
		{"sample run -n 5 --seed 2 --temperature 0.7 --draw", "/sample?n=5&seed=2&temperature=0.7&draw=true", nil},
		{"sample run -n 5 --prior own", "/sample?n=5&prior=own", nil},
	} {
		for ending, media := range map[string]string{".npy": "application/x-npy", ".png": "image/png"} {
			name, _, _ := strings.Cut(c.command, " ")
			if ending == ".png" && (name == "encode" || name == "scores") {
				continue
			}
			vaeIn(t, dir, append(strings.Fields(c.command), "-o", "out"+ending)...)
			if !bytes.Equal(s.ask(c.path, media, c.body), fileIn(t, dir, "out"+ending)) {
				t.Errorf("%s is not vae %s -o out%s", c.path, c.command, ending)
			}
		}
	}
	vaeIn(t, dir, "scores", "run", "images.npy", "-n", "0", "-o", "out.csv")
	sameTable(t, s.ask("/scores", "application/json", images), fileIn(t, dir, "out.csv"))
	s.ends()
}

// sameTable demands that arrays in JSON are columns of a table, digit by digit.
func sameTable(t *testing.T, arrays, table []byte) {
	t.Helper()
	var columns map[string][]json.Number
	if err := json.Unmarshal(arrays, &columns); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(table)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for j, name := range rows[0] {
		for i, v := range columns[name] {
			if found++; v.String() != rows[i+1][j] {
				t.Errorf("%s of row %d is %s, want %s", name, i, v, rows[i+1][j])
			}
		}
	}
	if want := len(columns) * (len(rows) - 1); found != want || len(columns) != 6 {
		t.Errorf("%d of %d numbers are in the table", found, want)
	}
}

// TestServe_losesNothing loads new checkpoints and ends under load: every request that was taken is
// answered.
func TestServe_losesNothing(t *testing.T) {
	t.Parallel()
	dir, train := workshop(t)
	vaeIn(t, dir, append(train, "run", "--epochs=1")...)
	s := startServing(t, dir, "run", "--queue", "4")
	images := append(npyHeader("|u1", []int{2, 12, 12}), stripes(5, 2, 12, 12)...)
	var all sync.WaitGroup
	var answered, refused atomic.Int64
	for range 8 {
		all.Go(func() {
			for {
				answer, err := http.Post(s.address+"/scores?samples=20", "application/x-npy", bytes.NewReader(images))
				if err != nil {
					return // it is gone
				}
				_, err = io.ReadAll(answer.Body)
				answer.Body.Close()
				switch answered.Add(1); {
				case answer.StatusCode == http.StatusTooManyRequests:
					refused.Add(1)
				case answer.StatusCode != http.StatusOK || err != nil:
					t.Errorf("%s %v", answer.Status, err)
				}
			}
		})
	}
	vaeIn(t, dir, append(train, "run", "--epochs=3")...)
	s.Process.Signal(syscall.SIGHUP)
	s.until("vae: serving run, step ")
	best := filepath.Join(dir, "run", "checkpoints")
	if err := os.Rename(best, best+"-away"); err != nil {
		t.Fatal(err)
	}
	s.Process.Signal(syscall.SIGHUP)
	s.until(" as before")
	time.Sleep(100 * time.Millisecond)
	s.ends()
	all.Wait()
	m := regexp.MustCompile(`vae: answered (\d+) requests?\n`).FindStringSubmatch(s.said.String())
	if m == nil || m[1] != fmt.Sprint(answered.Load()) || refused.Load() == 0 || refused.Load() == answered.Load() {
		t.Errorf("%d answers arrived, %d of them refusals; it said:\n%s", answered.Load(), refused.Load(), s.said.String())
	}
}

// TestServe_secondSignal leaves at once, though a request is not answered.
func TestServe_secondSignal(t *testing.T) {
	t.Parallel()
	dir, train := workshop(t)
	vaeIn(t, dir, append(train, "run", "--epochs=1")...)
	s := startServing(t, dir, "run")
	images := append(npyHeader("|u1", []int{200, 12, 12}), stripes(5, 200, 12, 12)...)
	go http.Post(s.address+"/scores?samples=10000", "application/x-npy", bytes.NewReader(images))
	for !strings.Contains(string(s.ask("/metrics", "*/*", nil)), "vae_requests 1\n") {
		time.Sleep(5 * time.Millisecond)
	}
	s.Process.Signal(syscall.SIGINT)
	time.Sleep(echo + 100*time.Millisecond)
	s.Process.Signal(syscall.SIGINT)
	if code := s.end(); code != 130 {
		t.Errorf("exit code %d:\n%s", code, s.said.String())
	}
}
