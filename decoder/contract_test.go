package decoder_test

import (
	"math"
	"testing"

	"vae/decoder"
	"vae/internal/nn"
	"vae/internal/nn/nntest"
	"vae/internal/rng"
)

// The contract below ranges over the table of likelihoods: a new one has to give the
// distribution of a pixel in oracles, and nothing else.
const (
	images, draws, pixels = 3, 2, 11

	rows    = images * draws
	sigma   = 0.3
	learned = -1.1 // log σ² of gaussian-learned, log b of laplace
)

// TestContract_gradient compares derivatives with finite differences: for parameters of
// all sizes, near 0 where digits cancel, and far out.
func TestContract_gradient(t *testing.T) {
	each(t, func(t *testing.T, l subject) {
		for _, deviation := range []float32{1, 1e-4, 1e-3, 0.1, 3, 40} {
			theta := nntest.Normal(1, rows*pixels*l.ParamsPerPixel())
			for i := range theta {
				theta[i] *= deviation
				if far := i%(pixels*l.ParamsPerPixel()) >= pixels && deviation > 3; far {
					theta[i] /= deviation // scales: differences are taken over 1/64, which must be small beside them
				}
			}
			if l.name == "laplace" {
				l.avoidKinks(theta)
			}
			nntest.CheckGradient(t, decoder.NewOp(l.Likelihood), 2e-3, l.inputs(theta)...)
		}
	})
}

// TestContract_gradientOfThetaAlone does without the derivative of what belongs to no pixel.
func TestContract_gradientOfThetaAlone(t *testing.T) {
	each(t, func(t *testing.T, l subject) {
		theta := nntest.Normal(1, rows*pixels*l.ParamsPerPixel())
		if l.name == "laplace" {
			l.avoidKinks(theta)
		}
		inputs := l.inputs(theta)
		for i := range inputs {
			inputs[i].Fixed = i != 1
		}
		nntest.CheckGradient(t, decoder.NewOp(l.Likelihood), 2e-3, inputs...)
	})
}

// TestContract_scalesAreBounded holds that a scale far below its bound counts as the
// bound, and gets no derivative that leads further down.
func TestContract_scalesAreBounded(t *testing.T) {
	each(t, func(t *testing.T, l subject) {
		theta := nntest.Normal(1, rows*pixels*l.ParamsPerPixel())
		in := [][]float32{l.pictures(images * pixels), theta}
		var scales [][2]int // input and element
		for i := range theta {
			if i%(pixels*l.ParamsPerPixel()) >= pixels {
				scales = append(scales, [2]int{1, i})
			}
		}
		if l.hasScale() {
			in, scales = append(in, []float32{0}), append(scales, [2]int{2, 0})
		}
		var results [][]float32
		for _, scale := range []float32{-30, -31} {
			for _, s := range scales {
				in[s[0]][s[1]] = scale
			}
			result, dIn := make([]float32, rows), [][]float32{nil, make([]float32, len(theta)), make([]float32, 1)}
			dResult := []float32{1, -1, 1, -1, 1, -1}
			op := decoder.NewOp(l.Likelihood)
			shapes := []nn.Shape{{images, pixels}, {rows, pixels * l.ParamsPerPixel()}, {1}}
			if _, err := op.Shape(shapes[:len(in)]); err != nil {
				t.Fatal(err)
			}
			op.Forward(result, in)
			op.Backward(dIn, dResult, result, in)
			for _, s := range scales {
				if d := dIn[s[0]][s[1]]; !(d <= 0) {
					t.Errorf("scale %v: derivative %g leads further down", s, d)
				}
			}
			results = append(results, append(result, dIn[1]...))
		}
		for i, v := range results[0] {
			if v != results[1][i] || v-v != 0 {
				t.Errorf("result %d is %g, and %g below that", i, v, results[1][i])
			}
		}
	})
}

// TestContract_logProbMatchesOracle runs the likelihood in a graph. Sums over pixels
// are taken in float64 and rounded once, terms to float32: 1e-6 of their size.
func TestContract_logProbMatchesOracle(t *testing.T) {
	each(t, func(t *testing.T, l subject) {
		pictures, thetas := l.pictures(images*pixels), nntest.Normal(4, rows*pixels*l.ParamsPerPixel())
		for r, got := range l.run(t, pictures, thetas, images, rows) {
			var want, size float64
			for i := range pixels {
				theta := thetas[r*pixels*l.ParamsPerPixel():][:pixels*l.ParamsPerPixel()]
				term := l.oracle(theta, i).LogProb(float64(pictures[r/draws*pixels+i]))
				want, size = want+term, size+math.Abs(term)
			}
			if !(math.Abs(float64(got)-want) <= 1e-6*size) {
				t.Errorf("row %d: %g, want %g", r, got, want)
			}
		}
	})
}

