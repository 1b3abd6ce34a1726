package selfcheck

import (
	"math"
	"slices"

	"vae"
)

// small is a network of few weights; every derivative is checked.
func small(likelihood string) vae.Config {
	c := vae.Config{
		Height: 3, Width: 4, Hidden: []int{6, 5}, Latent: 2,
		Activation: "tanh", Init: "glorot", Likelihood: likelihood,
	}
	if likelihood == "gaussian" { // smooth over the differences that are taken
		c.Options = vae.Options{"sigma": 0.5}
	}
	return c
}

// large is the network that vae train makes for 28×28 pixels, but smooth.
var large = vae.Config{
	Height: 28, Width: 28, Hidden: []int{400}, Latent: 20,
	Activation: "tanh", Init: "glorot", Likelihood: "bernoulli",
}

// job is an objective of a small network.
type job struct {
	name      string
	config    vae.Config
	objective vae.Objective
}

// derivatives checks the derivatives of every objective, and of every likelihood, prior and kind of
// network, by every weight.
func derivatives(c *checker) error {
	for _, j := range slices.Concat(objectiveJobs(), priorJobs(), networkJobs()) {
		t, err := begin(j.config, 5, j.objective)
		if err != nil {
			return err
		}
		worst, err := everyWeight(t)
		if err != nil {
			return err
		}
		c.near("derivatives of "+j.name, worst, 0, differenceTolerance)
	}
	return nil
}

// directions checks the derivatives of networks of usual size, along a direction for each array.
func directions(c *checker) error {
	levels := large
	levels.Init = "he" // under which no derivative is small beside the rounding of the objective
	for _, config := range append([]vae.Config{large}, formed(levels, ":32,64/256")...) {
		t, err := begin(config, 10, vae.Objective{})
		if err != nil {
			return err
		}
		worst, err := everyArray(t)
		if err != nil {
			return err
		}
		c.near("derivatives of −ELBO, "+config.Network(), worst, 0, differenceTolerance)
	}
	return nil
}

// objectiveJobs have each likelihood and each objective.
func objectiveJobs() (jobs []job) {
	for _, likelihood := range vae.Likelihoods().Names {
		jobs = append(jobs, job{"−ELBO, " + likelihood, small(likelihood), vae.Objective{}})
	}
	usual := small("bernoulli")
	return append(jobs,
		job{"−ELBO, 3 draws", usual, vae.Objective{Samples: 3}},
		job{"−ELBO, free bits", usual, vae.Objective{FreeBits: 0.2}},
		job{"−L_4", usual, vae.Objective{Bound: "iwae", Samples: 4}})
}

// priorJobs have each prior, with and without labels.
func priorJobs() (jobs []job) {
	for _, prior := range vae.Priors().Names {
		c := small("bernoulli")
		c.Prior, c.Options = prior, vae.Priors().Complete(prior, nil)
		if c.Options != nil {
			c.Options["components"] = 3 // few weights
		}
		if prior != vae.DefaultPrior && prior != vae.ClassPrior {
			jobs = append(jobs, job{"−ELBO, " + prior + " prior", c, vae.Objective{Samples: 3}})
		}
		c.Conditional, c.Classes = true, classes
		jobs = append(jobs, job{"−ELBO on labels, " + prior + " prior", c, vae.Objective{Samples: 3}})
	}
	return jobs
}

// networkJobs have each kind of network that reads images by levels: in grey with both likelihoods
// of two params per pixel, and in colour with labels and pseudo-inputs.
func networkJobs() (jobs []job) {
	for _, likelihood := range []string{"gaussian-per-pixel", "discretized-logistic"} {
		for _, c := range formed(small(likelihood), ":3/5") {
			c = c.WithShape(vae.Shape{C: 1, H: 5, W: 4})
			jobs = append(jobs, job{"−ELBO, " + c.Network() + ", " + likelihood, c, vae.Objective{}})
		}
	}
	c := small("gaussian-per-pixel")
	c.Conditional, c.Classes = true, classes
	c.Prior, c.Options = "vamp", vae.Options{"components": 2}
	for _, c := range formed(c, ":3/5+res") {
		c = c.WithShape(vae.Shape{C: 3, H: 2, W: 3})
		jobs = append(jobs, job{"−ELBO on labels, " + c.Network(), c, vae.Objective{Samples: 2}})
	}
	return jobs
}

