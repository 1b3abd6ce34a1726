package main

import (
	"vae"
	"vae/train"
)

// entry is a recipe with the published figure that ours is compared with.
type entry struct {
	recipe    string
	samples   int     // K of the evaluation
	published float64 // in the unit of the recipe's figures; 0: none, and source says why
	source    string
	theirs    training
	chosen    string // how the settings were chosen
}

// The number and order of the images and Adam's ε are not in the paper of Burda et al., but in
// https://github.com/yburda/iwae.
var (
	pytorch = training{60_000, "mlp:400, relu, latent 20, prior standard", train.Optimization{
		Epochs: 7, BatchSize: 128, LearningRate: 1e-3, Schedule: "constant",
	}, "initial weights of Glorot, the output bias from the mean image"}
	pythae = training{50_000, "mlp:400, relu, latent 40, prior standard", train.Optimization{
		Epochs: 500, BatchSize: 100, LearningRate: 1e-4, Schedule: "37 % lower after epochs 200 and 350",
	}, "our draw of the binary images instead of Larochelle's; initial weights of Glorot, the output bias from the mean image"}
	burda = training{59_600, "mlp:200,200, tanh, latent 50, prior standard", train.Optimization{
		Epochs: 3280, BatchSize: 20, LearningRate: 1e-3, Schedule: "staircase",
	}, "images shuffled; Adam's ε 1e-8 instead of 1e-4"}
	burda5  = burda.iwae(5)
	burda50 = burda.iwae(50)
)

// The settings are the defaults of https://github.com/sajadn/Exemplar-VAE, where training ends by
// itself, after 2000 epochs at most.
var (
	norouzi = training{50_000, "two gated layers of 300 units, latent 40, prior standard", train.Optimization{
		BatchSize: 100, LearningRate: 5e-4, Schedule: "constant", BetaWarmup: 100, Patience: 50,
	}, "gradients are not scaled to norm 1, array by array; initial weights of Glorot instead of He's, " +
		"the output bias from the mean image"}
	norouziVamp = norouzi.with("two gated layers of 300 units, latent 40, prior vamp",
		"their number of pseudo-inputs is not known")
)

// child is as in https://github.com/openai/vdvae. Four runs of 650,000 to 1,050,000 steps on two
// GPUs, 32 images each, are 650 epochs in the mean.
var child = training{45_000, "43 levels of codes among residual blocks of 384 channels", train.Optimization{
	Epochs: 650, BatchSize: 32, LearningRate: 2e-4, Schedule: "constant", Optimizer: "adamw",
}, "one logistic distribution for each number instead of a mixture of ten; no average of the weights over steps"}

// iwae returns the training with the importance-weighted bound of so many draws.
func (t training) iwae(draws int) training {
	t.Objective = vae.Objective{Bound: "iwae", Samples: draws}
	return t
}

// with returns the training of another model, and one more difference.
func (t training) with(model, other string) training {
	t.model, t.others = model, other+"; "+t.others
	return t
}

const (
	asPublished = "as published"
	notRecorded = "not recorded; assume that test figures were seen"
	beforehand  = "fixed before test figures were seen"
	table1VAE   = "Burda et al. 2016, table 1, VAE, k = 1"
	table1IWAE5 = "Burda et al. 2016, table 1, IWAE, k = 5"
	table1IWAE  = "Burda et al. 2016, table 1, IWAE, k = 50"
	norouziVAE  = "Norouzi et al. 2020, VAE with a Gaussian prior, K = 5000"
	norouziVP   = "Norouzi et al. 2020, VAE with VampPrior, K = 5000"
)

// entries is in the order of the page, data set by data set.
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
	{"conv-mnist", 5000, 84.45, norouziVAE + ", printed with ± 0.12", norouzi, beforehand},
	{"conv-mnist-vamp", 5000, 82.43, norouziVP + ", printed with ± 0.06", norouziVamp, beforehand},
	{"conv-fashion", 5000, 228.70, norouziVAE + ", printed with ± 0.15", norouzi, beforehand},
	{"conv-fashion-vamp", 5000, 227.35, norouziVP, norouziVamp, beforehand},
	{"conv-digits-colour", 5000, 0, "none: the images are this program's own", training{}, beforehand},
	{"conv-cifar-10", 1, 2.87, "Child 2021, VDVAE, mean of four runs, K = 1", child, beforehand},
}
