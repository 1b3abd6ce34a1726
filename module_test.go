package vae_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"vae"
)

// TestModule_ofAnotherProgram builds and runs a module that imports this one from its disk, with
// what the module cache has, and compares what it prints with what is computed here.
func TestModule_ofAnotherProgram(t *testing.T) {
	if testing.Short() {
		t.Skip("builds a program")
	}
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	defer enterFolderWithRun()()
	run, err := filepath.Abs("runs/mnist-001")
	if err != nil {
		t.Fatal(err)
	}
	out := runModule(t, here, run)
	model, err := vae.Load(run)
	if err != nil {
		t.Fatal(err)
	}
	images := make([]float32, 2*28*28)
	for i := range images[28*28:] {
		images[28*28+i] = 1
	}
	codes, err := model.Encode(vae.Input{Images: images})
	if err != nil {
		t.Fatal(err)
	}
	decoded, err := model.Decode(codes.Input())
	if err != nil {
		t.Fatal(err)
	}
	fresh, err := model.Sample(1, 7)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string][]float32{"mean": codes.Mean, "reconstruction": decoded, "sample": fresh} {
		if line := fmt.Sprintln(name, want); !strings.Contains(out, line) {
			t.Errorf("it prints\n%.200s\nwant %.100s", out, line)
		}
	}
	if !strings.Contains(out, "log p(x) [-") {
		t.Errorf("it prints no log p(x):\n%s", out)
	}
}

// runModule runs the program in testdata/module on a run folder and returns what it prints.
func runModule(t *testing.T, here, run string) string {
	t.Helper()
	dir := t.TempDir()
	for name, from := range map[string]string{"main.go": "testdata/module", "go.mod": "testdata/module", "go.sum": ""} {
		text, err := os.ReadFile(filepath.Join(here, from, name))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	for _, args := range [][]string{{"mod", "edit", "-replace", "vae=" + here}, {"run", "-mod=mod", ".", run}} {
		command := exec.Command("go", args...)
		command.Dir = dir
		command.Env = append(os.Environ(), "GOPROXY=off", "GOFLAGS=", "GOWORK=off")
		out, err := command.CombinedOutput()
		switch {
		case err != nil && strings.Contains(string(out), "GOPROXY=off"):
			t.Skipf("the module cache lacks a module: %s", out)
		case err != nil:
			t.Fatalf("go %v: %v\n%s", args, err, out)
		case args[0] == "run":
			return string(out)
		}
	}
	return ""
}
