package dist_test

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"

	"vae/dist"
	"vae/internal/nn"
	"vae/internal/nn/nntest"
)

// other is N(0, I) as a type without a known closed form.
type other struct{ dist.Standard }

// drawn builds a function of q, p and a draw from q. The params of q and the noise are inputs.
func drawn(
	p dist.Distribution, of func(b *nn.Builder, q, p dist.Distribution, d dist.Draw) *nn.Node,
) func(b *nn.Builder, in []*nn.Node) *nn.Node {
	return func(b *nn.Builder, in []*nn.Node) *nn.Node {
		q := dist.Normal{Params: in[0]}
		return of(b, q, p, dist.Draw{Z: q.Sample(b, in[1]), Noise: in[1]})
	}
}

func ratio(pathwise bool) func(b *nn.Builder, q, p dist.Distribution, d dist.Draw) *nn.Node {
	return func(b *nn.Builder, q, p dist.Distribution, d dist.Draw) *nn.Node {
		return dist.LogRatio(b, q, p, d, pathwise)
	}
}

// TestKL_gradients checks the closed form, the estimate, and the ratio in one operation and in two.
func TestKL_gradients(t *testing.T) {
	for name, build := range map[string]func(b *nn.Builder, in []*nn.Node) *nn.Node{
		"closed":  drawn(dist.Standard(3), dist.KL),
		"drawn":   drawn(other{3}, dist.KL),
		"ratio":   drawn(dist.Standard(3), ratio(false)),
		"two ops": drawn(other{3}, ratio(false)),
	} {
		t.Run(name, func(t *testing.T) {
			nntest.CheckGraph(t, 2e-3, build,
				nntest.Input{Shape: nn.Shape{4, 6}}, nntest.Input{Shape: nn.Shape{8, 3}, Fixed: true})
		})
	}
	nntest.CheckGraph(t, 2e-3,
		func(b *nn.Builder, in []*nn.Node) *nn.Node { return dist.Standard(3).LogProb(b, in[0]) },
		nntest.Input{Shape: nn.Shape{4, 3}})
}

// TestKL_matchesGonum compares the closed form with gonum's divergence of two normal distributions,
// dimension by dimension. The kernel takes exponentials in float32, with a relative error of 2e-7,
// and rounds its result: five times that is allowed.
func TestKL_matchesGonum(t *testing.T) {
	const rows, latent = 50, 4
	theta := params(rows, latent)
	q := normals(theta, latent)
	g := nntest.NewGraph(t, drawn(dist.Standard(latent), dist.KL),
		nntest.Input{Shape: nn.Shape{rows, 2 * latent}, Data: theta},
		nntest.Input{Shape: nn.Shape{rows, latent}, Fixed: true})
	for r, got := range g.Run() {
		var want float64
		for j := range latent {
			want += distuv.KullbackLeibler{}.DistNormal(q(r, j), distuv.UnitNormal)
		}
		if math.Abs(float64(got)-want) > 1e-6*want {
			t.Errorf("row %d: %g, want %g", r, got, want)
		}
	}
}

// TestKL_ofThePriorIsZero checks the −1 in the formula.
func TestKL_ofThePriorIsZero(t *testing.T) {
	g := nntest.NewGraph(t, drawn(dist.Standard(20), dist.KL),
		nntest.Input{Shape: nn.Shape{1, 40}, Data: make([]float32, 40)},
		nntest.Input{Shape: nn.Shape{1, 20}, Fixed: true})
	if kl := g.Run()[0]; kl != 0 {
		t.Errorf("KL(N(0, I) ‖ N(0, I)) = %g", kl)
	}
}

// TestLogRatio_matchesGonum compares log p(z) − log q(z|x) with the normal densities of gonum, in
// one operation and in two, and pathwise derivatives with theirs: with respect to the mean of q the
// slope of the ratio in z, with respect to log σ² that slope times ½ σ ε.
func TestLogRatio_matchesGonum(t *testing.T) {
	const rows, latent = 20, 3
	theta, eps := params(rows, latent), nntest.Normal(1, rows*latent) // the noise that NewGraph takes for input 1
	q := normals(theta, latent)
	weights := nntest.Normal(1000, rows)
	for name, p := range map[string]dist.Distribution{"one": dist.Standard(latent), "two": other{latent}} {
		g := nntest.NewGraph(t, drawn(p, ratio(true)),
			nntest.Input{Shape: nn.Shape{rows, 2 * latent}, Data: theta},
			nntest.Input{Shape: nn.Shape{rows, latent}, Fixed: true})
		d := g.Derivatives()[0]
		for r, got := range g.Run() {
			var want float64
			for j := range latent {
				n := q(r, j)
				z := n.Mu + n.Sigma*float64(eps[r*latent+j])
				want += distuv.UnitNormal.LogProb(z) - n.LogProb(z)
				slope := float64(weights[r]) * (distuv.UnitNormal.ScoreInput(z) - n.ScoreInput(z))
				byLogVar := 0.5 * slope * n.Sigma * float64(eps[r*latent+j])
				for k, want := range map[int]float64{2*r*latent + j: slope, (2*r+1)*latent + j: byLogVar} {
					if math.Abs(float64(d[k])-want) > 2e-5*max(1, math.Abs(want)) {
						t.Errorf("%s, row %d, dimension %d: derivative %g, want %g", name, r, j, d[k], want)
					}
				}
			}
			if math.Abs(float64(got)-want) > 1e-5*max(1, math.Abs(want)) { // z is rounded to 6e-8
				t.Errorf("%s, row %d: %g, want %g", name, r, got, want)
			}
		}
	}
}

func TestDiagonal_matchesGonum(t *testing.T) {
	mean, logVar := []float64{1, -2, 0.5}, []float64{0.3, -1, 2}
	q, p := dist.NewDiagonal(mean, logVar), dist.NewDiagonal([]float64{0, 1, 1}, []float64{0, 0.5, -1})
	z := q.Place([]float32{0.5, -1, 2})
	var logProb, kl float64
	for j := range mean {
		n := distuv.Normal{Mu: q.Mean[j], Sigma: math.Sqrt(q.Variance[j])}
		logProb += n.LogProb(z[j])
		kl += distuv.KullbackLeibler{}.DistNormal(n, distuv.Normal{Mu: p.Mean[j], Sigma: math.Sqrt(p.Variance[j])})
		if got := (z[j] - n.Mu) / n.Sigma; math.Abs(got-[]float64{0.5, -1, 2}[j]) > 1e-12 {
			t.Errorf("dimension %d: %g standard deviations off", j, got)
		}
	}
	if got := q.LogProb(z); math.Abs(got-logProb) > 1e-12*math.Abs(logProb) {
		t.Errorf("log-density %g, want %g", got, logProb)
	}
	if got := q.KL(p); math.Abs(got-kl) > 1e-12*kl {
		t.Errorf("KL %g, want %g", got, kl)
	}
}
