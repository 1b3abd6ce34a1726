package selfcheck

import (
	"math"
	"slices"

	"vae"
	"vae/internal/rng"
)

// small is a network of few weights, of which every derivative is checked.
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

// large is the network that vae train makes of 28×28 pixels, but smooth.
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
		if usual.Prior = prior; prior != vae.DefaultPrior {
			jobs = append(jobs, job{"−ELBO, " + prior + " prior", usual, vae.Objective{Samples: 3}})
		}
	}
	for _, j := range jobs {
		t, m, err := begin(j.config, 5, j.objective)
		if err != nil {
			return err
		}
		worst, err := everyWeight(t, m)
		if err != nil {
			return err
		}
		c.near("derivatives of "+j.name, worst, 0, differenceTolerance)
	}
	t, m, err := begin(large, 20, vae.Objective{})
	if err != nil {
		return err
	}
	worst, err := everyArray(t, m)
	if err != nil {
		return err
	}
	c.near("derivatives of −ELBO, 784-400-20", worst, 0, differenceTolerance)
	return nil
}

// fixed is the seed of networks whose derivatives are checked: by how much a difference may be off
// is known for them alone.
const fixed = 1

// begin returns the training of a new model with images and noise in place.
func begin(config vae.Config, batch int, o vae.Objective) (*vae.Training, *vae.Model, error) {
	m, err := vae.New(config, fixed, uniform(config.Pixels(), fixed))
	if err != nil {
		return nil, nil, err
	}
	t, err := m.NewTraining(batch, o)
	if err != nil {
		return nil, nil, err
	}
	images := uniform(batch*config.Pixels(), fixed)
	if config.Likelihood == "laplace" { // has a kink where a pixel is at its location: stay away
		for i, v := range images {
			images[i] = 3*float32(math.Round(float64(v))) - 1
		}
	}
	normal(t.Noise(), fixed, 0)
	return t, m, t.Give(vae.Input{Images: images})
}

// uniform returns n pixels between 0 and 1.
func uniform(n int, seed uint64) []float32 {
	pixels := make([]float32, n)
	source := rng.Stream(seed, "selfcheck/pixels", 0)
	source.Uniform(pixels)
	return pixels
}

// normal fills noise with standard normal draws.
func normal(noise []float32, seed, index uint64) {
	source := rng.Stream(seed, "selfcheck/noise", index)
	source.Normal(noise)
}

// differenceTolerance is how far a derivative may be from a finite difference, as a share of it, or
// of 0.1 where it is smaller: see everyWeight.
const differenceTolerance = 4e-3

// beta is not 1, so that a β that is left out is found.
const beta = 0.7

// everyWeight returns how far the derivatives are from central differences
//
//	(f(w + h) − f(w − h))/2h
//
// at worst. A difference errs by h²/6 of the third derivative, and by the rounding of the
// objective, up to 30 nats, to float32, 1e-6, over h: of numbers around 1, together by less than
// 1e-3.
func everyWeight(t *vae.Training, m *vae.Model) (worst float64, err error) {
	const h = 1.0 / 64
	if _, err := t.Step(beta); err != nil {
		return 0, err
	}
	derivatives := gradients(t)
	for i, p := range m.Params() {
		for j, w := range p.Data {
			p.Data[j] = w + h
			up, err := t.Step(beta)
			if err != nil {
				return 0, err
			}
			p.Data[j] = w - h
			down, err := t.Step(beta)
			if err != nil {
				return 0, err
			}
			p.Data[j] = w
			worst = max(worst, off(float64(derivatives[i][j]), (up.Objective-down.Objective)/(2*h)))
		}
	}
	return worst, nil
}

// everyArray does the same along one direction for each array of weights, that of the derivative
// itself. There the difference is the norm of the derivative, some 1 to 20 nats, and errs by the
// rounding of 600 nats, 3e-5, over h: 1e-3.
func everyArray(t *vae.Training, m *vae.Model) (worst float64, err error) {
	const h = 1.0 / 32
	if _, err := t.Step(beta); err != nil {
		return 0, err
	}
	for i, d := range gradients(t) {
		norm := math.Sqrt(dot(d, d))
		weights := m.Params()[i].Data
		before := slices.Clone(weights)
		var objective [2]float64
		for side, sign := range []float64{1, -1} {
			for j, v := range d {
				weights[j] = before[j] + float32(sign*h*float64(v)/norm)
			}
			terms, err := t.Step(beta)
			if err != nil {
				return 0, err
			}
			objective[side] = terms.Objective
		}
		copy(weights, before)
		worst = max(worst, off(norm, (objective[0]-objective[1])/(2*h)))
	}
	return worst, nil
}

// off returns how far a derivative is from a finite difference.
func off(derivative, difference float64) float64 {
	return math.Abs(derivative-difference) / max(0.1, math.Abs(difference))
}

// gradients returns copies of the derivatives of the last step, one for each array.
func gradients(t *vae.Training) [][]float32 {
	var all [][]float32
	for _, g := range t.Gradients() {
		all = append(all, slices.Clone(g.Grad))
	}
	return all
}

// dot returns Σ x·y.
func dot(x, y []float32) float64 {
	var sum float64
	for i, v := range x {
		sum += float64(v) * float64(y[i])
	}
	return sum
}
