package decoder_test

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"

	"vae/decoder"
	"vae/internal/nn"
	"vae/internal/nn/nntest"
	"vae/internal/rng"
)

// The contract below ranges over the table of likelihoods: a new one has to give the
// distribution of a pixel in oracles, and nothing else.
const (
	images, draws, pixels = 3, 2, 11
	rows                  = images * draws
	sigma                 = 0.3
	learned               = -1.1 // log σ² of gaussian-learned
)

// oracle is what gonum knows of a distribution.
type oracle interface {
	LogProb(x float64) float64
	Mean() float64
	StdDev() float64
}

// oracles give the distribution of a pixel with parameter theta.
var oracles = map[string]func(theta float64) oracle{
	"bernoulli":        func(l float64) oracle { return distuv.Bernoulli{P: 1 / (1 + math.Exp(-l))} },
	"gaussian":         func(mean float64) oracle { return distuv.Normal{Mu: mean, Sigma: sigma} },
	"gaussian-learned": func(mean float64) oracle { return distuv.Normal{Mu: mean, Sigma: math.Exp(0.5 * learned)} },
}

// each runs a test for every likelihood of the table.
func each(t *testing.T, test func(t *testing.T, l decoder.Likelihood, o func(float64) oracle)) {
	for _, name := range decoder.Names() {
		t.Run(name, func(t *testing.T) {
			l, err := decoder.New(name, decoder.Options{Sigma: sigma})
			if err != nil {
				t.Fatal(err)
			}
			if oracles[name] == nil {
				t.Fatal("no oracle for this likelihood")
			}
			test(t, l, oracles[name])
		})
	}
}

// params returns what the likelihoods with parameters of their own look up.
func params() *nn.Params {
	return nn.RestoreParams([]nn.Param{{Name: "likelihood/logvar", Shape: []int{1}, Data: []float32{learned}}})
}

// binary returns n pixels, black or white, which are in the support of all.
func binary(n int) []float32 {
	x := nntest.Normal(2, n)
	for i, v := range x {
		x[i] = 0
		if v > 0 {
			x[i] = 1
		}
	}
	return x
}

func TestContract_gradient(t *testing.T) {
	each(t, func(t *testing.T, l decoder.Likelihood, _ func(float64) oracle) {
		op, more := decoder.NewOp(l)
		inputs := []nntest.Input{
			{Shape: nn.Shape{images, pixels}, Data: binary(images * pixels), Fixed: true},
			{Shape: nn.Shape{rows, pixels}},
		}
		for _, shape := range more {
			inputs = append(inputs, nntest.Input{Shape: shape, Data: []float32{learned}})
		}
		nntest.CheckGradient(t, op, 2e-3, inputs...)
	})
}

// TestContract_logProbMatchesGonum runs the likelihood in a graph. Sums over pixels
// are taken in float64 and rounded once, terms to float32: 1e-6 of the value.
func TestContract_logProbMatchesGonum(t *testing.T) {
	each(t, func(t *testing.T, l decoder.Likelihood, o func(float64) oracle) {
		b := nn.NewBuilder(params())
		x, theta := b.Input("x", images, pixels), b.Input("theta", rows, pixels*l.ParamsPerPixel())
		logProb := l.LogProb(b, x, theta)
		program, err := b.Compile()
		if err != nil {
			t.Fatal(err)
		}
		pictures, thetas := binary(images*pixels), nntest.Normal(4, rows*pixels*l.ParamsPerPixel())
		copy(program.Input(x), pictures)
		copy(program.Input(theta), thetas)
		if err := program.Run(); err != nil {
			t.Fatal(err)
		}
		for r, got := range program.Value(logProb) {
			var want float64
			for i := r * pixels; i < (r+1)*pixels; i++ {
				want += o(float64(thetas[i])).LogProb(float64(pictures[r/draws*pixels+i%pixels]))
			}
			if math.Abs(float64(got)-want) > 1e-6*math.Abs(want) {
				t.Errorf("row %d: %g, want %g", r, got, want)
			}
		}
	})
}

// TestContract_meanAndDraw compares expected images, and the moments of draws, with
// gonum's. The mean of n draws errs by σ/√n, their variance by no more than σ²√(2/n)
// (that of a normal distribution); five times that is allowed.
func TestContract_meanAndDraw(t *testing.T) {
	const n = 20000
	each(t, func(t *testing.T, l decoder.Likelihood, o func(float64) oracle) {
		p := params()
		b := nn.NewBuilder(p)
		l.LogProb(b, b.Input("x", 1, 1), b.Input("theta", 1, 1)) // claims the parameters
		for _, value := range []float32{-1.5, 0, 0.4} {
			theta := make([]float32, n)
			for i := range theta {
				theta[i] = value
			}
			mean, draws := make([]float32, n), make([]float32, n)
			l.Mean(mean, theta)
			want := o(float64(value))
			if math.Abs(float64(mean[0])-want.Mean()) > 1e-6 {
				t.Errorf("mean %g, want %g", mean[0], want.Mean())
			}
			source := rng.Stream(1, "test", 0)
			l.Draw(draws, theta, p, &source)
			var sum, squares float64
			for _, v := range draws {
				sum += float64(v)
				squares += math.Pow(float64(v)-want.Mean(), 2)
			}
			if math.Abs(sum/n-want.Mean()) > 5*want.StdDev()/math.Sqrt(n) {
				t.Errorf("mean of draws %g, want %g", sum/n, want.Mean())
			}
			variance := want.StdDev() * want.StdDev()
			if math.Abs(squares/n-variance) > 5*variance*math.Sqrt(2.0/n) {
				t.Errorf("variance of draws %g, want %g", squares/n, variance)
			}
		}
	})
}

// TestContract_biasDescribesTheMeanImage holds that a decoder that gives its bias
// alone describes the mean image.
func TestContract_biasDescribesTheMeanImage(t *testing.T) {
	image := []float32{0.01, 0.25, 0.5, 0.9}
	each(t, func(t *testing.T, l decoder.Likelihood, _ func(float64) oracle) {
		bias := l.Bias(image)
		mean := make([]float32, len(image))
		l.Mean(mean, bias)
		for i := range image {
			if math.Abs(float64(mean[i]-image[i])) > 1e-6 {
				t.Errorf("pixel %d: %g, want %g", i, mean[i], image[i])
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
	const want = `unknown likelihood "poisson" (known: bernoulli, gaussian, gaussian-learned)`
	if err == nil || err.Error() != want {
		t.Errorf("error %q, want %q", err, want)
	}
}
