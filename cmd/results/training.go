package main

import (
	"cmp"
	"fmt"
	"strings"

	"vae"
	"vae/data"
	"vae/internal/plural"
	"vae/train"
)

// training is how the authors of a published figure trained. Images, epochs, batch size, learning
// rate and schedule are not known where they are zero.
type training struct {
	images int    // to train on
	model  string // as modelText has it of ours
	train.Optimization
	others string // other differences of all our recipes, which no setting shows
}

// changes returns how the training of a chain differs from the published one.
func (t training) changes(chain []stage, set data.Entry) string {
	var list []string
	compare := func(what string, ours, theirs any) {
		switch theirs {
		case ours:
		case 0, 0., "":
			list = append(list, fmt.Sprintf("%s %v, theirs not known", what, ours))
		default:
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
	compare("model", modelText(last.Model), t.model)
	compare("images", set.Train-last.Data.Validation, t.images)
	compare("epochs in all", epochs, t.Epochs)
	compare("patience", epochsText(o.Patience), epochsText(t.Patience))
	compare("warm-up of β", epochsText(o.BetaWarmup), epochsText(t.BetaWarmup))
	compare("batches of", o.BatchSize, t.BatchSize)
	compare("optimiser", cmp.Or(o.Optimizer, train.DefaultOptimizer), cmp.Or(t.Optimizer, train.DefaultOptimizer))
	compare("learning rate", o.LearningRate, t.LearningRate)
	compare("schedule", o.Schedule, t.Schedule)
	compare("momentum", cmp.Or(o.Momentum, train.DefaultMomentum), cmp.Or(t.Momentum, train.DefaultMomentum))
	compare("gradient", gradient(o), gradient(t.Optimization))
	compare("draws", o.Objective.Draws(), t.Objective.Draws())
	return strings.Join(append(list, t.others), "; ")
}

// modelText describes networks, code and prior.
func modelText(m vae.Config) string {
	return fmt.Sprintf("%s, %s, latent %d, prior %s", m.Network(), m.Activation, m.Latent, m.PriorName())
}

// epochsText returns a number of epochs, "none" if it is 0.
func epochsText(n int) string {
	if n == 0 {
		return "none"
	}
	return plural.Of(n, "epoch")
}

// gradient returns the name of the estimator of the gradient.
func gradient(o train.Optimization) string {
	if name := o.Objective.Gradient; name != "dreg" {
		return cmp.Or(name, "standard")
	}
	return "DReG"
}
