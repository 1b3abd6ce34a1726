package main

import (
	"cmp"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"vae/train"
)

// stage is one of the recipes that lead from random weights to a result.
type stage struct {
	name string
	train.Config
}

// chain returns the recipe of the entry after all that it starts from.
func (e entry) chain() ([]stage, error) {
	var chain []stage
	for name := e.recipe; name != ""; {
		if slices.ContainsFunc(chain, func(s stage) bool { return s.name == name }) {
			return nil, fmt.Errorf("%s starts from itself", name)
		}
		config, err := train.ReadConfigFile(recipeFile(name))
		if err != nil {
			return nil, err
		}
		chain = append(chain, stage{name, config})
		if name = ""; config.Start.Run != "" {
			name = filepath.Base(config.Start.Run)
		}
	}
	slices.Reverse(chain)
	return chain, nil
}

func recipeFile(name string) string { return "recipes/" + name + ".json" }

// mnistImages is the number of training images of MNIST, including those that are held out.
const mnistImages = 60_000

// changes returns how the training of a chain differs from the published one.
func (t training) changes(chain []stage) string {
	var list []string
	compare := func(what string, ours, theirs any) {
		if ours != theirs {
			list = append(list, fmt.Sprintf("%s %v instead of %v", what, ours, theirs))
		}
	}
	epochs := 0
	for _, s := range chain {
		epochs += s.Optimization.Epochs
	}
	last := chain[len(chain)-1]
	o := last.Optimization
	if len(chain) > 1 {
		list = append(list, "starts from "+chain[len(chain)-2].name)
	}
	compare("images", mnistImages-last.Data.Validation, t.images)
	compare("epochs in all", epochs, t.Epochs)
	compare("batches of", o.BatchSize, t.BatchSize)
	compare("learning rate", o.LearningRate, t.LearningRate)
	compare("schedule", o.Schedule, t.Schedule)
	compare("momentum", cmp.Or(o.Momentum, train.DefaultMomentum), cmp.Or(t.Momentum, train.DefaultMomentum))
	compare("gradient", gradient(o), gradient(t.Optimization))
	compare("draws", o.Objective.Draws(), t.Objective.Draws())
	return strings.Join(append(list, t.others), "; ")
}

// gradient returns the name of the estimator of the gradient.
func gradient(o train.Optimization) string {
	if name := o.Objective.Gradient; name != "dreg" {
		return cmp.Or(name, "standard")
	}
	return "DReG"
}
