package lineargaussian_test

import (
	"math"
	"slices"
	"testing"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/integrate/quad"
	"gonum.org/v1/gonum/stat"

	"vae"
	"vae/dist"
	"vae/internal/lineargaussian"
	"vae/internal/raster"
)

// mixtures are the standard model, one of unequal components and a column of zeros in W, and one
// that is no mixture.
var mixtures = []lineargaussian.MixtureModel{
	lineargaussian.StandardMixture(),
	{
		Linear: lineargaussian.Model{Shape: raster.Grey(4, 2), Scales: []float64{0.5, 0}, Sigma: 0.2},
		Prior: lineargaussian.Mixture{Weights: []float64{0.1, 0.7, 0.2}, Components: []dist.Diagonal{
			dist.NewDiagonal([]float64{1, 2}, []float64{1, -1}),
			dist.NewDiagonal([]float64{-1, 0}, []float64{0, 0.5}),
			dist.NewDiagonal([]float64{0, 0.5}, []float64{-2, 0}),
		}},
	},
	{
		Linear: lineargaussian.Model{Shape: raster.Grey(2, 2), Scales: []float64{0.2, 0.1}, Sigma: 0.1},
		Prior: lineargaussian.Mixture{Weights: []float64{1}, Components: []dist.Diagonal{
			dist.NewDiagonal([]float64{0, 0}, []float64{0, 0}),
		}},
	},
}

// gonumMixture returns log Σ_k w_k exp l_k.
func gonumMixture(p lineargaussian.Mixture, logProb func(dist.Diagonal) float64) float64 {
	var terms []float64
	for k, w := range p.Weights {
		terms = append(terms, math.Log(w)+logProb(p.Components[k]))
	}
	return floats.LogSumExp(terms)
}

// TestMixture_logProbsMatchGonum compares sums over latent dimensions with densities of full
// covariance.
func TestMixture_logProbsMatchGonum(t *testing.T) {
	for _, m := range mixtures {
		images := m.Images(20, 1)
		for i := range 20 {
			x := images[i*m.Linear.Pixels() : (i+1)*m.Linear.Pixels()]
			want := gonumMixture(m.Prior, func(p dist.Diagonal) float64 { return evidence(m.Linear, p).LogProb(wide(x)) })
			if got := m.LogProb(x); math.Abs(got-want) > 1e-9*math.Abs(want) {
				t.Errorf("log p(x) is %g, want %g", got, want)
			}
			z := wide(x)[:2]
			want = gonumMixture(m.Prior, func(p dist.Diagonal) float64 { return full(p).LogProb(z) })
			if got := m.Prior.LogProb(z); math.Abs(got-want) > 1e-9*math.Abs(want) {
				t.Errorf("log p(z) is %g, want %g", got, want)
			}
		}
	}
}

// TestMixture_posteriorIsBayes checks that p(z|x) = p(x|z) p(z)/p(x) at any z.
func TestMixture_posteriorIsBayes(t *testing.T) {
	for _, m := range mixtures {
		x := m.Images(1, 2)
		for _, z := range [][]float64{{-1, -2}, {0, 0}, {0.5, -0.3}} {
			want := -m.Linear.Recon(x, point(z)) + m.Prior.LogProb(z) - m.LogProb(x)
			if got := m.Posterior(x).LogProb(z); math.Abs(got-want) > 1e-9*max(1, math.Abs(want)) {
				t.Errorf("log p(z|x) is %g, want %g", got, want)
			}
		}
	}
}

// TestMixture_klMatchesGonum compares the divergence with Gauss–Hermite quadrature, and that of one
// component with the closed form, which the trapezoid rule meets but for rounding.
func TestMixture_klMatchesGonum(t *testing.T) {
	const n = 120
	nodes, weights := make([]float64, n), make([]float64, n) // ∫ f(t) exp(−t²) dt ≈ Σ w f(t), ε = √2 t
	quad.Hermite{}.FixedLocations(nodes, weights, math.Inf(-1), math.Inf(1))
	for i, m := range mixtures {
		x := m.Images(1, 3)
		q := m.Linear.Encode(lineargaussian.Loose, x)
		for what, p := range map[string]lineargaussian.Mixture{"prior": m.Prior, "posterior": m.Posterior(x)} {
			var want float64
			for a, first := range nodes {
				for b, second := range nodes {
					z := []float64{
						q.Mean[0] + math.Sqrt(2*q.Variance[0])*first,
						q.Mean[1] + math.Sqrt(2*q.Variance[1])*second,
					}
					want += weights[a] * weights[b] / math.Pi * (q.LogProb(z) - p.LogProb(z))
				}
			}
			if got := p.KL(q); math.Abs(got-want) > 1e-9 {
				t.Errorf("model %d: KL from the %s %.10g, of gonum %.10g", i, what, got, want)
			}
			if len(p.Weights) == 1 && math.Abs(p.KL(q)-q.KL(p.Components[0])) > 1e-10 {
				t.Errorf("KL from the %s %g, in closed form %g", what, p.KL(q), q.KL(p.Components[0]))
			}
		}
	}
}