// formed returns the config with each kind of network that has a form such as :3/5, with the
// activation of the kind.
func formed(c vae.Config, form string) (all []vae.Config) {
	c.Activation = ""
	for _, name := range vae.Nets().Names {
		if of, err := c.WithNetwork(name + form); err == nil {
			all = append(all, of.WithDefaults())
		}
	}
	return all
}

// fixed is the seed of the networks whose derivatives are checked: the errors of their finite
// differences are known.
const fixed = 1

// begin returns the training of a new model with images and noise in place.
func begin(config vae.Config, batch int, o vae.Objective) (*vae.Training, error) {
	m, err := vae.New(config, fixed, vae.Start{Mean: uniform(config.Pixels(), fixed)})
	if err != nil {
		return nil, err
	}
	t, err := m.NewTraining(batch, o)
	if err != nil {
		return nil, err
	}
	images := uniform(batch*config.Pixels(), fixed)
	if config.Likelihood == "laplace" { // has a kink where a pixel is at its location: stay away
		for i, v := range images {
			images[i] = 3*float32(math.Round(float64(v))) - 1
		}
	}
	in := vae.Input{Images: images}
	for i := range batch {
		in.Labels = append(in.Labels, classes[i%len(classes)].Label)
	}
	return t, give(t, in, fixed, 0)
}

// differenceTolerance is how far a derivative may be from a finite difference, as a share of it, or
// of 0.1 where it is smaller: see everyWeight.
const differenceTolerance = 4e-3

// beta is not 1, so that a β that is left out is found.
const beta = 0.7

// everyWeight returns how far the derivatives are at worst from those of slope. There the rounding
// of the objective, up to 30 nats, to float32, 1e-6, over h leaves less than 1e-4 of numbers around
// 1, and four times that where likelihoods are sharp; h⁴/30 of the fifth derivative is less.
func everyWeight(t *vae.Training) (worst float64, err error) {
	all, err := gradients(t, beta)
	if err != nil {
		return 0, err
	}
	for _, g := range all {
		for j, d := range g.Grad {
			difference, err := slope(t, g.Data[j:j+1], []float64{1}, 1.0/32)
			if err != nil {
				return 0, err
			}
			worst = max(worst, off(float64(d), difference))
		}
	}
	return worst, nil
}

// everyArray does the same along one direction for each array of weights, that of the derivative
// itself. There the slope is the norm of the derivative, some 1 to 20 nats, and errs by the rounding
// of 600 nats, 3e-5, over h: 1e-3.
func everyArray(t *vae.Training) (worst float64, err error) {
	all, err := gradients(t, beta)
	if err != nil {
		return 0, err
	}
	for _, g := range all {
		norm := math.Sqrt(dot(g.Grad, g.Grad))
		direction := wide(g.Grad)
		for j := range direction {
			direction[j] /= norm
		}
		difference, err := slope(t, g.Data, direction, 1.0/32)
		if err != nil {
			return 0, err
		}
		worst = max(worst, off(norm, difference))
	}
	return worst, nil
}

// slope returns the derivative of the objective f at the weights w along the direction d, from two
// central differences, whose errors of order h² cancel:
//
//	(8·(f(w + h·d) − f(w − h·d)) − (f(w + 2h·d) − f(w − 2h·d))) / 12h
func slope(t *vae.Training, weights []float32, direction []float64, h float64) (slope float64, err error) {
	before := slices.Clone(weights)
	defer copy(weights, before)
	for _, at := range []struct{ steps, factor float64 }{{-2, 1}, {-1, -8}, {1, 8}, {2, -1}} {
		for j, d := range direction {
			weights[j] = before[j] + float32(at.steps*h*d)
		}
		terms, err := t.Step(beta)
		if err != nil {
			return 0, err
		}
		slope += at.factor * terms.Objective / (12 * h)
	}
	return slope, nil
}

// off returns how far a derivative is from a finite difference.
func off(derivative, difference float64) float64 {
	return math.Abs(derivative-difference) / max(0.1, math.Abs(difference))
}
