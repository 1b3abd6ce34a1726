package explorer

import (
	"fmt"
	"math"
	"testing"

	"vae"
	"vae/internal/nn/nntest"
)

// subject is a model under test, with two images and codes.
type subject struct {
	name  string
	model *vae.Model
	in    vae.Input
}

// results are what the model gives for the input.
type results struct {
	images  []float32 // decoded from its codes
	codes   vae.Codes // of its images
	logProb []float32 // log p(x|z) of its images, at the means of their codes
}

// shapes are those of the images under test: odd ones, grey and in colour.
var shapes = []vae.Shape{
	{C: 1, H: 7, W: 5}, {C: 3, H: 7, W: 5}, {C: 1, H: 20, W: 30}, {C: 3, H: 9, W: 4}, {C: 1, H: 8, W: 8},
}

// subjects returns a small model of every net, likelihood, activation and initialiser, by turns of
// each of shapes and conditional or not. Short tests get every seventh, which are of all kinds too.
func subjects(t *testing.T) (all []subject) {
	t.Helper()
	i := 0
	for _, net := range vae.Nets().Names {
		for _, sizes := range []string{":6,5", ":3,4/5", ":3,4/5+res"} {
			c, err := vae.Config{Latent: 3}.WithNetwork(net + sizes)
			if err != nil { // the form of another kind
				continue
			}
			for _, c.Likelihood = range vae.Likelihoods().Names {
				for _, c.Activation = range vae.Activations().Names {
					for _, c.Init = range vae.Initializers().Names {
						i++
						of := c.WithShape(shapes[i%len(shapes)])
						if i%3 == 1 {
							of = conditional(of)
						}
						if i%7 == 0 || !testing.Short() {
							all = append(all, newSubject(t, of))
						}
					}
				}
			}
		}
	}
	return all
}

// conditional returns the config, conditional on one of three classes.
func conditional(c vae.Config) vae.Config {
	c.Conditional, c.Prior = true, vae.ClassPrior
	c.Classes = []vae.Class{{Label: 2, Images: 1}, {Label: 5, Images: 3}, {Label: 9, Images: 2}}
	return c
}

func newSubject(t *testing.T, c vae.Config) subject {
	t.Helper()
	name := fmt.Sprintf("%s %v %s %s %s", c.Network(), c.Shape(), c.Likelihood, c.Activation, c.Init)
	in := vae.Input{Images: images(2, c), Codes: nntest.Normal(8, 2*c.Latent)}
	if c.Conditional {
		name += " conditional"
		in.Labels = []int{c.Classes[1].Label, c.Classes[0].Label}
	}
	return subject{name, newModel(t, c), in}
}

// newModel returns a model in which no weight is zero.
func newModel(t *testing.T, c vae.Config) *vae.Model {
	t.Helper()
	m, err := vae.New(c, 1, vae.Start{Mean: images(1, c)})
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range m.Parameters() {
		in := len(p.Data) / p.Shape[len(p.Shape)-1]
		for j, v := range nntest.Normal(uint64(i), len(p.Data)) {
			p.Data[j] += 0.25 * v / float32(math.Sqrt(float64(in)))
		}
	}
	return m
}

// images returns n images: black, white and the levels between.
func images(n int, c vae.Config) []float32 {
	x := nntest.Normal(7, n*c.Pixels())
	for i, v := range x {
		level := math.Round(255 * (0.5 + float64(v)/3))
		x[i] = float32(min(max(level, 0), 255) / 255)
	}
	return x
}

// results returns what the model gives.
func (s subject) results(t *testing.T) (r results) {
	t.Helper()
	var err error
	if r.images, err = s.model.Decode(s.in); err != nil {
		t.Fatal(err)
	}
	if r.codes, r.logProb, err = encode(s.model, s.in); err != nil {
		t.Fatal(err)
	}
	return r
}

// check compares what the page computes in float32 with what the model gives.
func (s subject) check(t *testing.T, got pageResult) {
	t.Helper()
	if got.Error != "" {
		t.Fatal(got.Error)
	}
	want := s.results(t)
	closeTo(t, "pixel", got.Images, want.images, 1e-5)
	closeTo(t, "mean", got.Mean, want.codes.Mean, 1e-5)
	closeTo(t, "log-variance", got.LogVar, want.codes.LogVar, 1e-5)
	closeTo(t, "log p(x|z)", got.LogProb, want.logProb, s.logProbTolerance())
}

// logProbTolerance returns that of a sum over the numbers of an image, in nats.
func (s subject) logProbTolerance() float64 {
	return max(1e-5, 1e-6*float64(s.model.Config().Pixels()))
}

// closeTo compares numbers, those beyond 1 in units of their size.
func closeTo[T float32 | float64](t *testing.T, what string, got []T, want []float32, tolerance float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%d numbers, one for each %s, want %d", len(got), what, len(want))
	}
	for i, w := range want {
		difference := math.Abs(float64(got[i]) - float64(w))
		if !(difference <= tolerance*max(1, math.Abs(float64(w)))) {
			t.Errorf("%s %d is %g, want %g", what, i, got[i], w)
			return
		}
	}
}
