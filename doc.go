// Package vae composes an encoder, a decoder, a likelihood and a prior into a variational
// autoencoder.
//
// A trained model is one call away:
//
//	model, err := vae.Load("runs/mnist-001")
//	codes, err := model.Encode(vae.Input{Images: images}) // posterior means and log-variances
//	pictures, err := model.Decode(vae.Input{Codes: codes.Mean})
//	fresh, err := model.Sample(64, 1) // new images from the prior
//
// Images are rows of float32 numbers in [0, 1], one after the other in one slice: 0 is black. The
// top line of an image comes first; where Config.Channels is 3, each pixel is red, green and blue.
// Package data reads them from files. Codes are rows of Latent numbers. A Model is safe for
// concurrent use, except while it is trained or its Parameters are changed.
//
// # Priors and labels
//
// Load returns a model with the prior that it was trained with. LoadPrior returns the one that was
// fitted to its codes, and WithPrior the model that has it:
//
//	fitted, err := vae.LoadPrior("runs/mnist-001")
//	model, err = model.WithPrior(fitted)
//
// A conditional model has q(z|x, y), p(z|y) and p(x|z, y), where y is the class of an image: each
// Input has Labels then. The Codes that Encode returns keep them, and their method Input returns
// what Decode takes. Classes lists the labels that draws from the prior can have, also of a prior
// that was fitted by class:
//
//	draws := vae.PriorDraws{N: 2, Seed: 1, Temperature: 1, Labels: []int{7, 7}}
//	sevens, err := model.DrawPrior(draws)
//	pictures, err := model.Decode(sevens)
//
// # Figures
//
// Weigh returns log p(x|z) and the importance weights that estimate log p(x), KL the divergence of
// each posterior from the prior, LogPrior log p(z), and Joint log p(x, z) with its derivative. All
// are in nats. Package evaluate averages them, with standard errors.
//
// # Training
//
// New returns a model with initial weights, and NewTraining the graph that trains it. A step takes
// a batch of images and standard normal noise, and computes the derivatives of the objective for an
// optimiser:
//
//	training, err := model.NewTraining(128, vae.Objective{})
//	err = training.Give(vae.Input{Images: batch})
//	copy(training.Noise(), noise)
//	terms, err := training.Step(1) // β = 1
//	for _, g := range training.Gradients() { … }
//
// # Theory
//
// The model is p(x, z) = p(x|z) p(z). It is trained by minimising the negative evidence lower bound
// −E_q[log p(x|z)] + KL(q(z|x) ‖ p(z)), where q(z|x) is a Gaussian with diagonal covariance: Kingma
// & Welling 2014, "Auto-encoding variational Bayes", arXiv:1312.6114.
package vae
