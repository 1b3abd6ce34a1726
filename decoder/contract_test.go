package decoder_test

import (
	"math"
	"slices"
	"testing"

	"vae/decoder"
	"vae/dist"
	"vae/internal/nn/nntest"
)

// The contract below ranges over the table of likelihoods: a new one needs only the distribution of
// a pixel in oracles.
const (
	images, draws, pixels = 3, 2, 11

	rows  = images * draws
	sigma = 0.3
)

// TestContract_gradient compares derivatives, those with respect to shared scales too, with finite
// differences: for params of all sizes, near 0 where digits cancel, and far out.
func TestContract_gradient(t *testing.T) {
	each(t, func(t *testing.T, l subject) {
		for _, deviation := range []float32{1, 1e-4, 1e-3, 0.1, 3, 40} {
			theta, x := nntest.Normal(1, rows*pixels*l.k), l.pictures(images*pixels)
			for i := range theta {
				theta[i] *= deviation
				if far := i%(pixels*l.k) >= pixels && deviation > 3; far {
					theta[i] /= deviation // scales: differences are taken over 1/64, which must be small beside them
				}
			}
			l.avoidKinks(theta, x)
			l.graph(t, x, theta, images, rows).Check(2e-3)
		}
	})
}

// TestContract_scalesAreBounded checks that a scale far below its bound counts as the bound, and
// gets no derivative that leads further down.
func TestContract_scalesAreBounded(t *testing.T) {
	each(t, func(t *testing.T, l subject) {
		g := l.graph(t, l.pictures(images*pixels), nntest.Normal(1, rows*pixels*l.k), images, rows)
		var scales []*float32
		var places [][2]int // of their derivatives
		for i, p := range g.Params {
			for j := range p.Data {
				if i > 0 || j%(pixels*l.k) >= pixels {
					scales, places = append(scales, &p.Data[j]), append(places, [2]int{i, j})
				}
			}
		}
		var results [][]float32
		for _, scale := range []float32{-30, -31} {
			for _, s := range scales {
				*s = scale
			}
			d := g.Derivatives()
			for _, at := range places {
				if d := d[at[0]][at[1]]; !(d <= 0) {
					t.Errorf("scale %v: derivative %g leads further down", at, d)
				}
			}
			results = append(results, append(slices.Clone(g.Run()), d[0]...))
		}
		for i, v := range results[0] {
			if v != results[1][i] || v-v != 0 {
				t.Errorf("result %d is %g, and %g below that", i, v, results[1][i])
			}
		}
	})
}

// TestContract_logProbMatchesOracle: sums over pixels are taken in float64 and rounded once, terms
// to float32: 1e-6 of their size.
func TestContract_logProbMatchesOracle(t *testing.T) {
	each(t, func(t *testing.T, l subject) {
		pictures, thetas := l.pictures(images*pixels), nntest.Normal(4, rows*pixels*l.k)
		for r, got := range l.graph(t, pictures, thetas, images, rows).Run() {
			var want, size float64
			for i := range pixels {
				theta := thetas[r*pixels*l.k:][:pixels*l.k]
				term := l.oracle(theta, i).LogProb(float64(pictures[r/draws*pixels+i]))
				want, size = want+term, size+math.Abs(term)
			}
			if !(math.Abs(float64(got)-want) <= 1e-6*size) {
				t.Errorf("row %d: %g, want %g", r, got, want)
			}
		}
	})
}

// TestContract_meanAndDraw compares expected images, and the moments of draws, with those of the
// oracle. The mean of n draws errs by σ/√n, their variance by no more than σ²√(5/n) (that of
// Laplace's distribution); five times that is allowed.
func TestContract_meanAndDraw(t *testing.T) {
	const n = 20000
	each(t, func(t *testing.T, l subject) {
		for _, values := range [][]float32{{-1.5, -0.5}, {0, 0}, {0.4, -1.5}, {0.7, -5}, {1e-3, -3}, {30, 2.5}} {
			theta := make([]float32, n*l.k)
			for i := range theta {
				theta[i] = values[i/n]
			}
			mean, o := l.mean(t, theta), l.oracle(theta, 0)
			want, deviation := o.Mean(), o.StdDev()
			if math.Abs(float64(mean[0])-want) > 1e-6*max(1, math.Abs(want)) {
				t.Errorf("%v: mean %g, want %g", values, mean[0], want)
			}
			var sum, squares float64
			for _, v := range l.draw(t, theta) {
				sum += float64(v)
				squares += math.Pow(float64(v)-want, 2)
			}
			if math.Abs(sum/n-want) > 5*deviation/math.Sqrt(n)+1e-6*math.Abs(want) {
				t.Errorf("%v: mean of draws %g, want %g", values, sum/n, want)
			}
			variance := deviation * deviation
			if math.Abs(squares/n-variance) > 5*variance*math.Sqrt(5.0/n)+1e-6 {
				t.Errorf("%v: variance of draws %g, want %g", values, squares/n, variance)
			}
		}
	})
}

