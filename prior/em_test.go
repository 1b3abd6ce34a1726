package prior_test

import (
	"math"
	"slices"
	"testing"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distmv"

	"vae/prior"
)

// component returns component k of a mixture as gonum has it.
func component(m prior.EM, k, latent int) *distmv.Normal {
	l := mat.NewTriDense(latent, mat.Lower, m.Factors[k*latent*latent:][:latent*latent])
	var c mat.Cholesky
	c.SetFromU(l.TTri())
	return distmv.NewNormalChol(m.Means[k*latent:][:latent], &c, nil)
}

// responsibilities returns those of component k for each of the codes (N, K), transposed, and the
// mean log-density.
func responsibilities(m prior.EM, x *mat.Dense) (all [][]float64, logDensity float64) {
	n, latent := x.Dims()
	all = make([][]float64, len(m.Weights))
	var normals []*distmv.Normal
	for k := range m.Weights {
		all[k] = make([]float64, n)
		normals = append(normals, component(m, k, latent))
	}
	terms := make([]float64, len(normals))
	for i := range n {
		for k, normal := range normals {
			terms[k] = math.Log(m.Weights[k]) + normal.LogProb(x.RawRowView(i))
		}
		sum := floats.LogSumExp(terms)
		logDensity += sum / float64(n)
		for k := range normals {
			all[k][i] = math.Exp(terms[k] - sum)
		}
	}
	return all, logDensity
}

// TestEM_stepIsThatOfTheFormulas compares an iteration with gonum's weighted moments. The codes are
// of size 1 and so are y, whose float32 errs by some 1e-6; sums of them err by as much.
func TestEM_stepIsThatOfTheFormulas(t *testing.T) {
	const n, latent = 4001, 3
	codes := mixed(3, n, latent, 2, 0.7)
	x := mat.NewDense(n, latent, nil)
	for i, v := range codes {
		x.Set(i/latent, i%latent, float64(v))
	}
	for _, diagonal := range []bool{false, true} {
		start := prior.EM{
			Weights: []float64{0.5, 0.3, 0.2}, Means: []float64{1, 0, 0, 0, 1, 0, -1, 0, -1},
			Factors: slices.Repeat([]float64{0.8, 0, 0, 0, 1.2, 0, 0, 0, 1}, 3),
		}
		if !diagonal {
			start.Factors[3], start.Factors[15] = 0.3, -0.4
		}
		shares, want := responsibilities(start, x)
		got, logDensity := start.Step(codes, latent, diagonal)
		if math.Abs(logDensity-want) > 1e-5 {
			t.Errorf("log-density %g, want %g", logDensity, want)
		}
		for k, r := range shares {
			checkComponent(t, got, k, r, x, diagonal)
		}
	}
}

// checkComponent compares component k with the moments of codes x (N, Z) with responsibilities r
// (N).
func checkComponent(t *testing.T, got prior.EM, k int, r []float64, x *mat.Dense, diagonal bool) {
	t.Helper()
	n, latent := x.Dims()
	count := floats.Sum(r)
	if want := count / float64(n); math.Abs(got.Weights[k]-want) > 1e-5 {
		t.Errorf("weight %d is %g, want %g", k, got.Weights[k], want)
	}
	var covariance mat.SymDense
	stat.CovarianceMatrix(&covariance, x, r)
	factor := mat.NewTriDense(latent, mat.Lower, got.Factors[k*latent*latent:][:latent*latent])
	var product mat.Dense
	product.Mul(factor, factor.T())
	for i := range latent {
		if got, want := got.Means[k*latent+i], stat.Mean(mat.Col(nil, i, x), r); math.Abs(got-want) > 1e-5 {
			t.Errorf("mean %d of component %d is %g, want %g", i, k, got, want)
		}
		for j := range i + 1 {
			want := covariance.At(i, j) * (count - 1) / count
			if diagonal && i != j {
				want = 0
			}
			if got := product.At(i, j); math.Abs(got-want) > 1e-5 {
				t.Errorf("covariance (%d, %d) of component %d is %g, want %g", i, j, k, got, want)
			}
		}
	}
}

// TestFit_floorUnderEigenvalues: two dimensions that repeat one have correlation −1, so that the
// eigenvalues in standard units are 2 and 0, of which the floor makes 10⁻⁶. Rounded to float32, the
// smaller one errs by some 10⁻⁷.
func TestFit_floorUnderEigenvalues(t *testing.T) {
	codes := mixed(1, 500, 2, 1, 0)
	x := make([]float64, 500)
	for i := range x {
		codes[2*i+1] = -2 * codes[2*i]
		x[i] = float64(codes[2*i])
	}
	m, _ := fit(t, prior.Fit{Components: 1}, codes, 2)
	variance := stat.PopVariance(x, nil)
	determinant := math.Pow(float64(m.Factors[0])*float64(m.Factors[3])/(2*variance), 2)
	if math.Abs(determinant/2e-6-1) > 0.1 {
		t.Errorf("determinant %g, want 2e-6", determinant)
	}
}
