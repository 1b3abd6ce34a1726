package dist_test

import (
	"math"
	"strings"
	"testing"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distmv"

	"vae/dist"
	"vae/internal/nn"
	"vae/internal/nn/nntest"
	"vae/internal/rng"
)

// fullMixture returns a mixture with random factors whose diagonals are from scale to 2·scale, and
// random weights of which the first is 0.
func fullMixture(t testing.TB, components, latent int, scale float32) dist.FullMixture {
	t.Helper()
	weights, total := make([]float32, components), float32(0)
	for k := 1; k < components; k++ {
		weights[k] = float32(k)
		total += weights[k]
	}
	for k := range weights {
		weights[k] /= total
	}
	factors := nntest.Normal(7, components*latent*latent)
	uniform := make([]float32, len(factors))
	source := rng.Stream(1, "test", 0)
	source.Uniform(uniform)
	for i := range factors {
		switch row, column := i/latent%latent, i%latent; {
		case column > row:
			factors[i] = 0
		case column == row:
			factors[i] = scale * (1 + uniform[i])
		default:
			factors[i] *= 0.3 * scale
		}
	}
	f, err := dist.NewFullMixture(latent, weights, nntest.Normal(8, components*latent), factors)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// oracle returns the log-density of a mixture as gonum has it, with these weights.
func oracle(f dist.FullMixture, weights []float32) func(z []float32) float64 {
	var normals []*distmv.Normal
	for k := range f.Weights {
		l := mat.NewTriDense(f.Latent, mat.Lower, wide(f.Factors[k*f.Latent*f.Latent:][:f.Latent*f.Latent]))
		var c mat.Cholesky
		c.SetFromU(l.TTri())
		normals = append(normals, distmv.NewNormalChol(wide(f.Means[k*f.Latent:][:f.Latent]), &c, nil))
	}
	return func(z []float32) float64 {
		var terms []float64
		for k, n := range normals {
			terms = append(terms, math.Log(float64(weights[k]))+n.LogProb(wide(z)))
		}
		return floats.LogSumExp(terms)
	}
}

func wide(x []float32) []float64 {
	y := make([]float64, len(x))
	for i, v := range x {
		y[i] = float64(v)
	}
	return y
}

// codes returns codes near the means of a mixture.
func codes(f dist.FullMixture, n int, scale float32) []float32 {
	z := nntest.Normal(9, n*f.Latent)
	for i := range z {
		z[i] = z[i]*scale + f.Means[i%len(f.Means)]
	}
	return z
}

// TestFullMixture_logProbMatchesGonum: the result is rounded once, to 6e-8 of it, and in its sum
// the differences z − μ are exact. Components as narrow as 1e-4 make the product's float32 useless.
func TestFullMixture_logProbMatchesGonum(t *testing.T) {
	for _, c := range []struct {
		components, latent, rows int
		scale                    float32
	}{{2, 1, 7, 1}, {7, 3, 200, 0.5}, {50, 20, 150, 0.3}, {20, 6, 131, 1e-2}, {5, 4, 90, 1e-4}, {3, 33, 33, 10}} {
		f := fullMixture(t, c.components, c.latent, c.scale)
		z := codes(f, c.rows, c.scale)
		g := nntest.NewGraph(t, func(b *nn.Builder, in []*nn.Node) *nn.Node { return f.LogProb(b, in[0]) },
			nntest.Input{Shape: nn.Shape{c.rows, c.latent}, Data: z})
		want := oracle(f, f.Weights)
		for r, got := range g.Run() {
			row := z[r*c.latent:][:c.latent]
			want := want(row)
			if math.Abs(float64(got)-want) > 1e-7*max(1, math.Abs(want)) {
				t.Errorf("%+v, row %d: %.9g, want %.9g", c, r, got, want)
			}
			if exact := f.LogDensity(row); math.Abs(exact-want) > 1e-10*max(1, math.Abs(want)) {
				t.Errorf("%+v, row %d: %.15g outside a graph, want %.15g", c, r, exact, want)
			}
		}
	}
}

func TestFullMixture_gradient(t *testing.T) {
	f := fullMixture(t, 6, 3, 1)
	nntest.CheckGraph(t, 2e-3, func(b *nn.Builder, in []*nn.Node) *nn.Node { return f.LogProb(b, in[0]) },
		nntest.Input{Shape: nn.Shape{70, 3}})
	f = fullMixture(t, 6, 2, 0.7)
	nntest.CheckGraph(t, 2e-3, func(b *nn.Builder, in []*nn.Node) *nn.Node {
		f.Choice = b.Constant([]float32{0, 0.5, 0, 0.5, 0, 0, 0, 0, 0, 0, 0.25, 0.75}, 2, 6)
		return f.LogProb(b, in[0])
	}, nntest.Input{Shape: nn.Shape{6, 2}})
}

// TestFullMixture_oneChoiceForAll: one row of probabilities is for all codes, and the mixture's own
// give what they give without a choice.
func TestFullMixture_oneChoiceForAll(t *testing.T) {
	f := fullMixture(t, 5, 2, 1)
	run := func(choose bool) []float32 {
		return nntest.NewGraph(t, func(b *nn.Builder, in []*nn.Node) *nn.Node {
			if f.Choice = nil; choose {
				f.Choice = b.Constant(f.Weights, 1, 5)
			}
			return f.LogProb(b, in[0])
		}, nntest.Input{Shape: nn.Shape{9, 2}}).Run()
	}
	own, chosen := run(false), run(true)
	for r := range own {
		if own[r] != chosen[r] {
			t.Errorf("row %d: %g with a choice, %g without", r, chosen[r], own[r])
		}
	}
}

func TestFullMixture_farOut(t *testing.T) {
	f := fullMixture(t, 4, 2, 1e-3)
	g := nntest.NewGraph(t, func(b *nn.Builder, in []*nn.Node) *nn.Node { return f.LogProb(b, in[0]) },
		nntest.Input{Shape: nn.Shape{3, 2}, Data: []float32{100, -100, 1e4, 1e4, 3e15, 0}})
	for _, d := range append(g.Derivatives(), g.Run()) {
		for _, v := range d {
			if v-v != 0 {
				t.Fatalf("%v", d)
			}
		}
	}
}

func TestNewFullMixture_errors(t *testing.T) {
	nan := float32(math.NaN())
	for want, c := range map[string]struct{ weights, means, factors []float32 }{
		"0 components":        {nil, nil, nil},
		"1 factors":           {[]float32{1}, []float32{1, 2}, []float32{1}},
		"not finite":          {[]float32{1}, []float32{1, nan}, []float32{1, 0, 0, 1}},
		"sum to 0.5":          {[]float32{0.5}, []float32{1, 2}, []float32{1, 0, 0, 1}},
		"weight -1 of compon": {[]float32{-1}, []float32{1, 2}, []float32{1, 0, 0, 1}},
		"lower triangular":    {[]float32{1}, []float32{1, 2}, []float32{1, 1, 0, 1}},
		"positive diagonal":   {[]float32{1}, []float32{1, 2}, []float32{1, 0, 0, 0}},
	} {
		if _, err := dist.NewFullMixture(2, c.weights, c.means, c.factors); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %q", err, want)
		}
	}
	f := fullMixture(t, 2, 2, 1)
	for name, build := range map[string]func(b *nn.Builder){
		"codes of another width":  func(b *nn.Builder) { f.LogProb(b, b.Input("z", 4, 3)) },
		"noise of another width":  func(b *nn.Builder) { f.Sample(b, b.Input("noise", 4, 2)) },
		"choice of another width": func(b *nn.Builder) { f.Choice = b.Input("choice", 4, 3); f.LogProb(b, b.Input("z", 4, 2)) },
	} {
		b := nn.NewBuilder(nn.NewParams(1))
		if build(b); b.Err() == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func BenchmarkFullMixture(b *testing.B) {
	f := fullMixture(b, 50, 20, 0.5)
	builder := nn.NewBuilder(nn.NewParams(1))
	z := builder.Input("z", 10000, 20)
	f.LogProb(builder, z)
	program, err := builder.Compile()
	if err != nil {
		b.Fatal(err)
	}
	copy(program.Input(z), codes(f, 10000, 0.5))
	for b.Loop() {
		if err := program.Run(); err != nil {
			b.Fatal(err)
		}
	}
}
