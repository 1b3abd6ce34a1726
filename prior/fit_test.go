package prior_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"runtime"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distmv"

	"vae/dist"
	"vae/internal/nn/nntest"
	"vae/prior"
)

// mixed returns codes of clusters that are centers·spread apart, with elements that depend on each
// other. Code i is of cluster i mod clusters.
func mixed(index uint64, n, latent, clusters int, spread float32) []float32 {
	centers, z := nntest.Normal(index, clusters*latent), nntest.Normal(index+1, n*latent)
	for i := range z {
		row, j := i/latent, i%latent
		if z[i] += spread * centers[row%clusters*latent+j]; j > 0 {
			z[i] += 0.5 * z[i-1]
		}
	}
	return z
}

func fit(t *testing.T, f prior.Fit, codes []float32, latent int) (dist.FullMixture, prior.Report) {
	t.Helper()
	f.Seed = 1
	m, r, err := f.Mixture(context.Background(), codes, latent)
	if err != nil {
		t.Fatal(err)
	}
	return m, r
}

// TestFit_oneComponentHasTheMoments compares a single component with gonum's mean and covariance,
// whatever the units. Sums of 1,024 products in float32 err by 1024·6e-8 at most; the digits of the
// mean are those of the codes.
func TestFit_oneComponentHasTheMoments(t *testing.T) {
	const n, latent = 3001, 3
	codes := mixed(1, n, latent, 2, 1)
	for i := range codes {
		codes[i] = codes[i]*[]float32{1e-3, 1, 1e4}[i%3] + []float32{0.01, -3, 1e5}[i%3]
	}
	x := mat.NewDense(n, latent, nil)
	for i, v := range codes {
		x.Set(i/latent, i%latent, float64(v))
	}
	var covariance mat.SymDense
	stat.CovarianceMatrix(&covariance, x, nil)
	m, r := fit(t, prior.Fit{Components: 1}, codes, latent)
	mean := make([]float64, latent)
	for i := range latent {
		mean[i] = stat.Mean(mat.Col(nil, i, x), nil)
		if got := float64(m.Means[i]); math.Abs(got-mean[i]) > 1e-6*(math.Abs(mean[i])+math.Sqrt(covariance.At(i, i))) {
			t.Errorf("mean %d is %g, want %g", i, got, mean[i])
		}
		for j := range i + 1 {
			var got float64
			for k := range j + 1 {
				got += float64(m.Factors[i*latent+k]) * float64(m.Factors[j*latent+k])
			}
			want := covariance.At(i, j) * (n - 1) / n
			if math.Abs(got-want) > 1e-4*math.Sqrt(covariance.At(i, i)*covariance.At(j, j)) {
				t.Errorf("covariance (%d, %d) is %g, want %g", i, j, got, want)
			}
		}
	}
	normal, _ := distmv.NewNormal(mean, &covariance, nil)
	var want float64
	for i := range n {
		want += normal.LogProb(x.RawRowView(i)) / n
	}
	if math.Abs(r.LogDensity-want) > 1e-4 || !r.Converged {
		t.Errorf("%+v, want log-density %g", r, want)
	}
}

// TestFit_recoversAMixture: clusters lie ten deviations apart, so that each component has the
// moments of its own n codes: means err by σ/√n, variances by σ²·√(2/n). Five times that is
// allowed.
func TestFit_recoversAMixture(t *testing.T) {
	const n = 4000
	var codes []float32
	for i, e := range nntest.Normal(1, 2*5*n) {
		k := i / 2 % 5 // two in five codes are of cluster 0, two of 1, one of 2
		codes = append(codes, []float32{0, 10, 0, 10, -10}[k]+e*[]float32{1, 0.5, 1, 0.5, 2}[k])
	}
	for _, diagonal := range []bool{false, true} {
		m, _ := fit(t, prior.Fit{Components: 3, Diagonal: diagonal}, codes, 2)
		for k, w := range m.Weights {
			of := 1 // the cluster
			if mean := m.Means[2*k]; mean < 5 {
				of = 0
				if mean < -5 {
					of = 2
				}
			}
			weight, sigma := []float64{0.4, 0.4, 0.2}[of], []float64{1, 0.5, 2}[of]
			count := weight * 5 * n
			if math.Abs(float64(w)-weight) > 1e-3 { // some codes of the widest lie near the others
				t.Errorf("diagonal %t: weight %g, want %g", diagonal, w, weight)
			}
			for j := range 2 {
				if got := float64(m.Means[2*k+j]); math.Abs(got-[]float64{0, 10, -10}[of]) > 5*sigma/math.Sqrt(count) {
					t.Errorf("diagonal %t: mean %g of cluster %d", diagonal, got, of)
				}
				if got := float64(m.Factors[4*k+3*j]); math.Abs(got/sigma-1) > 5*math.Sqrt(0.5/count)+1e-3 {
					t.Errorf("diagonal %t: deviation %g, want %g", diagonal, got, sigma)
				}
			}
		}
	}
}

