package evaluate

import (
	"context"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distmv"

	"vae"
	"vae/data"
	"vae/internal/nn/nntest"
	"vae/internal/raster"
)

// linearModel returns a model whose decoder is linear with normal pixels, of which log p(x) is
// known: p(x) = N(x; b, WWᵀ + σ²I). Its encoder has initial weights and knows nothing.
func linearModel(t *testing.T) (*vae.Model, *distmv.Normal) {
	t.Helper()
	c := vae.Config{Height: 3, Width: 4, Latent: 2, Activation: "relu", Init: "glorot", Likelihood: "gaussian", Options: vae.Options{"sigma": 0.5}}
	m, err := vae.New(c, 1, vae.Start{Mean: make([]float32, c.Pixels())})
	if err != nil {
		t.Fatal(err)
	}
	bias := make([]float64, c.Pixels())
	weight := mat.NewDense(c.Latent, c.Pixels(), nil)
	for _, p := range m.Parameters() {
		for i, v := range p.Data {
			switch p.Name {
			case "decoder/pixels/weight":
				weight.Set(i/c.Pixels(), i%c.Pixels(), float64(v))
			case "decoder/pixels/bias":
				bias[i] = float64(v)
			}
		}
	}
	cov := mat.NewSymDense(c.Pixels(), nil)
	for i := range c.Pixels() {
		cov.SetSym(i, i, c.Options["sigma"]*c.Options["sigma"])
	}
	for k := range c.Latent {
		cov.SymRankOne(cov, 1, weight.RowView(k))
	}
	exact, ok := distmv.NewNormal(bias, cov, nil)
	if !ok {
		t.Fatal("the covariance is not positive")
	}
	return m, exact
}

// drawn returns a group of n images that the model draws, their codes and their log p(x).
func drawn(t *testing.T, n int, seed uint64, a Annealing) (g *group, codes []float32, logProb []float64) {
	t.Helper()
	m, exact := linearModel(t)
	z, err := m.Prior(n, 1)
	if err != nil {
		t.Fatal(err)
	}
	images, err := m.Draw(z, 1)
	if err != nil {
		t.Fatal(err)
	}
	g, err = newAnnealer(m, seed, a, nil).group(context.Background(), "test", 0, vae.Input{Images: images})
	if err != nil {
		t.Fatal(err)
	}
	for i := range n {
		var x []float64
		for _, v := range images[i*g.pixels : (i+1)*g.pixels] {
			x = append(x, float64(v))
		}
		logProb = append(logProb, exact.LogProb(x))
	}
	return g, z.Codes, logProb
}

