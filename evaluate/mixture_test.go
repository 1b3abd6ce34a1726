package evaluate_test

import (
	"context"
	"math"
	"slices"
	"testing"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"

	"vae"
	"vae/data"
	"vae/evaluate"
	"vae/internal/lineargaussian"
	"vae/internal/rng"
)

// mixed is the linear-Gaussian model with a mixture prior. Its KL divergence has no closed form,
// but log p(x) does.
var mixed = lineargaussian.StandardMixture()

// mixedTerms returns the exact terms of n images of the given seed.
func mixedTerms(n int, seed uint64) (terms []lineargaussian.Terms) {
	for x := range slices.Chunk(mixed.Images(n, seed), mixed.Linear.Pixels()) {
		terms = append(terms, mixed.Terms(loose, x))
	}
	return terms
}

// TestMixturePrior_scoresMeetTheClosedForm checks the terms of −ELBO, L_1 = ELBO, which is below
// log p(x) by KL(q(z|x) ‖ p(z|x)), L_1000 and the gap between the two. The bias of L_1000 is
// −χ²/2K, with χ² the variance of the weights over p(x)², which follows from the effective draws
// K/(1 + χ²): some 0.0003, an eighth of the standard error.
func TestMixturePrior_scoresMeetTheClosedForm(t *testing.T) {
	const n, samples = 100, 1000
	terms := mixedTerms(n, 1)
	off := map[string][]float64{}
	for i, s := range scored(t, network(t, mixed), imageSet(t, mixed, n, 1), evaluate.Protocol{Samples: samples, Seed: 1}) {
		want, best := terms[i], s.LogLikelihood().Value+(samples/s.ESS-1)/(2*samples)
		if s.Dimensions != nil {
			t.Fatal("the KL is said to be in closed form")
		}
		off["recon"] = append(off["recon"], s.Recon-want.Recon)
		off["KL"] = append(off["KL"], s.KL-want.KL)
		off["L_1"] = append(off["L_1"], s.Bounds[0].Value-(want.LogProb-want.Gap))
		off["L_1000"] = append(off["L_1000"], best-want.LogProb)
		off["the gap"] = append(off["the gap"], best+s.NELBO()-want.Gap)
	}
	for what, differences := range off {
		meets(t, what, differences)
	}
}

// TestMixturePrior_annealingMeetsTheClosedForm is annealingMeets on the mixture prior.
func TestMixturePrior_annealingMeetsTheClosedForm(t *testing.T) {
	annealingMeets(t, network(t, mixed), imageSet(t, mixed, 120, 1), mixed.LogProb)
}

// annealingMeets compares −log p(x) of images, and the bracket of images that the model draws, with
// the exact values. Four times the error of the chains is allowed for. Chains of two steps leave a
// gap of more than that, with the exact value inside.
func annealingMeets(t *testing.T, m *vae.Model, set *data.Set, logProb func(x []float32) float64) {
	t.Helper()
	const seed = 1
	anneal := func(steps, chains int) evaluate.Annealed {
		a := evaluate.Annealing{Images: set.Len(), Steps: steps, Chains: chains}
		result, err := evaluate.AIS(context.Background(), m, set, evaluate.Protocol{Samples: 1, Seed: seed}, a, nil)
		if err != nil {
			t.Fatal(err)
		}
		return result
	}
	fine, coarse := anneal(40, 8), anneal(2, 1).Simulated
	want, spread := meanNLL(set, logProb), float64(fine.MonteCarlo)
	if math.Abs(fine.NLL.Mean-want) > 4*spread || spread > 0.02 {
		t.Errorf("−log p(x) is %g ± %g, want %g", fine.NLL.Mean, spread, want)
	}
	simulated, _ := ofModel(t, m, set.Len(), seed)
	want, spread = meanNLL(simulated, logProb), float64(fine.Simulated.Gap.StandardError)
	if s := fine.Simulated; s.Upper.Mean < want-4*spread || s.Lower.Mean > want+4*spread || spread > 0.02 {
		t.Errorf("−log p(x) is %g, outside of the bracket %+v", want, s)
	}
	if coarse.Upper.Mean < want || coarse.Lower.Mean > want || coarse.Gap.Mean < 4*float64(coarse.Gap.StandardError) {
		t.Errorf("−log p(x) is %g, outside of the bracket of short chains %+v", want, coarse)
	}
}

// meanNLL returns the mean of −log p(x) over images.
func meanNLL(set *data.Set, logProb func(x []float32) float64) (mean float64) {
	x := make([]float32, set.Pixels())
	for i := range set.Len() {
		set.Read(x, i)
		mean -= logProb(x) / float64(set.Len())
	}
	return mean
}

// TestMixturePrior_informationAddsUp checks I(x; z) + KL(q(z) ‖ p(z)) = mean KL, and the second
// term against draws from q(z), four of each q(z|x), with densities of gonum. Four times the errors
// are allowed for.
func TestMixturePrior_informationAddsUp(t *testing.T) {
	const n, draws = 1000, 4000
	of := network(t, mixed)
	scores := scored(t, of, imageSet(t, mixed, n, 3), evaluate.Protocol{Samples: 500, Seed: 1})
	i := information(t, scores, of)
	kl := 0.0
	for _, s := range scores {
		kl += s.KL / n
	}
	se := math.Hypot(float64(i.Mutual.MonteCarlo), float64(i.Aggregate.MonteCarlo))
	if got := i.Mutual.Mean + i.Aggregate.Mean; math.Abs(got-kl) > 4*se {
		t.Errorf("I + KL(q(z) ‖ p(z)) is %g, the mean KL %g", got, kl)
	}
	logRatios := make([]float64, draws)
	source := rng.Stream(1, "gonum", 1)
	for r := range logRatios {
		s := scores[r%n]
		z := make([]float64, len(s.Mean))
		for j := range z {
			z[j] = distuv.Normal{Mu: float64(s.Mean[j]), Sigma: math.Exp(0.5 * float64(s.LogVar[j])), Src: &source}.Rand()
		}
		logRatios[r] = logAggregate(scores, z) - mixed.Prior.LogProb(z)
	}
	mean, deviation := stat.MeanStdDev(logRatios, nil)
	if se := math.Hypot(float64(i.Aggregate.MonteCarlo), deviation/math.Sqrt(draws)); math.Abs(i.Aggregate.Mean-mean) > 4*se {
		t.Errorf("KL(q(z) ‖ p(z)) is %g, of gonum %g, ± %g", i.Aggregate.Mean, mean, se)
	}
}

// logAggregate returns log q(z) = log 1/N Σ_n q(z|x_n).
func logAggregate(scores []evaluate.Score, z []float64) float64 {
	terms := make([]float64, len(scores))
	for n, s := range scores {
		for j, v := range z {
			q := distuv.Normal{Mu: float64(s.Mean[j]), Sigma: math.Exp(0.5 * float64(s.LogVar[j]))}
			terms[n] += q.LogProb(v)
		}
	}
	return floats.LogSumExp(terms) - math.Log(float64(len(scores)))
}
