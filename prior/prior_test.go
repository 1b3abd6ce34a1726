package prior_test

import (
	"math"
	"testing"

	"vae/dist"
	"vae/internal/nn"
	"vae/internal/nn/nntest"
	"vae/internal/rng"
	"vae/prior"
)

// each runs a test for every prior in the table, over codes of that many dimensions.
func each(t *testing.T, latent int, test func(t *testing.T, p dist.Conditional)) {
	for _, name := range prior.Menu().Names {
		t.Run(name, func(t *testing.T) {
			p, err := prior.New(name, latent, nil)
			if err != nil {
				t.Fatal(err)
			}
			test(t, p)
		})
	}
}

func logProb(p dist.Conditional) func(b *nn.Builder, in []*nn.Node) *nn.Node {
	return func(b *nn.Builder, in []*nn.Node) *nn.Node { return p.Of(b).LogProb(b, in[0]) }
}

// TestContract_gradient checks the derivatives with respect to codes and to the prior's own
// weights.
func TestContract_gradient(t *testing.T) {
	each(t, 3, func(t *testing.T, p dist.Conditional) {
		nntest.CheckGraph(t, 2e-3, logProb(p), nntest.Input{Shape: nn.Shape{5, 3}})
	})
}

// moments returns ∫ p(z) dz, the mean and the variance of a prior in one dimension by the trapezoid
// rule, which is accurate for smooth densities that vanish at both ends.
func moments(t *testing.T, p dist.Conditional) (mass, mean, variance float64) {
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
	each(t, 1, func(t *testing.T, p dist.Conditional) {
		mass, mean, variance := moments(t, p)
		if math.Abs(mass-1) > 1e-4 {
			t.Errorf("the density sums to %g", mass)
		}
		b := nn.NewBuilder(nn.NewParams(1))
		d := p.Of(b)
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
	each(t, 3, func(t *testing.T, p dist.Conditional) {
		exact, ok := p.Of(nn.NewBuilder(nn.NewParams(1))).(dist.Exact)
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
	each(t, 2, func(t *testing.T, p dist.Conditional) {
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
		`unknown prior "flat" (known: standard, mixture)`: func() error {
			_, err := prior.New("flat", 2, nil)
			return err
		},
		"components 0 is not above 0 and at most 65536": func() error {
			_, err := prior.New("mixture", 2, map[string]float64{"components": 0})
			return err
		},
		"components 2.5 is not a whole number": func() error {
			_, err := prior.New("mixture", 2, map[string]float64{"components": 2.5})
			return err
		},
	} {
		if err := make(); err == nil || err.Error() != want {
			t.Errorf("error %v, want %q", err, want)
		}
	}
}