// TestMixture_termsAddUp checks log p(x) = ELBO + KL(q(z|x) ‖ p(z|x)). It holds at each point of
// the two integrals.
func TestMixture_termsAddUp(t *testing.T) {
	for _, m := range mixtures {
		for _, e := range []lineargaussian.Encoder{lineargaussian.Exact, lineargaussian.Loose} {
			terms := m.Terms(e, m.Images(1, 3))
			if got := terms.Gap - terms.NELBO(); math.Abs(got-terms.LogProb) > 1e-9 {
				t.Errorf("%+v: ELBO + gap is %g, log p(x) %g", e, got, terms.LogProb)
			}
		}
	}
}

// TestMixture_drawsFollowIt checks, within five standard errors over 5,000 images, that the mean
// share of each component in p(z|x) is its weight, and that the codes' first two moments are the
// prior's.
func TestMixture_drawsFollowIt(t *testing.T) {
	const n = 5000
	for i, m := range mixtures {
		images := m.Images(n, 4)
		for k, p := range m.Prior.Components {
			share, first, second := make([]float64, n), make([]float64, n), make([]float64, n)
			for r := range n {
				posterior := m.Posterior(images[r*m.Linear.Pixels() : (r+1)*m.Linear.Pixels()])
				c := posterior.Components[k]
				distance := c.Mean[0] - p.Mean[0]
				share[r] = posterior.Weights[k] - m.Prior.Weights[k]
				first[r] = posterior.Weights[k] * distance
				second[r] = posterior.Weights[k] * (distance*distance + c.Variance[0] - p.Variance[0])
			}
			for what, off := range map[string][]float64{"share": share, "mean": first, "variance": second} {
				mean, deviation := stat.MeanStdDev(off, nil)
				if se := deviation / math.Sqrt(n); math.Abs(mean) > 5*se+1e-12 {
					t.Errorf("model %d, component %d: the %s is off by %g ± %g", i, k, what, mean, se)
				}
			}
		}
	}
}

// TestMixture_entropyIsTheMean checks the entropy within five standard errors over 20,000 draws of
// the network's prior, and that of one component in closed form.
func TestMixture_entropyIsTheMean(t *testing.T) {
	const n = 20000
	m := mixtures[0]
	network, err := m.VAE(lineargaussian.Loose)
	if err != nil {
		t.Fatal(err)
	}
	draws, err := network.Prior(n, 1)
	if err != nil {
		t.Fatal(err)
	}
	logProbs := make([]float64, n)
	for i := range logProbs {
		logProbs[i] = m.Prior.LogProb(wide(draws.Codes[2*i : 2*i+2]))
	}
	mean, deviation := stat.MeanStdDev(logProbs, nil)
	if se := deviation / math.Sqrt(n); math.Abs(mean+m.Prior.Entropy()) > 5*se {
		t.Errorf("entropy %g, of draws %g ± %g", m.Prior.Entropy(), -mean, se)
	}
	if got, want := mixtures[2].Prior.Entropy(), math.Log(2*math.Pi*math.E); math.Abs(got-want) > 1e-10 {
		t.Errorf("entropy of N(0, I) %g, want %g", got, want)
	}
}

// TestMixture_standardHasTheMomentsOfNormal checks mean and covariance of the standard prior.
func TestMixture_standardHasTheMomentsOfNormal(t *testing.T) {
	var mean, variance [2]float64
	var covariance float64
	for _, c := range mixtures[0].Prior.Components {
		for j, m := range c.Mean {
			mean[j] += m / 3
			variance[j] += (c.Variance[j] + m*m) / 3
		}
		covariance += c.Mean[0] * c.Mean[1] / 3
	}
	got := []float64{mean[0], mean[1], variance[0], variance[1], covariance}
	if want := []float64{0, 0, 1, 1, 0}; !floats.EqualApprox(got, want, 1e-12) {
		t.Errorf("moments %v, want %v", got, want)
	}
}

// TestMixture_vaeIsTheModel checks that the network has the encoder of the model and its prior,
// rounded to float32.
func TestMixture_vaeIsTheModel(t *testing.T) {
	m := mixtures[0]
	network, err := m.VAE(lineargaussian.Loose)
	if err != nil {
		t.Fatal(err)
	}
	x := m.Images(1, 6)
	codes, err := network.Encode(vae.Input{Images: x})
	if err != nil {
		t.Fatal(err)
	}
	q := m.Linear.Encode(lineargaussian.Loose, x)
	if got := wide(codes.Mean); !floats.EqualApprox(got, q.Mean, 2e-5) {
		t.Errorf("mean %v, want %v", got, q.Mean)
	}
	parameters := network.Parameters()
	i := slices.IndexFunc(parameters, func(p *vae.Parameter) bool { return p.Name == "prior/components" })
	want := []float64{
		-1, 0.5, math.Log(0.25), math.Log(0.5),
		1, 0.5, math.Log(0.5), math.Log(0.25),
		0, -1, math.Log(0.25), math.Log(0.75),
	}
	if got := wide(parameters[i].Data); !floats.EqualApprox(got, want, 1e-7) {
		t.Errorf("components %v, want %v", got, want)
	}
	if _, err := mixtures[1].VAE(lineargaussian.Loose); err == nil {
		t.Error("a network with unequal weights")
	}
}
