package dist_test

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"

	"vae/dist"
	"vae/internal/nn"
	"vae/internal/nn/nntest"
)

// params returns the params of rows normal distributions of latent dimensions.
func params(rows, latent int) []float32 { return nntest.Normal(1, rows*2*latent) }

// normals returns the distributions with these params by row and dimension, as gonum has them.
func normals(params []float32, latent int) func(r, j int) distuv.Normal {
	return func(r, j int) distuv.Normal {
		return distuv.Normal{
			Mu:    float64(params[2*r*latent+j]),
			Sigma: math.Exp(0.5 * float64(params[(2*r+1)*latent+j])),
		}
	}
}

// TestNormal_gradients checks draws, densities and means, with as many draws as rows and with three
// times as many.
func TestNormal_gradients(t *testing.T) {
	for _, draws := range []int{4, 12} {
		theta := nntest.Input{Shape: nn.Shape{4, 6}}
		z := nntest.Input{Shape: nn.Shape{draws, 3}}
		noise := nntest.Input{Shape: nn.Shape{draws, 3}, Fixed: true}
		nntest.CheckGraph(t, 2e-3, func(b *nn.Builder, in []*nn.Node) *nn.Node {
			return dist.NormalFamily{}.Of(b, in[0]).Sample(b, in[1])
		}, theta, noise)
		nntest.CheckGraph(t, 2e-3, func(b *nn.Builder, in []*nn.Node) *nn.Node {
			return dist.NormalFamily{}.Of(b, in[0]).LogProb(b, in[1])
		}, theta, z)
		nntest.CheckGraph(t, 2e-3, func(b *nn.Builder, in []*nn.Node) *nn.Node {
			return dist.Normal{Params: in[0]}.LogProb(b, in[1])
		}, theta, noise)
	}
}

// TestNormal_logProbMatchesGonum: sums are taken in float64 and rounded once, to 6e-8.
func TestNormal_logProbMatchesGonum(t *testing.T) {
	const rows, latent = 20, 3
	theta := params(rows, latent)
	q := normals(theta, latent)
	g := nntest.NewGraph(t, func(b *nn.Builder, in []*nn.Node) *nn.Node {
		return dist.Normal{Params: in[0]}.LogProb(b, in[1])
	}, nntest.Input{Shape: nn.Shape{rows, 2 * latent}, Data: theta}, nntest.Input{Shape: nn.Shape{rows, latent}})
	z := g.Params[1].Data
	for r, got := range g.Run() {
		var want float64
		for j := range latent {
			want += q(r, j).LogProb(float64(z[r*latent+j]))
		}
		if math.Abs(float64(got)-want) > 1e-6*max(1, math.Abs(want)) {
			t.Errorf("row %d: %g, want %g", r, got, want)
		}
	}
}

// TestNormal_clampedOutside checks that a log-variance outside the bounds counts as the bound, and
// gets only derivatives along which descent leads back inside.
func TestNormal_clampedOutside(t *testing.T) {
	theta := []float32{1, 15, 1, -25}      // mean, log-variance; mean, log-variance
	for _, far := range []float32{0, 30} { // above the bounds log p falls with σ far from x, and rises with it near x
		g := nntest.NewGraph(t, func(b *nn.Builder, in []*nn.Node) *nn.Node {
			return dist.NormalFamily{}.Of(b, in[0]).LogProb(b, in[1])
		}, nntest.Input{Shape: nn.Shape{2, 2}, Data: theta},
			nntest.Input{Shape: nn.Shape{2, 1}, Data: []float32{1 + far, 1 + far}, Fixed: true})
		for r, got := range g.Run() {
			logVar := []float64{dist.MaxLogVar, dist.MinLogVar}[r]
			want := distuv.Normal{Mu: 1, Sigma: math.Exp(0.5 * logVar)}.LogProb(1 + float64(far))
			if math.Abs(float64(got)-want) > 1e-5*math.Abs(want) {
				t.Errorf("row %d, %g away: log p %g, want %g", r, far, got, want)
			}
		}
		d := g.Derivatives()[0]
		if d[1] < 0 || d[3] > 0 {
			t.Errorf("%g away: derivatives %g above and %g below the bounds lead further outside", far, d[1], d[3])
		}
	}
}

// TestNormal_drawsHaveItsMoments: of n draws the mean errs by σ/√n, the variance by σ²√(2/n); five
// times that is allowed.
func TestNormal_drawsHaveItsMoments(t *testing.T) {
	const n, mean, logVar = 40000, 1.5, -1.2
	g := nntest.NewGraph(t, func(b *nn.Builder, in []*nn.Node) *nn.Node {
		return dist.Normal{Params: in[0]}.Sample(b, in[1])
	}, nntest.Input{Shape: nn.Shape{1, 2}, Data: []float32{mean, logVar}},
		nntest.Input{Shape: nn.Shape{n, 1}, Fixed: true})
	var sum, squares float64
	for _, v := range g.Run() {
		sum += float64(v)
		squares += (float64(v) - mean) * (float64(v) - mean)
	}
	variance := math.Exp(logVar)
	if got := sum / n; math.Abs(got-mean) > 5*math.Sqrt(variance/n) {
		t.Errorf("mean %g, want %g", got, mean)
	}
	if got := squares / n; math.Abs(got-variance) > 5*variance*math.Sqrt(2.0/n) {
		t.Errorf("variance %g, want %g", got, variance)
	}
}

func TestShapes_mismatch(t *testing.T) {
	type nodes struct{ theta, odd, noise *nn.Node }
	mixture := func(n nodes) dist.Mixture { return dist.Mixture{Components: dist.Normal{Params: n.theta}} }
	for name, build := range map[string]func(b *nn.Builder, n nodes){
		"noise of another width":  func(b *nn.Builder, n nodes) { dist.Normal{Params: n.theta}.Sample(b, n.noise) },
		"an odd number":           func(b *nn.Builder, n nodes) { dist.NormalFamily{}.Of(b, n.odd) },
		"codes of another width":  func(b *nn.Builder, n nodes) { dist.Normal{Params: n.theta}.LogProb(b, n.noise) },
		"codes of no component":   func(b *nn.Builder, n nodes) { mixture(n).LogProb(b, n.noise) },
		"noise of no component":   func(b *nn.Builder, n nodes) { mixture(n).Sample(b, n.noise) },
		"events of another width": func(b *nn.Builder, n nodes) { dist.Bernoulli{}.Of(b, n.theta).LogProb(b, n.noise) },
		"KL of an odd number": func(b *nn.Builder, n nodes) {
			dist.KL(b, dist.Normal{Params: n.odd}, dist.Standard(2), dist.Draw{})
		},
		"KL from another width": func(b *nn.Builder, n nodes) {
			dist.KL(b, dist.Normal{Params: n.theta}, dist.Normal{Params: n.noise}, dist.Draw{})
		},
		"a choice of another number of components": func(b *nn.Builder, n nodes) {
			dist.Mixture{Components: dist.Normal{Params: n.theta}, Choice: n.odd}.Mean(b)
		},
		"draws of another width": func(b *nn.Builder, n nodes) {
			d := dist.Draw{Z: n.noise, Noise: n.noise}
			dist.LogRatio(b, dist.Normal{Params: n.theta}, dist.Standard(2), d, false)
		},
	} {
		b := nn.NewBuilder(nn.NewParams(1))
		build(b, nodes{b.Input("theta", 4, 6), b.Input("odd", 4, 5), b.Input("noise", 4, 2)})
		if b.Err() == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
