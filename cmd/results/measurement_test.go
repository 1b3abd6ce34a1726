package main

import (
	"encoding/json"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"vae/train"
)

// fakeRun writes what remains of a run of the recipe: two epochs of a minute each.
func fakeRun(t *testing.T, e entry, change func(*train.Config)) {
	t.Helper()
	*folder = t.TempDir()
	t.Cleanup(func() { *folder = "runs/results" })
	config, err := train.ReadConfigFile(recipeFile(e.recipe))
	if err != nil {
		t.Fatal(err)
	}
	set, err := setOf(config)
	if err != nil {
		t.Fatal(err)
	}
	config.Model, config.Data.Fingerprint = config.Model.WithShape(set.Shape), "abc"
	change(&config)
	text, err := json.Marshal(config)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(e.path(""), 0o777); err != nil {
		t.Fatal(err)
	}
	const rows = `{"epoch":1,"step":60,"images_per_second":128}` + "\n" + `{"epoch":2,"step":120,"images_per_second":0}` + "\n" +
		`{"epoch":3,"step":180,"images_per_second":128}` + "\n"
	const card = `{"nelbo": {"mean": 106.5, "standard_error": 0.25}, "active_units": 20,
		"importance": [{"mean": 106.4, "standard_error": 0.24}, {"mean": 103.4, "standard_error": 0.23}]}`
	for path, text := range map[string]string{
		filepath.Join(e.path(""), "config.json"):   string(text),
		filepath.Join(e.path(""), "metrics.jsonl"): rows,
		e.path(".json"):    card,
		e.path(".machine"): "here",
	} {
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

// TestRead_isWhatTheRunSays checks that a figure of grey pixels is −ELBO, others −log p(x) of the
// most draws, and that minutes are those of all epochs,
// also of one that was only measured.
func TestRead_isWhatTheRunSays(t *testing.T) {
	t.Chdir("../..")
	for _, c := range []struct {
		recipe string
		figure figure
	}{
		{"pytorch-example", figure{106.5, 0.25}},
		{"conv-mnist", figure{103.4, 0.23}},
		{"conv-digits-colour", figure{103.4, 0.23}},
	} {
		e := entryOf(t, c.recipe)
		fakeRun(t, e, func(c *train.Config) { c.Data.Classes = []string{"zero", "one"} }) // which the data decide
		got, err := e.read()
		if err != nil {
			t.Errorf("%s: %v", c.recipe, err)
		}
		if want := (measurement{got.Recipe, c.figure, 106.5, 20, 3, "here"}); got != want {
			t.Errorf("%s: %+v, want %+v", c.recipe, got, want)
		}
	}
}

// TestRead_refusesAnotherRecipe checks that the figures of a run are not those of a recipe with
// other settings or other images.
func TestRead_refusesAnotherRecipe(t *testing.T) {
	t.Chdir("../..")
	e := entryOf(t, "pytorch-example")
	for _, change := range []func(*train.Config){
		func(c *train.Config) { c.Optimization.Epochs = 10 },
		func(c *train.Config) { c.Data.Validation = 5000 },
		func(c *train.Config) { c.Model.Latent = 2 },
	} {
		fakeRun(t, e, change)
		if _, err := e.read(); !errors.Is(err, errOther) {
			t.Errorf("error %v, want %v", err, errOther)
		}
	}
}

// TestRun_goesOn checks that a recipe that cannot be trained is an error, and that there is a page.
func TestRun_goesOn(t *testing.T) {
	t.Chdir("../..")
	*folder, *page, *program = t.TempDir(), filepath.Join(t.TempDir(), "page.md"), "testdata/none"
	t.Cleanup(func() { *folder, *page, *program = "runs/results", "docs/results.md", "bin/vae" })
	err := run([]string{"conv-mnist", "conv-cifar-10"})
	for _, name := range []string{"conv-mnist: ", "conv-cifar-10: "} {
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("error %v does not say %q", err, name)
		}
	}
	if _, err := os.Stat(*page); err != nil {
		t.Error(err)
	}
}

// TestRun_keepsMeasurements checks that the figures of runs that are elsewhere stay, that those of
// a run that is there are added, and that there need be no page.
func TestRun_keepsMeasurements(t *testing.T) {
	t.Chdir("../..")
	e := entryOf(t, "pytorch-example")
	fakeRun(t, e, func(*train.Config) {})
	*page, *only = filepath.Join(t.TempDir(), "page.md"), true
	t.Cleanup(func() { *page, *only = "docs/results.md", false })
	store := filepath.Join(filepath.Dir(*page), "page.json")
	want := map[string]measurement{"best-vae": measured(t, "best-vae", 52)}
	if err := writeMeasurements(store, want); err != nil {
		t.Fatal(err)
	}
	if err := run(nil); err != nil {
		t.Fatal(err)
	}
	var err error
	if want["pytorch-example"], err = e.read(); err != nil {
		t.Fatal(err)
	}
	got, err := readMeasurements(store)
	if err != nil || !maps.Equal(got, want) {
		t.Errorf("measurements %v, error %v, want %v", got, err, want)
	}
	if _, err := os.Stat(*page); err != nil {
		t.Error(err)
	}
	if none, err := readMeasurements(store + "x"); err != nil || len(none) > 0 {
		t.Errorf("measurements %v of no file, error %v", none, err)
	}
}
