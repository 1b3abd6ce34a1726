package dist_test

import (
	"math"
	"testing"

	"vae/dist"
	"vae/internal/nn"
	"vae/internal/nn/nntest"
	"vae/internal/rng"
)

// chosen returns a mixture as a function of its params, an argument and the choice, if there is
// one.
func chosen(
	of func(b *nn.Builder, m dist.Mixture, x *nn.Node) *nn.Node,
) func(b *nn.Builder, in []*nn.Node) *nn.Node {
	return func(b *nn.Builder, in []*nn.Node) *nn.Node {
		m := dist.Mixture{Components: dist.Normal{Params: in[0]}}
		if len(in) > 2 {
			m.Choice = in[2]
		}
		return of(b, m, in[1])
	}
}

var logMixture = chosen(func(b *nn.Builder, m dist.Mixture, z *nn.Node) *nn.Node { return m.LogProb(b, z) })

// some is a choice of three rows among four components.
var some = []float32{0.5, 0, 0.25, 0.25, 0, 1, 0, 0, 0.3, 0.1, 0.2, 0.4}

// TestMixture_gradients checks the density without a choice, with one row for all, with one for
// each, and with more and with fewer codes than choices.
func TestMixture_gradients(t *testing.T) {
	theta := nntest.Input{Shape: nn.Shape{4, 6}}
	choice := func(rows int) nntest.Input {
		return nntest.Input{Shape: nn.Shape{rows, 4}, Data: some[:4*rows], Fixed: true}
	}
	z := func(rows int) nntest.Input { return nntest.Input{Shape: nn.Shape{rows, 3}} }
	nntest.CheckGraph(t, 2e-3, logMixture, theta, z(3))
	for _, rows := range []int{3, 6, 1} {
		nntest.CheckGraph(t, 2e-3, logMixture, theta, z(rows), choice(3))
		nntest.CheckGraph(t, 2e-3, logMixture, theta, z(rows), choice(1))
	}
	trained := choice(3)
	trained.Fixed = false
	for _, d := range nntest.NewGraph(t, logMixture, theta, z(3), trained).Derivatives()[2] {
		if d != 0 {
			t.Errorf("derivative %g by a probability", d)
		}
	}
}

// TestMixture_logProbOfAChoice has zeros in the choice, and probabilities that differ by up to e⁶.
func TestMixture_logProbOfAChoice(t *testing.T) {
	const rows = 20
	for _, m := range mixtures(3*rows, 10, 5) {
		m.choice, m.logRatio = make([]float32, rows*m.components), 6
		for r := range rows {
			var sum float32
			row := m.choice[r*m.components:][:m.components]
			for k, v := range nntest.Normal(uint64(r), m.components) {
				if v < 1 || m.components == 1 {
					row[k] = float32(math.Exp(2 * max(-2, float64(v))))
				}
				sum += row[k]
			}
			for k := range row {
				row[k] /= sum
			}
		}
		t.Run(m.name, m.check)
	}
}

// TestMixture_drawsFollowTheChoice draws n times for each row of the choice, from components that
// are far apart: the frequency of each errs by √(w/n), and five times that is allowed. Mean is the
// expectation, to the rounding of float32.
func TestMixture_drawsFollowTheChoice(t *testing.T) {
	const n, components = 4000, 4
	params := []float32{10, 0, 20, 0, 30, 0, 40, 0} // mean, log-variance
	noise := make([]float32, 3*n*2)
	source := rng.Stream(1, "test", 0)
	dist.Noise{Normal: 1, Uniform: 1}.Fill(noise, &source)
	inputs := []nntest.Input{
		{Shape: nn.Shape{components, 2}, Data: params},
		{Shape: nn.Shape{3 * n, 2}, Data: noise, Fixed: true},
		{Shape: nn.Shape{3, components}, Data: some, Fixed: true},
	}
	draw := chosen(func(b *nn.Builder, m dist.Mixture, noise *nn.Node) *nn.Node { return m.Sample(b, noise) })
	counts := make([]float64, len(some))
	for i, z := range nntest.NewGraph(t, draw, inputs...).Run() {
		counts[i/n*components+int(math.Round(float64(z)/10))-1]++
	}
	mean := chosen(func(b *nn.Builder, m dist.Mixture, _ *nn.Node) *nn.Node { return m.Mean(b) })
	means := nntest.NewGraph(t, mean, inputs...).Run()
	for r := range 3 {
		var want float64
		for k, w := range some[r*components:][:components] {
			want += float64(w) * float64(params[2*k])
			if got := counts[r*components+k] / n; math.Abs(got-float64(w)) > 5*math.Sqrt(float64(w)/n) {
				t.Errorf("row %d, component %d: frequency %g, want %g", r, k, got, w)
			}
		}
		if math.Abs(float64(means[r])-want) > 1e-6*want {
			t.Errorf("row %d: mean %g, want %g", r, means[r], want)
		}
	}
}

// TestMixture_temperature: normal noise times T gives draws from the components with T times their
// standard deviations. Draws of some 4 are rounded to 2.4e-7.
func TestMixture_temperature(t *testing.T) {
	const n, width, temperature = 100, 3, 0.7
	noise := make([]float32, n*(width+1))
	source := rng.Stream(1, "test", 0)
	d := dist.Noise{Normal: width, Uniform: 1}
	d.Fill(noise, &source)
	draw := func(scale float32) []float32 {
		scaled := make([]float32, len(noise))
		for i, v := range noise {
			if scaled[i] = v; i%d.Len() < d.Normal {
				scaled[i] = scale * v
			}
		}
		return nntest.NewGraph(t,
			chosen(func(b *nn.Builder, m dist.Mixture, noise *nn.Node) *nn.Node { return m.Sample(b, noise) }),
			nntest.Input{Shape: nn.Shape{5, 2 * width}},
			nntest.Input{Shape: nn.Shape{n, width + 1}, Data: scaled, Fixed: true}).Run()
	}
	means, full, cool := draw(0), draw(1), draw(temperature)
	for i, z := range cool {
		if want := means[i] + temperature*(full[i]-means[i]); math.Abs(float64(z-want)) > 1e-6 {
			t.Errorf("element %d: %g, want %g", i, z, want)
		}
	}
}
