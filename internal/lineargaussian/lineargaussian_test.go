package lineargaussian_test

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distmv"

	"vae"
	"vae/dist"
	"vae/internal/lineargaussian"
	"vae/internal/raster"
)

// evidence returns p(x) for codes from prior, with its full covariance matrix.
func evidence(m lineargaussian.Model, prior dist.Diagonal) *distmv.Normal {
	d := m.Pixels()
	mean, covariance := make([]float64, d), mat.NewSymDense(d, nil)
	for i := range d {
		mean[i] = m.Bias(i)
		for j, z := range prior.Mean {
			mean[i] += m.Weight(i, j) * z
		}
		for k := i; k < d; k++ {
			var c float64
			if i == k {
				c = m.Sigma * m.Sigma
			}
			for j, v := range prior.Variance {
				c += m.Weight(i, j) * v * m.Weight(k, j)
			}
			covariance.SetSym(i, k, c)
		}
	}
	p, _ := distmv.NewNormal(mean, covariance, nil)
	return p
}

// full returns a Gaussian of gonum.
func full(q dist.Diagonal) *distmv.Normal {
	p, _ := distmv.NewNormal(q.Mean, mat.NewDiagDense(len(q.Variance), q.Variance), nil)
	return p
}

// point returns the distribution of a code that is always z.
func point(z []float64) dist.Diagonal {
	return dist.Diagonal{Mean: z, Variance: make([]float64, len(z))}
}

// wide returns an image in float64.
func wide(x []float32) []float64 {
	w := make([]float64, len(x))
	for i, v := range x {
		w[i] = float64(v)
	}
	return w
}

var models = []lineargaussian.Model{
	lineargaussian.Standard(),
	{Shape: raster.Grey(8, 4), Scales: []float64{0.5, 0.5, 0.1, 0.01, 0}, Sigma: 0.2},
}

// TestLogProb_matchesGonum compares sums over latent dimensions with the density of the full
// covariance.
func TestLogProb_matchesGonum(t *testing.T) {
	for _, m := range models {
		p, images := evidence(m, m.Prior()), m.Images(20, 1)
		for i := range 20 {
			x := images[i*m.Pixels() : (i+1)*m.Pixels()]
			want := p.LogProb(wide(x))
			if got := m.LogProb(x); math.Abs(got-want) > 1e-9*math.Abs(want) {
				t.Errorf("log p(x) is %g, want %g", got, want)
			}
		}
		if want := p.Entropy(); math.Abs(m.Entropy()-want) > 1e-9*math.Abs(want) {
			t.Errorf("entropy %g, want %g", m.Entropy(), want)
		}
	}
}

// TestPosterior_isBayes checks that p(z|x) = p(x|z) p(z)/p(x) at any z.
func TestPosterior_isBayes(t *testing.T) {
	for _, m := range models {
		x := m.Images(1, 2)
		posterior, prior := full(m.Posterior(x)), full(m.Prior())
		for _, at := range []float64{-1, 0, 0.5} {
			z := make([]float64, m.Latent())
			for j := range z {
				z[j] = at * float64(j+1)
			}
			want := -m.Recon(x, point(z)) + prior.LogProb(z) - m.LogProb(x)
			if got := posterior.LogProb(z); math.Abs(got-want) > 1e-9*math.Abs(want) {
				t.Errorf("log p(z|x) is %g, want %g", got, want)
			}
		}
	}
}

// TestTerms_addUp checks log p(x) = ELBO + KL(q(z|x) ‖ p(z|x)).
func TestTerms_addUp(t *testing.T) {
	for _, m := range models {
		for _, e := range []lineargaussian.Encoder{lineargaussian.Exact, lineargaussian.Loose, {Gain: -1, Shift: 2, Spread: 0.1}} {
			terms := m.Terms(e, m.Images(1, 3))
			if got := terms.Gap - terms.NELBO(); math.Abs(got-terms.LogProb) > 1e-9*math.Abs(got) {
				t.Errorf("%+v: ELBO + gap is %g, log p(x) %g", e, got, terms.LogProb)
			}
			if e == lineargaussian.Exact && terms.Gap != 0 {
				t.Errorf("the true posterior leaves a gap of %g", terms.Gap)
			}
		}
	}
}

func TestGaussian_matchesGonum(t *testing.T) {
	m := models[0]
	q, p := m.Encode(lineargaussian.Loose, m.Images(1, 4)), m.Posterior(m.Images(1, 4))
	kl := distmv.KullbackLeibler{}.DistNormal(full(q), full(p))
	if got := q.KL(p); math.Abs(got-kl) > 1e-9 {
		t.Errorf("KL %g, want %g", got, kl)
	}
	// Rényi's divergence of order two is log E_q[(p/q)²].
	chi := math.Expm1(distmv.Renyi{Alpha: 2}.DistNormal(full(p), full(q)))
	if got := lineargaussian.ChiSquared(q, p); math.Abs(got-chi) > 1e-9 {
		t.Errorf("χ² %g, want %g", got, chi)
	}
}

// TestExpected_isTheMean checks the expectations over images within five standard errors of means
// over 5,000 of them.
func TestExpected_isTheMean(t *testing.T) {
	const n = 5000
	for _, m := range models {
		images := m.Images(n, 5)
		for _, e := range []lineargaussian.Encoder{lineargaussian.Exact, lineargaussian.Loose} {
			var sum, squares [4]float64
			for i := range n {
				for k, v := range values(m.Terms(e, images[i*m.Pixels():(i+1)*m.Pixels()])) {
					d := v - values(m.Expected(e))[k]
					sum[k] += d
					squares[k] += d * d
				}
			}
			for k, name := range []string{"log p(x)", "recon", "KL", "gap"} {
				if se := math.Sqrt(squares[k]) / n; math.Abs(sum[k]/n) > 5*se+1e-9 {
					t.Errorf("%+v: the mean %s is off by %g ± %g", e, name, sum[k]/n, se)
				}
			}
		}
	}
}

func values(t lineargaussian.Terms) [4]float64 { return [4]float64{t.LogProb, t.Recon, t.KL, t.Gap} }

// TestVAE_encodes checks that the network's encoder is the model's. Weights of up to 4 on 16
// pixels, rounded to float32, leave an error of about 1e-5.
func TestVAE_encodes(t *testing.T) {
	m := lineargaussian.Standard()
	network, err := m.VAE(lineargaussian.Loose)
	if err != nil {
		t.Fatal(err)
	}
	x := m.Images(1, 6)
	codes, err := network.Encode(vae.Input{Images: x})
	if err != nil {
		t.Fatal(err)
	}
	q := m.Encode(lineargaussian.Loose, x)
	for j := range m.Latent() {
		if math.Abs(float64(codes.Mean[j])-q.Mean[j]) > 2e-5 {
			t.Errorf("mean %g, want %g", codes.Mean[j], q.Mean[j])
		}
		if math.Abs(float64(codes.LogVar[j])-math.Log(q.Variance[j])) > 1e-6 {
			t.Errorf("log-variance %g, want %g", codes.LogVar[j], math.Log(q.Variance[j]))
		}
	}
}
