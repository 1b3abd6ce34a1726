package evaluate_test

import (
	"context"
	"errors"
	"math"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"

	"vae"
	"vae/evaluate"
	"vae/internal/lineargaussian"
	"vae/internal/nn/nntest"
	"vae/internal/rng"
)

// posterior is the score of an image of which only q(z|x) matters.
func posterior(mean, logVar []float32) evaluate.Score {
	s := evaluate.Score{Mean: mean, LogVar: logVar}
	for j, m := range mean {
		kl := 0.5 * (float64(m*m) + math.Exp(float64(logVar[j])) - float64(logVar[j]) - 1)
		s.KL, s.Dimensions = s.KL+kl, append(s.Dimensions, kl)
	}
	return s
}

// information measures the scores of a model or, where it does not matter which, of any.
func information(t *testing.T, scores []evaluate.Score, of ...*vae.Model) evaluate.Information {
	t.Helper()
	i, err := evaluate.MeasureInformation(context.Background(), append(of, network(t, lineargaussian.Standard()))[0], scores, nil, 1)
	if err != nil {
		t.Fatal(err)
	}
	return i
}

// within demands that an estimate is within four of its standard errors, and rounding, of the
// truth.
func within(t *testing.T, what string, got evaluate.Estimate, want float64) {
	t.Helper()
	if !(math.Abs(got.Mean-want) <= 4*float64(got.StandardError)+1e-9) {
		t.Errorf("%s is %g ± %g, want %g", what, got.Mean, got.StandardError, want)
	}
}

// TestInformation_equalPosteriors: codes that are all alike tell nothing, and the whole KL is that
// of the aggregate posterior.
func TestInformation_equalPosteriors(t *testing.T) {
	var scores []evaluate.Score
	for range 300 {
		scores = append(scores, posterior([]float32{1, -2}, []float32{-1, 0.5}))
	}
	i := information(t, scores)
	within(t, "I", drawn(i.Mutual), 0)
	within(t, "the KL of the aggregate", drawn(i.Aggregate), scores[0].KL)
	if i.Draws != 300 {
		t.Errorf("%d draws", i.Draws)
	}
}

// TestInformation_mixture: of C groups of images whose codes are alike within a group, and 100
// standard deviations apart between groups, I = log C. Groups of one image are at the limit, log N.
func TestInformation_mixture(t *testing.T) {
	const images = 600
	for _, groups := range []int{2, 3, images} {
		var scores []evaluate.Score
		for n := range images {
			scores = append(scores, posterior([]float32{float32(n % groups), 3}, []float32{float32(-2 * math.Log(100)), 0}))
		}
		i := information(t, scores)
		within(t, "I", drawn(i.Mutual), math.Log(float64(groups)))
		within(t, "the limit", evaluate.Estimate{Mean: i.Limit}, math.Log(images))
	}
}

// TestInformation_gaussianAggregate places the means at the quantiles of N(0, 1 − σ²): the
// aggregate is then the prior, and I = −log σ. With N of them the aggregate differs from that by
// less than the errors.
func TestInformation_gaussianAggregate(t *testing.T) {
	const images, sigma = 4000, 0.5
	means := distuv.Normal{Sigma: math.Sqrt(1 - sigma*sigma)}
	var scores []evaluate.Score
	for n := range images {
		mean := means.Quantile((float64(n) + 0.5) / images)
		scores = append(scores, posterior([]float32{float32(mean)}, []float32{float32(2 * math.Log(sigma))}))
	}
	i := information(t, scores)
	within(t, "I", drawn(i.Mutual), -math.Log(sigma))
	within(t, "the KL of the aggregate", drawn(i.Aggregate), 0)
	if i.Draws != 2000 {
		t.Errorf("%d draws", i.Draws)
	}
	// Of 2000 draws whose log-ratio has a deviation of some ½ nat the error is 0.01.
	if i.Mutual.MonteCarlo > 0.03 {
		t.Errorf("the error of I is %g", i.Mutual.MonteCarlo)
	}
}

// TestInformation_givenLabels compares I(x; z|y) and the mean of KL(q(z|y) ‖ p(z|y)), which add up
// to the mean KL, with sums over 4,000 draws with densities of gonum, where N(0, I) is the prior of
// both classes. The draws err together by √2 of the errors that are stated, and four times that is
// allowed. The limit is the mean of log N of the classes.
func TestInformation_givenLabels(t *testing.T) {
	const n, draws = 300, 4000
	var scores []evaluate.Score
	var labels []int
	of := map[int][]evaluate.Score{}
	for i, v := range nntest.Normal(41, n) {
		y := i % 3 / 2 // two in three are of the first class
		s := posterior([]float32{v + 2*float32(y), 0.5 * v}, []float32{-1, -0.5 * float32(y)})
		scores, labels = append(scores, s), append(labels, classes[y].Label)
		of[classes[y].Label] = append(of[classes[y].Label], s)
	}
	c := exact.Config()
	c.Conditional, c.Classes = true, classes
	m, err := exact.Network(c, loose)
	if err != nil {
		t.Fatal(err)
	}
	got, err := evaluate.MeasureInformation(context.Background(), m, scores, labels, 1)
	if err != nil {
		t.Fatal(err)
	}
	var mutual, kl float64
	source := rng.Stream(1, "gonum", 2)
	for d := range draws {
		i := d % n
		z, own := make([]float64, 2), 0.0
		for j := range z {
			q := distuv.Normal{Mu: float64(scores[i].Mean[j]), Sigma: math.Exp(0.5 * float64(scores[i].LogVar[j])), Src: &source}
			z[j] = q.Rand()
			own += q.LogProb(z[j])
		}
		mutual += (own - logAggregate(of[labels[i]], z)) / draws
	}
	for _, s := range scores {
		kl += s.KL / n
	}
	se := math.Sqrt2 * float64(got.Mutual.MonteCarlo)
	if math.Abs(got.Mutual.Mean-mutual) > 4*se || math.Abs(got.Aggregate.Mean-(kl-mutual)) > 4*se || se > 0.1 {
		t.Errorf("%+v, want I %g of a mean KL of %g", got, mutual, kl)
	}
	within(t, "I + KL", evaluate.Estimate{Mean: got.Mutual.Mean + got.Aggregate.Mean}, kl)
	within(t, "the limit", evaluate.Estimate{Mean: got.Limit}, (2*math.Log(200)+math.Log(100))/3)
}

// TestInformation_narrowPosteriors: densities of posteriors far apart for their width need float64.
func TestInformation_narrowPosteriors(t *testing.T) {
	var scores []evaluate.Score
	for n := range 100 {
		scores = append(scores, posterior([]float32{1000 + float32(n)/64}, []float32{-20}))
	}
	within(t, "I", drawn(information(t, scores).Mutual), math.Log(100))
}

func TestInformation_stops(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := evaluate.MeasureInformation(ctx, network(t, lineargaussian.Standard()), []evaluate.Score{posterior([]float32{0}, []float32{0})}, nil, 1)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

// drawn returns a figure with the error of its draws as an estimate.
func drawn(d evaluate.Drawn) evaluate.Estimate {
	return evaluate.Estimate{Mean: d.Mean, StandardError: d.MonteCarlo}
}
