package main

import (
	"io"
	"maps"
	"slices"
	"testing"

	"vae"
	"vae/data"
	"vae/train"
)

// TestFlatten_namesFlags: every setting of a config bears the name of the flag of train
// that sets it.
func TestFlatten_namesFlags(t *testing.T) {
	parser, err := newParser(&commands{}, io.Discard, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	var flags []string
	for _, command := range parser.Model.Children {
		if command.Name == "train" {
			for _, flag := range command.Flags {
				flags = append(flags, flag.Name)
			}
		}
	}
	settings := flatten(train.Config{
		Data:  train.Data{Source: "digits", Size: data.Size{Height: 28, Width: 20}, Validation: 3},
		Start: train.Start{Run: "runs/a", SHA256: "ff"},
		Model: vae.Config{Hidden: []int{40, 30}, Sigma: 0.25},
		Optimization: train.Optimization{Momentum: 0.99, LearningRate: 0.003,
			Objective: vae.Objective{Bound: "iwae", Samples: 5, FreeBits: 0.5, Gradient: "dreg"}},
	})
	for name := range settings {
		if !slices.Contains(flags, name) {
			t.Errorf("train has no flag --%s", name)
		}
	}
	for name, want := range map[string]string{"size": "28x20", "hidden": "40,30", "lr": "0.003", "start-from": "runs/a",
		"objective": "iwae", "train-samples": "5", "free-bits": "0.5", "seed": "0", "clip": "0", "patience": "0", "binarize": "none"} {
		if got := settings.text(name); got != want {
			t.Errorf("%s is %s, want %s", name, got, want)
		}
	}
}

func TestKeepDifferent(t *testing.T) {
	runs := []values{{"a": 1.0, "b": "x", "c": []any{1.0}}, {"a": 1.0, "b": "y", "c": []any{1.0}}, {"a": 1.0, "b": "y"}}
	if names := keepDifferent(runs); !slices.Equal(names, []string{"b", "c"}) {
		t.Errorf("different are %v", names)
	}
	if got := slices.Sorted(maps.Keys(runs[2])); !slices.Equal(got, []string{"b"}) || runs[2].text("c") != "–" {
		t.Errorf("of the last run there is %v", got)
	}
}