// both returns the estimates of forward and of reverse runs.
func both(t *testing.T, g *group, codes []float32) (forward, reverse []Bound) {
	t.Helper()
	forward, err := g.forward(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if reverse, err = g.reverse(context.Background(), codes); err != nil {
		t.Fatal(err)
	}
	return forward, reverse
}

// TestAIS_bracketsTheExactValue compares both estimates of 60 images with log p(x). One chain of
// two steps leaves them apart, each on its side, by more than four standard errors; sixteen chains
// of a hundred steps agree with log p(x) within four.
func TestAIS_bracketsTheExactValue(t *testing.T) {
	errorsOf := func(a Annealing) (below, above Estimate) {
		g, codes, logProb := drawn(t, 60, 1, a)
		var lower, upper moments
		forward, reverse := both(t, g, codes)
		for n, want := range logProb {
			lower.add(want - forward[n].Value)
			upper.add(reverse[n].Value - want)
		}
		return lower.estimate(), upper.estimate()
	}
	below, above := errorsOf(Annealing{Steps: 2, Chains: 1})
	for name, e := range map[string]Estimate{"forward is too low": below, "reverse is too high": above} {
		if e.Mean < 4*float64(e.StandardError) {
			t.Errorf("coarse: %s by %.4f ± %.4f", name, e.Mean, e.StandardError)
		}
	}
	fineBelow, fineAbove := errorsOf(Annealing{Steps: 100, Chains: 16})
	for name, e := range map[string]Estimate{"forward is too low": fineBelow, "reverse is too high": fineAbove} {
		if math.Abs(e.Mean) > 4*float64(e.StandardError) || e.StandardError > 0.05 {
			t.Errorf("fine: %s by %.4f ± %.4f", name, e.Mean, e.StandardError)
		}
	}
}

// TestAIS_standardErrorCovers repeats the forward estimates of three images with other random
// numbers: if the mean of 16 weights were normal they would be within two standard errors of log
// p(x) in 94 % of all, as Student's t with 15 degrees of freedom. Weights are skew: 90 % is allowed
// for. The chance of less than 95 of 120 is then below 10⁻³.
func TestAIS_standardErrorCovers(t *testing.T) {
	covered := 0
	for seed := range uint64(40) {
		g, _, logProb := drawn(t, 3, seed, Annealing{Steps: 50, Chains: 16})
		bounds, err := g.forward(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		for n, want := range logProb {
			if math.Abs(bounds[n].Value-want) < 2*math.Sqrt(bounds[n].Variance) {
				covered++
			}
		}
	}
	if covered < 95 {
		t.Errorf("%d of 120 estimates are within two standard errors", covered)
	}
}

// TestAIS_imageDoesNotDependOnTheOthers takes three of forty images alone.
func TestAIS_imageDoesNotDependOnTheOthers(t *testing.T) {
	a := Annealing{Steps: 5, Chains: 4}
	all, codes, _ := drawn(t, 40, 1, a)
	forward, reverse := both(t, all, codes)
	few, codes, _ := drawn(t, 3, 1, a)
	fewForward, fewReverse := both(t, few, codes)
	if !slices.Equal(forward[:3], fewForward) || !slices.Equal(reverse[:3], fewReverse) {
		t.Errorf("alone %v and %v, among others %v and %v", fewForward, fewReverse, forward[:3], reverse[:3])
	}
}

// uniform returns n images of the size that linearModel takes, with pixels in [0, 1].
func uniform(t *testing.T, n int) *data.Set {
	t.Helper()
	pixels := nntest.Normal(3, n*12)
	for i, v := range pixels {
		pixels[i] = float32(1 / (1 + math.Exp(-float64(v))))
	}
	set, err := data.NewSet("uniform", raster.Grey(3, 4), pixels, nil)
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// TestAIS_figures compares the figures on images from elsewhere with the mean of −log p(x): the
// chains' own error is stated, and four times that is allowed. The bound with one draw is above.
func TestAIS_figures(t *testing.T) {
	m, exact := linearModel(t)
	set := uniform(t, 90)
	a := Annealing{Images: 80, Steps: 20, Chains: 8}
	p := Protocol{Samples: 1, Seed: 1}
	last, total := 0, 0
	got, err := AIS(context.Background(), m, set, p, a, func(done, of int) {
		if done <= last || done > of {
			t.Errorf("%d of %d done after %d", done, of, last)
		}
		last, total = done, of
	})
	if err != nil {
		t.Fatal(err)
	}
	if last != total || total == 0 {
		t.Errorf("%d of %d done at the end", last, total)
	}
	sample, x := set.Sample(80, 1), make([]float32, 12)
	var want moments
	for i := range sample.Len() {
		sample.Read(x, i)
		var wide []float64
		for _, v := range x {
			wide = append(wide, float64(v))
		}
		want.add(-exact.LogProb(wide))
	}
	if math.Abs(got.NLL.Mean-want.mean) > 4*float64(got.MonteCarlo) || got.MonteCarlo > 0.05 {
		t.Errorf("−log p(x) is %g ± %g, want %g", got.NLL.Mean, got.MonteCarlo, want.mean)
	}
	if got.Excess.Mean < 4*float64(got.Excess.StandardError) {
		t.Errorf("−L1 is higher by %+v", got.Excess)
	}
	if s := got.Simulated; math.Abs(s.Upper.Mean-s.Lower.Mean-s.Gap.Mean) > 1e-9 || s.Gap.Mean < 0 || s.Gap.Mean > 2 {
		t.Errorf("the bracket is %+v", s)
	}
	if math.Abs(got.Acceptance-targetAcceptance) > 0.2 {
		t.Errorf("acceptance %g", got.Acceptance)
	}
	again, err := AIS(context.Background(), m, set, p, a, nil)
	if err != nil || again != got {
		t.Errorf("again: %+v, error %v; first %+v", again, err, got)
	}
}

func TestAIS_stops(t *testing.T) {
	m, _ := linearModel(t)
	ctx, cancel := context.WithCancel(context.Background())
	calls := 0
	_, err := AIS(ctx, m, uniform(t, 5), Protocol{Samples: 1}, Annealing{Images: 5, Steps: 1000, Chains: 2}, func(int, int) {
		calls++
		cancel()
	})
	if !errors.Is(err, context.Canceled) || calls != 1 {
		t.Errorf("error %v after %d moves", err, calls)
	}
}

func TestAnnealing_validate(t *testing.T) {
	for want, a := range map[string]Annealing{
		"0 images":    {Images: 0, Steps: 1, Chains: 1},
		"0 steps":     {Images: 1, Steps: 0, Chains: 1},
		"-1 chains":   {Images: 1, Steps: 1, Chains: -1},
		"5000 chains": {Images: 1, Steps: 1, Chains: 5000},
	} {
		if err := a.Validate(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %q", err, want)
		}
	}
}