// TestContract_startDescribesTheMeanImage checks that a decoder whose output is its bias describes
// the mean image, and that no param is infinite where that is black or white.
func TestContract_startDescribesTheMeanImage(t *testing.T) {
	for _, image := range [][]float32{{0.01, 0.25, 0.5, 0.5001, 0.9}, {0.3}, {0.5, 0.5}, {0, 1}, {0, 0}, {1}} {
		each(t, func(t *testing.T, l subject) {
			before := slices.Clone(image)
			l = newSubject(t, l.name, image)
			start := l.Start(image)
			if len(start) != len(image)*l.k || !slices.Equal(image, before) {
				t.Fatalf("%d parameters for %d pixels", len(start), len(image))
			}
			for i, v := range l.mean(t, start) {
				tolerance := 1e-6
				if image[i] == 0 || image[i] == 1 {
					tolerance += 1e-3 // clipped to [0.001, 0.999]
				}
				if math.Abs(float64(v-image[i])) > tolerance {
					t.Errorf("pixel %d: %g, want %g", i, v, image[i])
				}
			}
		})
	}
	each(t, func(t *testing.T, l subject) {
		if start := l.Start(nil); len(start) != 0 {
			t.Errorf("without a mean image: %v", start)
		}
	})
}

// TestContract_notANumber checks that NaN in gives NaN out, and that nothing hangs.
func TestContract_notANumber(t *testing.T) {
	each(t, func(t *testing.T, l subject) {
		theta := make([]float32, 3*l.k)
		for i := range theta {
			theta[i] = float32(math.NaN())
		}
		got := append(slices.Clone(l.graph(t, []float32{0, 1, 0.2}, theta, 1, 1).Run()), l.mean(t, theta)...)
		if l.name != "bernoulli" { // whose draws are 0 or 1
			got = append(got, l.draw(t, theta)...)
		}
		for i, v := range got {
			if v == v {
				t.Errorf("result %d is %g", i, v)
			}
		}
	})
}

func TestBernoulli_startIsFinite(t *testing.T) {
	for _, logit := range (dist.Bernoulli{}).Start([]float32{0, 1}) {
		if math.Abs(float64(logit)-math.Copysign(6.9067548, float64(logit))) > 1e-5 { // log 999
			t.Errorf("logit %g", logit)
		}
	}
}

func TestFamily_errors(t *testing.T) {
	_, err := decoder.Family("poisson", nil, nil)
	const want = `unknown likelihood "poisson" (known: bernoulli, continuous-bernoulli, gaussian, ` +
		`gaussian-learned, gaussian-per-pixel, laplace, discretized-logistic)`
	if err == nil || err.Error() != want {
		t.Errorf("error %q, want %q", err, want)
	}
}

func TestKindOf(t *testing.T) {
	for _, c := range []struct {
		name string
		grey bool
		want decoder.Kind
	}{
		{"bernoulli", false, decoder.Probability}, {"bernoulli", true, decoder.CrossEntropy},
		{"laplace", false, decoder.Density}, {"laplace", true, decoder.Density},
		{"discretized-logistic", false, decoder.Probability}, {"discretized-logistic", true, decoder.Probability},
	} {
		if got, err := decoder.KindOf(c.name, c.grey); err != nil || got != c.want {
			t.Errorf("%s, grey %v: %s, %v", c.name, c.grey, got, err)
		}
	}
	if got, err := decoder.KindOf("poisson", false); err == nil || got != "" {
		t.Errorf("poisson: %q, %v", got, err)
	}
}
