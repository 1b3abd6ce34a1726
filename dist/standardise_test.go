package dist_test

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"

	"vae/dist"
	"vae/internal/nn"
	"vae/internal/nn/nntest"
)

// between builds a function of two normal distributions, of which inputs 0 and 1 are the params,
// and of draws from the first, of which input 2 is the noise.
func between(
	of func(b *nn.Builder, q, p dist.Distribution, d dist.Draw) *nn.Node,
) func(b *nn.Builder, in []*nn.Node) *nn.Node {
	return func(b *nn.Builder, in []*nn.Node) *nn.Node {
		q := dist.Normal{Params: in[0]}
		return of(b, q, dist.Normal{Params: in[1]}, dist.Draw{Z: q.Sample(b, in[2]), Noise: in[2]})
	}
}

// TestKL_ofNormalsGradients has a p for each q, one for two, and one for all.
func TestKL_ofNormalsGradients(t *testing.T) {
	for _, rows := range []int{4, 2, 1} {
		for _, of := range []func(b *nn.Builder, q, p dist.Distribution, d dist.Draw) *nn.Node{dist.KL, ratio(false)} {
			nntest.CheckGraph(t, 2e-3, between(of),
				nntest.Input{Shape: nn.Shape{4, 6}}, nntest.Input{Shape: nn.Shape{rows, 6}},
				nntest.Input{Shape: nn.Shape{8, 3}, Fixed: true})
		}
	}
}

// TestKL_ofNormalsMatchesGonum, log-variances at their bounds included: standardised params are
// rounded to 6e-8, and see TestKL_matchesGonum.
func TestKL_ofNormalsMatchesGonum(t *testing.T) {
	const rows, latent = 50, 4
	thetaQ, thetaP := params(rows, latent), nntest.Normal(2, rows*2*latent)
	thetaQ[latent], thetaP[latent] = dist.MinLogVar, dist.MaxLogVar
	thetaQ[3*latent], thetaP[3*latent] = dist.MaxLogVar, dist.MinLogVar
	q, p := normals(thetaQ, latent), normals(thetaP, latent)
	g := nntest.NewGraph(t, between(dist.KL),
		nntest.Input{Shape: nn.Shape{rows, 2 * latent}, Data: thetaQ},
		nntest.Input{Shape: nn.Shape{rows, 2 * latent}, Data: thetaP},
		nntest.Input{Shape: nn.Shape{rows, latent}, Fixed: true})
	for r, got := range g.Run() {
		var want float64
		for j := range latent {
			want += distuv.KullbackLeibler{}.DistNormal(q(r, j), p(r, j))
		}
		if math.Abs(float64(got)-want) > 1e-6*want {
			t.Errorf("row %d: %g, want %g", r, got, want)
		}
	}
}

// TestKL_ofNormalsIsThatOfTheStandard where p is N(0, I), and zero where p is q. The operation of
// the standard case takes exponentials in float32, with a relative error of 2e-7.
func TestKL_ofNormalsIsThatOfTheStandard(t *testing.T) {
	theta := params(5, 3)
	noise := nntest.Input{Shape: nn.Shape{5, 3}, Fixed: true}
	kl := func(p []float32) []float32 {
		return nntest.NewGraph(t, between(dist.KL), nntest.Input{Shape: nn.Shape{5, 6}, Data: theta},
			nntest.Input{Shape: nn.Shape{len(p) / 6, 6}, Data: p}, noise).Run()
	}
	standard := nntest.NewGraph(t, drawn(dist.Standard(3), dist.KL),
		nntest.Input{Shape: nn.Shape{5, 6}, Data: theta}, noise).Run()
	same := kl(theta)
	for r, got := range kl(make([]float32, 6)) {
		if want := standard[r]; math.Abs(float64(got-want)) > 1e-6*float64(want) {
			t.Errorf("row %d: %g, in the standard case %g", r, got, want)
		}
		if same[r] != 0 {
			t.Errorf("row %d: KL(q ‖ q) = %g", r, same[r])
		}
	}
}

// TestLogRatio_ofEqualNormals checks that pathwise derivatives with respect to q vanish where p is
// q, as do those of log p − log q in z.
func TestLogRatio_ofEqualNormals(t *testing.T) {
	theta := params(5, 3)
	input := nntest.Input{Shape: nn.Shape{5, 6}, Data: theta}
	g := nntest.NewGraph(t, between(ratio(true)), input, input, nntest.Input{Shape: nn.Shape{5, 3}, Fixed: true})
	for i, d := range g.Derivatives()[0] {
		if d != 0 {
			t.Errorf("param %d: derivative %g", i, d)
		}
	}
}

func TestClosed(t *testing.T) {
	normal := dist.Normal{Params: nn.NewBuilder(nn.NewParams(1)).Input("theta", 2, 6)}
	mixture := dist.Mixture{Components: normal}
	for _, c := range []struct {
		q, p dist.Distribution
		want bool
	}{
		{normal, dist.Standard(3), true}, {normal, normal, true}, {normal, mixture, false}, {mixture, normal, false},
	} {
		if got := dist.Closed(c.q, c.p); got != c.want {
			t.Errorf("KL(%T ‖ %T) closed: %v", c.q, c.p, got)
		}
	}
}

func BenchmarkStandardise(b *testing.B) {
	const rows, latent = 128, 20
	op := dist.NewStandardise()
	if _, err := op.Shape([]nn.Shape{{rows, 2 * latent}, {rows, 2 * latent}}); err != nil {
		b.Fatal(err)
	}
	in := [][]float32{params(rows, latent), nntest.Normal(2, rows*2*latent)}
	dIn := [][]float32{make([]float32, len(in[0])), make([]float32, len(in[1]))}
	out, d := make([]float32, len(in[0])), nntest.Normal(3, len(in[0]))
	for b.Loop() {
		op.Forward(out, in)
		op.Backward(dIn, d, out, in)
	}
}
