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

// derivatives checks the derivatives of every objective, and of every likelihood and prior.
func derivatives(c *checker) error {
	type job struct {
		name      string
		config    vae.Config
		objective vae.Objective
	}
	var jobs []job
	for _, likelihood := range vae.Likelihoods().Names {
		jobs = append(jobs, job{"−ELBO, " + likelihood, small(likelihood), vae.Objective{}})
	}
	usual := small("bernoulli")
	jobs = append(jobs,
		job{"−ELBO, 3 draws", usual, vae.Objective{Samples: 3}},
		job{"−ELBO, free bits", usual, vae.Objective{FreeBits: 0.2}},
		job{"−L_4", usual, vae.Objective{Bound: "iwae", Samples: 4}})
	for _, prior := range vae.Priors().Names {
		c := usual
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
	for _, c := range levelled() {
		jobs = append(jobs, job{"−ELBO, " + c.Network() + " of " + c.Shape().String(), c, vae.Objective{}})
	}
	for _, j := range jobs {
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
	t, err := begin(large, 20, vae.Objective{})
	if err != nil {
		return err
	}
	worst, err := everyArray(t)
	if err != nil {
		return err
	}
	c.near("derivatives of −ELBO, 784-400-20", worst, 0, differenceTolerance)
	return nil
}

// levelled returns small configs of every kind of network that reads images by levels, in grey and
// in colour.
func levelled() (all []vae.Config) {
	for _, name := range vae.Nets().Names {
		for form, shape := range map[string]vae.Shape{":3/5": {C: 1, H: 5, W: 4}, ":3/5+res": {C: 3, H: 2, W: 3}} {
			c, err := small("gaussian-per-pixel").WithNetwork(name + form)
			if err == nil { // a kind without levels has no such form
				all = append(all, c.WithShape(shape))
			}
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

// everyWeight returns how far the derivatives are at worst from central differences. A difference
// errs by h²/6 of the third derivative, and by the rounding of the objective, up to 30 nats, to
// float32, 1e-6, over h: of numbers around 1, together by less than 1e-3.
func everyWeight(t *vae.Training) (worst float64, err error) {
	all, err := gradients(t, beta)
	if err != nil {
		return 0, err
	}
	for _, g := range all {
		for j, d := range g.Grad {
			difference, err := slope(t, g.Data[j:j+1], []float64{1}, 1.0/64)
			if err != nil {
				return 0, err
			}
			worst = max(worst, off(float64(d), difference))
		}
	}
	return worst, nil
}

// everyArray does the same along one direction for each array of weights, that of the derivative
// itself. There the difference is the norm of the derivative, some 1 to 20 nats, and errs by the
// rounding of 600 nats, 3e-5, over h: 1e-3.
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

// slope returns the central difference (f(w + h·d) − f(w − h·d))/2h of the objective f at the
// weights w along the direction d.
func slope(t *vae.Training, weights []float32, direction []float64, h float64) (float64, error) {
	before := slices.Clone(weights)
	defer copy(weights, before)
	var objective [2]float64
	for side, sign := range []float64{1, -1} {
		for j, d := range direction {
			weights[j] = before[j] + float32(sign*h*d)
		}
		terms, err := t.Step(beta)
		if err != nil {
			return 0, err
		}
		objective[side] = terms.Objective
	}
	return (objective[0] - objective[1]) / (2 * h), nil
}

// off returns how far a derivative is from a finite difference.
func off(derivative, difference float64) float64 {
	return math.Abs(derivative-difference) / max(0.1, math.Abs(difference))
}
