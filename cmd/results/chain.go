package main

import (
	"cmp"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"vae/train"
)

// stage is a recipe on the way from random weights to a result.
type stage struct {
	name string
	train.Config
}

// chain returns the recipe of the entry with all that it starts from, itself last.
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

// recipeFile returns the path of a recipe.
func recipeFile(name string) string { return "recipes/" + name + ".json" }

// epochs returns the epochs of the whole chain.
func epochs(chain []stage) (sum int) {
	for _, s := range chain {
		sum += s.Optimization.Epochs
	}
	return sum
}

// mnistImages is the number of training images of MNIST, before some are held out.
const mnistImages = 60_000

// changes returns in what the training of a chain is different from the published one.
func (t training) changes(chain []stage) string {
	var list []string
	compare := func(what string, ours, theirs any) {
		if ours != theirs {
			list = append(list, fmt.Sprintf("%s %v instead of %v", what, ours, theirs))
		}
	}
	last := chain[len(chain)-1]
	o := last.Optimization
	if len(chain) > 1 {
		list = append(list, "starts from "+chain[len(chain)-2].name)
	}
	compare("images", mnistImages-last.Data.Validation, t.images)
	compare("epochs in all", epochs(chain), t.Epochs)
	compare("batches of", o.BatchSize, t.BatchSize)
	compare("learning rate", o.LearningRate, t.LearningRate)
	compare("schedule", o.Schedule, t.Schedule)
	compare("momentum", cmp.Or(o.Momentum, train.DefaultMomentum), cmp.Or(t.Momentum, train.DefaultMomentum))
	compare("gradient", gradient(o), gradient(t.Optimization))
	compare("draws", o.Objective.Draws(), t.Objective.Draws())
	return strings.Join(append(list, t.others), "; ")
}

// gradient returns the name of the gradient that training follows.
func gradient(o train.Optimization) string {
	if name := o.Objective.Gradient; name != "dreg" {
		return cmp.Or(name, "standard")
	}
	return "DReG"
}