// TestEM_likelihoodNeverFalls: log-densities are means of float32's rounding errors, 6e-8 of
// squared lengths of some 10. In every third problem a dimension repeats another, so that the floor
// under eigenvalues, where y has 10³ times the size of the codes and errs by 10⁻⁴, acts in every
// iteration.
func TestEM_likelihoodNeverFalls(t *testing.T) {
	for problem := range uint64(36) {
		latent, n := 1+int(problem%6), 50+37*int(problem)
		codes := mixed(10*problem, n, latent, 4, 1.5)
		tolerance := 1e-5
		if problem%3 == 2 && latent > 1 {
			tolerance = 1e-3
			for i := 0; i < len(codes); i += latent {
				codes[i+1] = -2 * codes[i]
			}
		}
		var all []float64
		m, r := fit(t, prior.Fit{
			Components: 1 + int(problem%7), Diagonal: problem%2 == 1,
			Progress: func(iteration int, logDensity float64) {
				if all = append(all, logDensity); iteration != len(all) {
					t.Errorf("problem %d: iteration %d after %d", problem, iteration, len(all)-1)
				}
			},
		}, codes, latent)
		for i := range all[1:] {
			if all[i+1] < all[i]-tolerance {
				t.Errorf("problem %d: from %g to %g in iteration %d", problem, all[i], all[i+1], i+2)
			}
		}
		var want float64
		for i := range n {
			want += m.LogDensity(codes[i*latent:][:latent]) / float64(n)
		}
		last := all[len(all)-1]
		if math.Abs(r.LogDensity-want) > tolerance*max(1, math.Abs(want)) || r.Iterations != len(all) || r.LogDensity != last {
			t.Errorf("problem %d: %+v after %d iterations, want %g", problem, r, len(all), want)
		}
	}
}

// TestFit_sameBytesOnAnyNumberOfCores holds for codes of several parts, which cores share.
func TestFit_sameBytesOnAnyNumberOfCores(t *testing.T) {
	codes := mixed(5, 6007, 5, 6, 2)
	var first dist.FullMixture
	for _, procs := range []int{1, 2, 3} {
		before := runtime.GOMAXPROCS(procs)
		m, _ := fit(t, prior.Fit{Components: 7}, codes, 5)
		runtime.GOMAXPROCS(before)
		if procs == 1 {
			first = m
		}
		same := slices.Equal(m.Weights, first.Weights) && slices.Equal(m.Means, first.Means)
		if !same || !slices.Equal(m.Factors, first.Factors) {
			t.Errorf("%d cores give another mixture than one", procs)
		}
	}
}

// TestFit_fewCodes checks that components with too few codes for a covariance keep that which they
// start with, rather than shrink to a point, where the log-density is 3·½·log 10⁶ = 21 higher.
func TestFit_fewCodes(t *testing.T) {
	codes := nntest.Normal(1, 3*24)
	for _, diagonal := range []bool{false, true} {
		if _, r := fit(t, prior.Fit{Components: 16, Diagonal: diagonal}, codes, 3); !(math.Abs(r.LogDensity) < 6) {
			t.Errorf("diagonal %t: %+v", diagonal, r)
		}
	}
	if _, r := fit(t, prior.Fit{Components: 48}, append(codes, codes...), 3); r.LogDensity-r.LogDensity != 0 {
		t.Errorf("of codes that occur twice: %+v", r)
	}
}

func TestFit_errors(t *testing.T) {
	good, flat, broken := nntest.Normal(1, 20), nntest.Normal(1, 20), nntest.Normal(1, 20)
	for i := 1; i < 20; i += 2 {
		flat[i] = 0.5
	}
	broken[7] = float32(math.Inf(1))
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	for _, c := range []struct {
		ctx        context.Context
		components int
		codes      []float32
		want       string
	}{
		{context.Background(), 0, good, "prior: a mixture of 0 components: want at least one"},
		{context.Background(), 3, flat, "prior: dimension 1 of all 10 codes is 0.5: codes without spread have no density"},
		{context.Background(), 3, broken, "prior: codes are not finite"},
		{context.Background(), 11, good, "prior: 11 components cannot be fitted to 10 codes"},
		{context.Background(), 1, good[:2], "prior: 1 component cannot be fitted to 1 code"},
		{context.Background(), 1, good[:3], "prior: 3 numbers are not codes of 2 dimensions"},
		{cancelled, 1, good, "prior: context canceled"},
	} {
		_, _, err := prior.Fit{Components: c.components}.Mixture(c.ctx, c.codes, 2)
		if fmt.Sprint(err) != c.want {
			t.Errorf("error %v, want %s", err, c.want)
		}
		if strings.HasSuffix(c.want, "canceled") && !errors.Is(err, context.Canceled) {
			t.Errorf("%v is not that of the context", err)
		}
	}
}
