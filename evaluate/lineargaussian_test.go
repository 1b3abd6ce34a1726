package evaluate_test

import (
	"context"
	"math"
	"testing"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distmv"

	"vae"
	"vae/data"
	"vae/evaluate"
	"vae/internal/lineargaussian"
	"vae/internal/rng"
)

// The tests here are on a linear-Gaussian model, of which log p(x), the true posterior and all
// terms of the bound are known, with an approximate posterior that is not the true one.
var (
	exact = lineargaussian.Standard()
	loose = lineargaussian.Loose
)

// known is a model of which the terms of the bound are known.
type known interface {
	VAE(e lineargaussian.Encoder) (*vae.Model, error)
	Set(n int, seed uint64) (*data.Set, error)
}

// network returns the autoencoder that the model is.
func network(t *testing.T, k known) *vae.Model {
	t.Helper()
	m, err := k.VAE(loose)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// imageSet returns the set of n images of the given seed.
func imageSet(t *testing.T, k known, n int, seed uint64) *data.Set {
	t.Helper()
	set, err := k.Set(n, seed)
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// scored returns the scores of a set.
func scored(t *testing.T, m *vae.Model, set *data.Set, p evaluate.Protocol) (all []evaluate.Score) {
	t.Helper()
	err := evaluate.Scores(context.Background(), m, set, p, func(s evaluate.Score) error {
		all = append(all, s)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// meets demands that estimates are 0 in the mean, within five of their standard errors.
func meets(t *testing.T, what string, differences []float64) {
	t.Helper()
	mean, deviation := stat.MeanStdDev(differences, nil)
	if se := deviation / math.Sqrt(float64(len(differences))); !(math.Abs(mean) < 5*se) {
		t.Errorf("%s is off by %.4g ± %.2g", what, mean, se)
	}
}

// TestScores_meetTheClosedForm checks −ELBO, its terms, L_1 = ELBO, L_1000 and the gap L_1000 −
// ELBO = KL(q(z|x) ‖ p(z|x)). L_1000 has a bias of −χ²/2K, with χ² the variance of the weights over
// p(x)², and of no more than 1/K² in the next term: nothing against its standard error.
func TestScores_meetTheClosedForm(t *testing.T) {
	const n, samples = 100, 1000
	images := exact.Images(n, 1)
	var recon, nelbo, one, best, gap []float64
	for i, s := range scored(t, network(t, exact), imageSet(t, exact, n, 1), evaluate.Protocol{Samples: samples, Seed: 1}) {
		x := images[i*exact.Pixels() : (i+1)*exact.Pixels()]
		want := exact.Terms(loose, x)
		bias := -lineargaussian.ChiSquared(exact.Encode(loose, x), exact.Posterior(x)) / (2 * samples)
		if math.Abs(s.KL-want.KL) > 2e-5 { // parameters of the posterior are rounded to 1e-5
			t.Errorf("image %d: KL %g, want %g", i, s.KL, want.KL)
		}
		recon = append(recon, s.Recon-want.Recon)
		nelbo = append(nelbo, s.NELBO()-want.NELBO())
		one = append(one, s.Bounds[0].Value-(want.LogProb-want.Gap))
		best = append(best, s.LogLikelihood().Value-(want.LogProb+bias))
		gap = append(gap, s.LogLikelihood().Value+s.NELBO()-(want.Gap+bias))
	}
	for what, differences := range map[string][]float64{
		"recon": recon, "−ELBO": nelbo, "L_1": one, "L_1000": best, "the gap": gap,
	} {
		meets(t, what, differences)
	}
}

// TestESS_meetsTheClosedForm: of K draws, K/(1 + χ²) count, with χ² the variance of the weights
// over p(x)². With 50,000 draws the sum of squares of the weights errs by about √(8/50,000) = 1 %
// of itself; 4 % are allowed.
func TestESS_meetsTheClosedForm(t *testing.T) {
	const n, samples = 4, 50_000
	images := exact.Images(n, 1)
	for i, s := range scored(t, network(t, exact), imageSet(t, exact, n, 1), evaluate.Protocol{Samples: samples, Seed: 1}) {
		x := images[i*exact.Pixels() : (i+1)*exact.Pixels()]
		want := samples / (1 + lineargaussian.ChiSquared(exact.Encode(loose, x), exact.Posterior(x)))
		if math.Abs(s.ESS/want-1) > 0.04 {
			t.Errorf("image %d: %g, want %g", i, s.ESS, want)
		}
		if want > 0.9*samples {
			t.Errorf("image %d: %g of %d is no test", i, want, samples)
		}
	}
}

// TestBounds_matchGonum compares L_K of one image, for every K of a ladder, with the same mean over
// draws and densities of gonum, in float64 and with full covariances. The two differ by five of
// their standard errors together at most.
func TestBounds_matchGonum(t *testing.T) {
	const samples = 20000
	got := scored(t, network(t, exact), imageSet(t, exact, 1, 7), evaluate.Protocol{Samples: samples, Seed: 1})[0]
	want := gonumLogWeights(exact.Images(1, 7), 2*samples)
	for i, k := range (evaluate.Protocol{Samples: samples}).Ladder()[:4] { // up to 1000
		groups := make([]float64, len(want)/k)
		for g := range groups {
			groups[g] = floats.LogSumExp(want[g*k:(g+1)*k]) - math.Log(float64(k))
		}
		mean, variance := stat.MeanVariance(groups, nil)
		b := got.Bounds[i]
		if se := math.Sqrt(variance/float64(len(groups)) + b.Variance); math.Abs(b.Value-mean) > 5*se {
			t.Errorf("L_%d is %g, of gonum %g, ± %g", k, b.Value, mean, se)
		}
	}
}

// gonumLogWeights returns log p(x, z)/q(z|x) for n draws z ~ q(z|x).
func gonumLogWeights(x []float32, n int) []float64 {
	q, prior := exact.Encode(loose, x), exact.Prior()
	image, noise := make([]float64, len(x)), make([]float64, len(x))
	for i, v := range x {
		image[i], noise[i] = float64(v), exact.Sigma*exact.Sigma
	}
	source := rng.Stream(1, "gonum", 0)
	posterior, _ := distmv.NewNormal(q.Mean, mat.NewDiagDense(len(q.Mean), q.Variance), &source)
	standard, _ := distmv.NewNormal(prior.Mean, mat.NewDiagDense(len(q.Mean), prior.Variance), nil)
	likelihood, _ := distmv.NewNormal(make([]float64, len(x)), mat.NewDiagDense(len(x), noise), nil)
	logWeights, residual := make([]float64, n), make([]float64, len(x))
	for k := range logWeights {
		z := posterior.Rand(nil)
		for i := range residual {
			residual[i] = image[i] - exact.Bias(i)
			for j, v := range z {
				residual[i] -= exact.Weight(i, j) * v
			}
		}
		logWeights[k] = likelihood.LogProb(residual) + standard.LogProb(z) - posterior.LogProb(z)
	}
	return logWeights
}

// covers demands that standard errors are those of estimates, given their errors in units of them:
// of n, the mean square errs by √(2/n), and that within two by √(0.046·0.954/n). Five times that is
// allowed.
func covers(t *testing.T, what string, z []float64) {
	t.Helper()
	n := float64(len(z))
	var square, within float64
	for _, v := range z {
		square += v * v / n
		if math.Abs(v) < 2 {
			within += 1 / n
		}
	}
	if math.Abs(square-1) > 5*math.Sqrt(2/n) {
		t.Errorf("%s: the mean square error is %.3g times what it states", what, square)
	}
	if math.Abs(within-0.954) > 5*math.Sqrt(0.046*0.954/n) {
		t.Errorf("%s: %.1f %% are within two standard errors", what, 100*within)
	}
}

// TestBounds_errorsCover repeats the estimates on the same images with other draws: errors of L_1,
// L_10 and L_100, in the mean over images, are as large as their variances state. What they are
// errors from is the mean over all repetitions.
func TestBounds_errorsCover(t *testing.T) {
	const n, samples, repeats = 10, 100, 300
	m, set := network(t, exact), imageSet(t, exact, n, 1)
	var values, errors [3][]float64 // by K
	for seed := range uint64(repeats) {
		var value, variance [3]float64
		for _, s := range scored(t, m, set, evaluate.Protocol{Samples: samples, Seed: seed}) {
			for k, b := range s.Bounds {
				value[k] += b.Value / n
				variance[k] += b.Variance / (n * n)
			}
		}
		for k := range values {
			values[k] = append(values[k], value[k])
			errors[k] = append(errors[k], math.Sqrt(variance[k]))
		}
	}
	for k, what := range []string{"L_1", "L_10", "L_100"} {
		z, mean := make([]float64, repeats), stat.Mean(values[k], nil)
		for i, v := range values[k] {
			z[i] = (v - mean) / errors[k][i]
		}
		covers(t, what, z)
	}
}

// TestCard_errorsCover repeats the whole measurement on other images: −ELBO, its terms and −L_K, in
// the mean over images, are off from their expectation over all images of the model by as much as
// their standard errors state.
func TestCard_errorsCover(t *testing.T) {
	const n, samples, repeats = 100, 50, 300
	m, want := network(t, exact), exact.Expected(loose)
	z := map[string][]float64{}
	for seed := range uint64(repeats) {
		card := bound(t, m, imageSet(t, exact, n, seed), evaluate.Protocol{Samples: samples, Seed: seed})
		for _, v := range []struct {
			what     string
			estimate evaluate.Estimate
			expected float64
		}{
			{"−ELBO", card.NELBO, want.NELBO()},
			{"recon", card.Recon, want.Recon},
			{"KL", card.KL, want.KL},
			{"−L_50", card.NLL().Estimate, -want.LogProb + meanChiSquared/(2*samples)},
		} {
			z[v.what] = append(z[v.what], (v.estimate.Mean-v.expected)/float64(v.estimate.StandardError))
		}
	}
	for what, errors := range z {
		covers(t, what, errors)
	}
}

// meanChiSquared is the mean over images of the variance of the weights over p(x)², as over 20,000
// of them. The bias of −L_50 that follows, 0.004, is a seventieth of its standard error over 100
// images.
const meanChiSquared = 0.41