// TestContract_meanAndDraw compares expected images, and the moments of draws, with
// those of the oracle. The mean of n draws errs by σ/√n, their variance by no more than
// σ²√(5/n) (that of Laplace's distribution); five times that is allowed.
func TestContract_meanAndDraw(t *testing.T) {
	const n = 20000
	each(t, func(t *testing.T, l subject) {
		p := params()
		b := nn.NewBuilder(p)
		l.LogProb(b, b.Input("x", 1, 1), b.Input("theta", 1, l.ParamsPerPixel())) // claims the parameters
		for _, values := range [][]float32{{-1.5, -0.5}, {0, 0}, {0.4, -1.5}, {0.7, -5}, {1e-3, -3}, {30, 2.5}} {
			theta := make([]float32, n*l.ParamsPerPixel())
			for i := range theta {
				theta[i] = values[i/n]
			}
			mean, draws := make([]float32, n), make([]float32, n)
			l.Mean(mean, theta)
			o := l.oracle(theta, 0)
			want, deviation := o.Mean(), o.StdDev()
			if math.Abs(float64(mean[0])-want) > 1e-6*max(1, math.Abs(want)) {
				t.Errorf("%v: mean %g, want %g", values, mean[0], want)
			}
			source := rng.Stream(1, "test", 0)
			l.Draw(draws, theta, p, &source)
			var sum, squares float64
			for _, v := range draws {
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

// TestContract_biasDescribesTheMeanImage holds that a decoder that gives its bias
// alone describes the mean image, and that nothing in it is infinite where that is
// black or white.
func TestContract_biasDescribesTheMeanImage(t *testing.T) {
	for _, image := range [][]float32{{0.01, 0.25, 0.5, 0.5001, 0.9}, {0.3}, {0.5, 0.5}} {
		each(t, func(t *testing.T, l subject) {
			mean := make([]float32, len(image))
			l.Mean(mean, l.bias(t, image))
			for i := range image {
				if math.Abs(float64(mean[i]-image[i])) > 1e-6 {
					t.Errorf("pixel %d: %g, want %g", i, mean[i], image[i])
				}
			}
		})
	}
	each(t, func(t *testing.T, l subject) {
		for _, image := range [][]float32{{0, 1}, {0, 0}, {1}} {
			mean := make([]float32, len(image))
			l.Mean(mean, l.bias(t, image))
			for i := range image {
				if math.Abs(float64(mean[i]-image[i])) > 1e-3+1e-6 { // clipped to [0.001, 0.999]
					t.Errorf("pixel %d: %g, want %g", i, mean[i], image[i])
				}
			}
		}
		if bias := l.Bias(nil); len(bias) != 0 {
			t.Errorf("without a mean image: %v", bias)
		}
	})
}

// TestContract_notANumber holds that NaN in gives NaN out, and that nothing hangs.
func TestContract_notANumber(t *testing.T) {
	nan := float32(math.NaN())
	each(t, func(t *testing.T, l subject) {
		theta := make([]float32, 3*l.ParamsPerPixel())
		for i := range theta {
			theta[i] = nan
		}
		p := params()
		b := nn.NewBuilder(p)
		l.LogProb(b, b.Input("x", 1, 1), b.Input("theta", 1, l.ParamsPerPixel()))
		source := rng.Stream(1, "test", 0)
		mean, draw := make([]float32, 3), make([]float32, 3)
		l.Mean(mean, theta)
		l.Draw(draw, theta, p, &source)
		got := append(l.run(t, []float32{0, 1, 0.2}, theta, 1, 1), mean...)
		if l.name != "bernoulli" { // whose draws are 0 or 1
			got = append(got, draw...)
		}
		for i, v := range got {
			if v == v {
				t.Errorf("result %d is %g", i, v)
			}
		}
	})
}

func TestBernoulli_biasIsFinite(t *testing.T) {
	for _, logit := range (decoder.Bernoulli{}).Bias([]float32{0, 1}) {
		if math.Abs(float64(logit)-math.Copysign(6.9067548, float64(logit))) > 1e-5 { // log 999
			t.Errorf("logit %g", logit)
		}
	}
}

func TestNew_listsNames(t *testing.T) {
	_, err := decoder.New("poisson", decoder.Options{})
	const want = `unknown likelihood "poisson" (known: bernoulli, continuous-bernoulli, gaussian, gaussian-learned, gaussian-per-pixel, laplace, discretized-logistic)`
	if err == nil || err.Error() != want {
		t.Errorf("error %q, want %q", err, want)
	}
}

func TestFigureOf(t *testing.T) {
	for _, c := range []struct {
		name string
		grey bool
		want decoder.Figure
	}{
		{"bernoulli", false, decoder.Probability}, {"bernoulli", true, decoder.CrossEntropy},
		{"laplace", false, decoder.Density}, {"laplace", true, decoder.Density},
		{"discretized-logistic", false, decoder.Probability}, {"discretized-logistic", true, decoder.Probability},
	} {
		if got, err := decoder.FigureOf(c.name, c.grey); err != nil || got != c.want {
			t.Errorf("%s, grey %v: %s, %v", c.name, c.grey, got, err)
		}
	}
	if got, err := decoder.FigureOf("poisson", false); err == nil || got != "" {
		t.Errorf("poisson: %q, %v", got, err)
	}
}
