package dist_test

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"

	"vae/dist"
	"vae/internal/nn"
	"vae/internal/nn/nntest"
	"vae/internal/rng"
)

// checkMoments checks the mean and covariance of draws (n, Z) of component k: of n draws they err
// by σ/√n and by at most √2·σ_i·σ_j/√n; five times that is allowed.
func checkMoments(t *testing.T, f dist.FullMixture, k int, draws []float32) {
	t.Helper()
	n := float64(len(draws) / f.Latent)
	l := mat.NewDense(f.Latent, f.Latent, wide(f.Factors[k*f.Latent*f.Latent:][:f.Latent*f.Latent]))
	var covariance mat.Dense
	covariance.Mul(l, l.T())
	for i := range f.Latent {
		for j := range i + 1 {
			var mean, product float64
			for r := 0; r < len(draws); r += f.Latent {
				x := float64(draws[r+i]) - float64(f.Means[k*f.Latent+i])
				mean += x / n
				product += x * (float64(draws[r+j]) - float64(f.Means[k*f.Latent+j])) / n
			}
			if math.Abs(mean) > 5*math.Sqrt(covariance.At(i, i)/n) {
				t.Errorf("component %d: the mean of dimension %d is %g off", k, i, mean)
			}
			deviation := math.Sqrt(covariance.At(i, i) * covariance.At(j, j))
			if math.Abs(product-covariance.At(i, j)) > 5*math.Sqrt(2/n)*deviation {
				t.Errorf("component %d: covariance (%d, %d) %g, want %g", k, i, j, product, covariance.At(i, j))
			}
		}
	}
}

// TestFullMixture_drawsFollowWeights checks draws of each component, which the noise tells, and
// that their number is that of n trials, within five standard deviations.
func TestFullMixture_drawsFollowWeights(t *testing.T) {
	const n = 30000
	f := fullMixture(t, 4, 3, 1)
	noise := make([]float32, n*4)
	source := rng.Stream(3, "test", 0)
	f.Noise().Fill(noise, &source)
	g := nntest.NewGraph(t, func(b *nn.Builder, in []*nn.Node) *nn.Node { return f.Sample(b, in[0]) },
		nntest.Input{Shape: nn.Shape{n, 4}, Data: noise})
	draws := make([][]float32, 4)
	for r, z := 0, g.Run(); r < n; r++ {
		k := 1
		for u := noise[4*r+3] - f.Weights[1]; u >= 0; u -= f.Weights[k] {
			k++
		}
		draws[k] = append(draws[k], z[3*r:3*r+3]...)
	}
	for k, w := range f.Weights {
		if k > 0 {
			checkMoments(t, f, k, draws[k])
		}
		p := float64(w)
		if got := float64(len(draws[k]) / 3); math.Abs(got-p*n) > 5*math.Sqrt(n*p*(1-p)) {
			t.Errorf("component %d: %g draws, want %g", k, got, p*n)
		}
	}
}

// TestFullMixture_choice checks that each row has its own probabilities: densities against gonum,
// draws of components far apart, and means. Two successive codes belong to a row.
func TestFullMixture_choice(t *testing.T) {
	f := fullMixture(t, 3, 2, 0.01)
	choice := []float32{0, 1, 0, 0.5, 0, 0.5, 1, 0, 0}
	z := codes(f, 6, 0.1)
	g := nntest.NewGraph(t, func(b *nn.Builder, in []*nn.Node) *nn.Node {
		f.Choice = b.Constant(choice, 3, 3)
		return f.LogProb(b, in[0])
	}, nntest.Input{Shape: nn.Shape{6, 2}, Data: z})
	for r, got := range g.Run() {
		want := oracle(f, choice[r/2*3:])(z[2*r : 2*r+2])
		if math.Abs(float64(got)-want) > 1e-7*math.Abs(want) {
			t.Errorf("row %d: %.9g, want %.9g", r, got, want)
		}
	}
	noise := []float32{0, 0, 0, 0, 0, 0.99, 0, 0, 0.49, 0, 0, 0.51, 0, 0, 0.5, 0, 0, 0.5}
	drawn := nntest.NewGraph(t, func(b *nn.Builder, in []*nn.Node) *nn.Node {
		f.Choice = b.Constant(choice, 3, 3)
		return f.Sample(b, in[0])
	}, nntest.Input{Shape: nn.Shape{6, 3}, Data: noise}).Run()
	for r, k := range []int{1, 1, 0, 2, 0, 0} {
		if drawn[2*r] != f.Means[2*k] || drawn[2*r+1] != f.Means[2*k+1] {
			t.Errorf("draw %d is %v, not the mean of component %d", r, drawn[2*r:2*r+2], k)
		}
	}
	means := nntest.NewGraph(t, func(b *nn.Builder, in []*nn.Node) *nn.Node {
		f.Choice = in[0]
		return f.Mean(b)
	}, nntest.Input{Shape: nn.Shape{3, 3}, Data: choice}).Run()
	if want := (f.Means[0] + f.Means[4]) / 2; math.Abs(float64(means[2]-want)) > 1e-7 || means[0] != f.Means[2] {
		t.Errorf("means %v of %v", means, f.Means)
	}
}
