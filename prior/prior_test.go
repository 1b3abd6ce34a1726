package prior_test

import (
	"fmt"
	"math"
	"testing"

	"vae/dist"
	"vae/internal/nn"
	"vae/internal/nn/nntest"
	"vae/internal/rng"
	"vae/prior"
)

// subject is a prior under test: of any class, or of one of two.
type subject struct {
	dist.Conditional
	classes int
}

// in adds the distribution.
func (s subject) in(b *nn.Builder) dist.Distribution {
	if s.classes == 0 {
		return s.Of(b)
	}
	return s.Of(b, b.Constant([]float32{0, 1}, 1, 2))
}

// linear is a posterior of images and labels.
type linear struct{ latent int }

func (l linear) Of(b *nn.Builder, given ...*nn.Node) dist.Distribution {
	theta := nn.Dense{Out: 2 * l.latent}.Apply(b.Scope("encoder"), nn.Concat(b, given...))
	return dist.NormalFamily{}.Of(b, theta)
}

// each runs a test for every prior in the table, over codes of that many dimensions.
func each(t *testing.T, latent int, test func(t *testing.T, p subject)) {
	for _, name := range prior.Menu().Names {
		for _, classes := range []int{0, 2} {
			spec := prior.Spec{Latent: latent, Pixels: 4, Classes: classes, Posterior: linear{latent}, Images: images}
			p, err := prior.New(name, spec, nil)
			if name == prior.PerClass && classes == 0 {
				continue
			}
			t.Run(fmt.Sprintf("%s/%d", name, classes), func(t *testing.T) {
				if err != nil {
					t.Fatal(err)
				}
				test(t, subject{p, classes})
			})
		}
	}
}

// images returns n images of four pixels.
func images(class, n int) []float32 {
	all := make([]float32, 4*n)
	source := rng.Stream(uint64(class), "images", 0)
	source.Uniform(all)
	return all
}

func logProb(p subject) func(b *nn.Builder, in []*nn.Node) *nn.Node {
	return func(b *nn.Builder, in []*nn.Node) *nn.Node { return p.in(b).LogProb(b, in[0]) }
}

// TestContract_gradient checks the derivatives with respect to codes and to the prior's own
// weights.
func TestContract_gradient(t *testing.T) {
	each(t, 3, func(t *testing.T, p subject) {
		nntest.CheckGraph(t, 2e-3, logProb(p), nntest.Input{Shape: nn.Shape{5, 3}})
	})
}

// moments returns ∫ p(z) dz, the mean and the variance of a prior in one dimension by the trapezoid
// rule, which is accurate for smooth densities that vanish at both ends.
func moments(t *testing.T, p subject) (mass, mean, variance float64) {
	const n, reach = 8001, 20.0
	z := make([]float32, n)
	for i := range z {
		z[i] = float32(reach * (2*float64(i)/(n-1) - 1))
	}
	g := nntest.NewGraph(t, logProb(p), nntest.Input{Shape: nn.Shape{n, 1}, Data: z})
	var squares float64
	for i, l := range g.Run() {
		weight := math.Exp(float64(l)) * 2 * reach / (n - 1)
		mass += weight
		mean += weight * float64(z[i])
		squares += weight * float64(z[i]) * float64(z[i])
	}
	return mass, mean, squares - mean*mean
}

// TestContract_density checks that the density sums to 1, and that Mean and draws agree with it.
// Densities are rounded to float32, log p to 1e-7 of some 10 nats. The mean of n draws errs by
// σ/√n; their variance by σ²√(5/n), if their tails are not longer than Laplace's: five times that
// is allowed.
func TestContract_density(t *testing.T) {
	each(t, 1, func(t *testing.T, p subject) {
		mass, mean, variance := moments(t, p)
		if math.Abs(mass-1) > 1e-4 {
			t.Errorf("the density sums to %g", mass)
		}
		b := nn.NewBuilder(nn.NewParams(1))
		d := p.in(b)
		const n = 20000
		noise := b.Input("noise", n, d.Noise().Len())
		z, expected := d.Sample(b, noise), d.Mean(b)
		program, err := b.Compile()
		if err != nil {
			t.Fatal(err)
		}
		source := rng.Stream(1, "test", 0)
		d.Noise().Fill(program.Input(noise), &source)
		if err := program.Run(); err != nil {
			t.Fatal(err)
		}
		if got := float64(program.Value(expected)[0]); math.Abs(got-mean) > 1e-4 {
			t.Errorf("mean %g, of the density %g", got, mean)
		}
		var sum, squares float64
		for _, v := range program.Value(z) {
			sum += float64(v)
			squares += (float64(v) - mean) * (float64(v) - mean)
		}
		if got := sum / n; math.Abs(got-mean) > 5*math.Sqrt(variance/n) {
			t.Errorf("mean of draws %g, of the density %g", got, mean)
		}
		if got := squares / n; math.Abs(got-variance) > 5*variance*math.Sqrt(5.0/n) {
			t.Errorf("variance of draws %g, of the density %g", got, variance)
		}
	})
}

// TestContract_exact checks that a log-density outside of a graph is that in it, but for rounding.
func TestContract_exact(t *testing.T) {
	each(t, 3, func(t *testing.T, p subject) {
		exact, ok := p.in(nn.NewBuilder(nn.NewParams(1))).(dist.Exact)
		if !ok {
			t.Skip("it has none")
		}
		g := nntest.NewGraph(t, logProb(p), nntest.Input{Shape: nn.Shape{5, 3}})
		for r, got := range g.Run() {
			if want := exact.LogDensity(g.Params[0].Data[3*r : 3*r+3]); math.Abs(float64(got)-want) > 1e-6*math.Abs(want) {
				t.Errorf("row %d: %g in the graph, %g outside", r, got, want)
			}
		}
	})
}

// TestContract_far checks that all is finite far from the mass.
func TestContract_far(t *testing.T) {
	each(t, 2, func(t *testing.T, p subject) {
		g := nntest.NewGraph(t, logProb(p), nntest.Input{Shape: nn.Shape{2, 2}, Data: []float32{100, -100, 1e4, 1e4}})
		for _, d := range append(g.Derivatives(), g.Run()) {
			for _, v := range d {
				if v-v != 0 {
					t.Fatalf("%v", d)
				}
			}
		}
	})
}

func TestNew_errors(t *testing.T) {
	for want, make := range map[string]func() error{
		`unknown prior "flat" (known: standard, mixture, vamp, gaussian-per-class)`: func() error {
			_, err := prior.New("flat", prior.Spec{Latent: 2}, nil)
			return err
		},
		"components 0 is not above 0 and at most 65536": func() error {
			_, err := prior.New("mixture", prior.Spec{Latent: 2}, map[string]float64{"components": 0})
			return err
		},
		"the prior gaussian-per-class needs a conditional model": func() error {
			_, err := prior.New("gaussian-per-class", prior.Spec{Latent: 2}, nil)
			return err
		},
		"components 2.5 is not a whole number": func() error {
			_, err := prior.New("mixture", prior.Spec{Latent: 2}, map[string]float64{"components": 2.5})
			return err
		},
	} {
		if err := make(); err == nil || err.Error() != want {
			t.Errorf("error %v, want %q", err, want)
		}
	}
}
