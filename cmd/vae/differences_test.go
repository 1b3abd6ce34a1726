package main

import (
	"io"
	"slices"
	"testing"

	"vae"
	"vae/data"
	"vae/train"
)

// TestByFlag_namesFlags: every setting of a config bears the name of the flag of train that sets
// it.
func TestByFlag_namesFlags(t *testing.T) {
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
	settings := byFlag(train.Config{
		Data:  train.Data{Source: "digits", Size: data.Size{Height: 28, Width: 20}, Validation: 3},
		Start: train.Start{Run: "runs/a", SHA256: "ff"},
		Model: vae.Config{Hidden: []int{40, 30}, Prior: "mixture", Options: vae.Options{"sigma": 0.25, "components": 5}},
		Optimization: train.Optimization{Momentum: 0.99, LearningRate: 0.003, Optimizer: "adamw", Options: vae.Options{"weight-decay": 0.5},
			Objective: vae.Objective{Bound: "iwae", Samples: 5, FreeBits: 0.5, Gradient: "dreg"}},
	}.Settings(), inColumns)
	for name := range settings {
		if !slices.Contains(flags, name) {
			t.Errorf("train has no flag --%s", name)
		}
	}
	for name, want := range map[string]string{"size": "28x20", "net": "mlp:40,30", "lr": "0.003", "start-from": "runs/a",
		"sigma": "0.25", "prior": "mixture", "components": "5", "optimizer": "adamw", "weight-decay": "0.5",
		"objective": "iwae", "train-samples": "5", "free-bits": "0.5", "seed": "0", "clip": "0", "patience": "0", "binarize": "none"} {
		if got := settings.text(name); got != want {
			t.Errorf("%s is %s, want %s", name, got, want)
		}
	}
}

func TestDiffering(t *testing.T) {
	run := func(hidden []int, o train.Optimization) train.Config {
		return train.Config{Model: vae.Config{Hidden: hidden}, Optimization: o}
	}
	settings, names := differing([]train.Config{run([]int{1}, train.Optimization{Epochs: 1, LearningRate: 1, Momentum: 0.5}),
		run([]int{1, 2}, train.Optimization{Epochs: 2, LearningRate: 1}), run([]int{1}, train.Optimization{Epochs: 3, LearningRate: 1})},
		inColumns)
	if !slices.Equal(names, []string{"momentum", "net"}) {
		t.Errorf("different are %v", names)
	}
	if got := settings[2]; len(got) != 1 || got.text("net") != "mlp:1" || got.text("momentum") != "–" {
		t.Errorf("of the last run there is %v", got)
	}
}
