//go:build unix

package main

import (
	"encoding/binary"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// explored is a page of vae explore, or of vae train --serve.

// explore explores a run in the folder dir.

// trainServed trains and serves the page.

// ask returns the content of an answer.

// overview is what the page says of the run.

// until asks about the run until it is as it should be.

// events returns what a page hears.

// numbers returns those in a .npy file.

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

// leaves ends a program that pages listen to. It leaves within two seconds.

// TestExplore_theLifeOfARun explores a run from before its first checkpoint until its folder is

// deleted.

func TestExplore_theLifeOfARun(t *testing.T) {
	t.Parallel()
	dir, train := workshop(t)
	run := filepath.Join(dir, "run")
	training := launch(t, dir, append(train, "run", endless)...)
	training.until("weights")
	page := explore(t, dir, "run")
	first := page.until("a training", func(a overview) bool {
		return a.State == "running" && a.Model != nil && a.Model.NELBO != nil
	})
	page.until("a better checkpoint", func(a overview) bool { return a.Model.Epoch > first.Model.Epoch })

	training.Process.Kill()
	training.end()
	a := page.until("an interruption", func(a overview) bool { return a.State == "interrupted" })
	if a.Command != "vae train --resume --out run" || a.Problem != "" {
		t.Errorf("%+v", a)
	}
	vaeIn(t, dir, "prior", "run", "--components", "2")
	page.until("a fitted prior", func(a overview) bool {
		return len(a.Model.Priors) == 2 && a.Model.Priors[0].Name == "fitted"
	})

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

// TestCheckpointsOf_anyName holds that a run may be called like a pattern.
func TestCheckpointsOf_anyName(t *testing.T) {
	t.Parallel()
	store := filepath.Join(t.TempDir(), "run[1]*", "checkpoints")
	want := filepath.Join(store, "step-000000003.safetensors")
	if err := os.MkdirAll(store, 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(want, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	if got := checkpointsOf(filepath.Dir(store), false); !slices.Equal(got, []string{want}) {
		t.Errorf("%q, want %q", got, want)
	}
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

// TestTrainServe_interrupted saves and leaves as ever, with pages open, and the page hears of it.

// TestTrainServe_portTaken fails before anything is made.
