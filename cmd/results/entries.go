package main

import (
	"vae"
	"vae/train"
)

// entry is a recipe with the published figure that ours is compared with.
type entry struct {
	recipe    string
	samples   int     // K of the evaluation
	published float64 // −log p(x), or −ELBO where the pixels are grey, in nats
	source    string
	theirs    training
	chosen    string // how the settings were chosen
}

// training is how the authors of a published figure trained.
type training struct {
	images int // to train on
	train.Optimization
	others string // other differences of all our recipes, which no setting shows
}

// The number and order of the images and Adam's ε are not in the paper of Burda et al., but in
// https://github.com/yburda/iwae.
var (
	pytorch = training{60_000, train.Optimization{
		Epochs: 7, BatchSize: 128, LearningRate: 1e-3, Schedule: "constant",
	}, "initial weights of Glorot, the output bias from the mean image"}
	pythae = training{50_000, train.Optimization{
		Epochs: 500, BatchSize: 100, LearningRate: 1e-4, Schedule: "37 % lower after epochs 200 and 350",
	}, "our draw of the binary images instead of Larochelle's; initial weights of Glorot, the output bias from the mean image"}
	burda = training{59_600, train.Optimization{
		Epochs: 3280, BatchSize: 20, LearningRate: 1e-3, Schedule: "staircase",
	}, "images shuffled; Adam's ε 1e-8 instead of 1e-4"}
	burda5  = burda.iwae(5)
	burda50 = burda.iwae(50)
)

// iwae returns the training with the importance-weighted bound of so many draws.
func (t training) iwae(draws int) training {
	t.Objective = vae.Objective{Bound: "iwae", Samples: draws}
	return t
}

const (
	asPublished = "as published"
	notRecorded = "not recorded; assume that test figures were seen"
	table1VAE   = "Burda et al. 2016, table 1, VAE, k = 1"
	table1IWAE5 = "Burda et al. 2016, table 1, IWAE, k = 5"
	table1IWAE  = "Burda et al. 2016, table 1, IWAE, k = 50"
)

// entries is in the order of the page.
var entries = []entry{
	{"pytorch-example", 10, 106.66, "PyTorch's example, epoch 7", pytorch, asPublished},
	{"pythae-vae-60000", 200, 89.78, "pythae, VAE, K = 200", pythae, asPublished},
	{"pythae-vae", 200, 89.78, "pythae, VAE, K = 200", pythae,
		asPublished + "; validation images are held out since the test figure of pythae-vae-60000 was seen"},
	{"burda-vae", 5000, 86.76, table1VAE, burda, notRecorded},
	{"best-vae", 5000, 86.76, table1VAE, burda, notRecorded},
	{"burda-iwae-5", 5000, 85.54, table1IWAE5, burda5, notRecorded},
	{"best-iwae-5", 5000, 85.54, table1IWAE5, burda5, notRecorded},
	{"best-iwae-5-long", 5000, 85.54, table1IWAE5, burda5,
		notRecorded + ": by the commit log, the recipe was added when best-iwae-5 could have been measured"},
	{"burda-iwae-50", 5000, 84.78, table1IWAE, burda50, notRecorded},
	{"best-iwae-50", 5000, 84.78, table1IWAE, burda50,
		notRecorded + ": its start was changed together with best-iwae-5-long"},
}
