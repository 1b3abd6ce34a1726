package decoder_test

import (
	"math"
	"slices"
	"testing"

	"vae/decoder"
	"vae/internal/nn"
	"vae/internal/nn/nntest"
)

// subject is a likelihood under test.
type subject struct {
	decoder.Likelihood
	name string
}

// each runs a test for every likelihood of the table.
func each(t *testing.T, test func(t *testing.T, l subject)) {
	for _, name := range decoder.Names() {
		t.Run(name, func(t *testing.T) {
			if oracles[name] == nil {
				t.Fatal("no oracle for this likelihood")
			}
			test(t, newSubject(t, name))
		})
	}
}

func newSubject(t *testing.T, name string) subject {
	t.Helper()
	l, err := decoder.New(name, decoder.Options{Sigma: sigma})
	if err != nil {
		t.Fatal(err)
	}
	return subject{l, name}
}

// params returns what the likelihoods with parameters of their own look up.
func params() *nn.Params {
	return nn.RestoreParams([]nn.Param{
		{Name: "likelihood/logvar", Shape: []int{1}, Data: []float32{learned}},
		{Name: "likelihood/logscale", Shape: []int{1}, Data: []float32{learned}},
	})
}

// pictures returns n pixels in the support of the likelihood: black or white, and
// levels of grey where those are allowed.
func (l subject) pictures(n int) []float32 {
	figure, err := decoder.FigureOf(l.name, true)
	if err != nil {
		panic(err) // newSubject found the name
	}
	x := nntest.Normal(2, n)
	for i, v := range x {
		switch {
		case v < -0.4:
			x[i] = 0
		case v > 0.4 || figure == decoder.CrossEntropy:
			x[i] = 1
		default:
			x[i] = float32(math.Round(float64(v+0.4)/0.8*255)) / 255
		}
	}
	return x
}

// oracle returns the distribution of pixel i under a row of theta (D·K).
func (l subject) oracle(row []float32, i int) oracle {
	var theta []float64
	for d := len(row) / l.ParamsPerPixel(); i < len(row); i += d {
		theta = append(theta, float64(row[i]))
	}
	return oracles[l.name](theta)
}

// inputs returns those of the operation that LogProb applies last.
func (l subject) inputs(theta []float32) []nntest.Input {
	in := []nntest.Input{
		{Shape: nn.Shape{images, pixels}, Data: l.pictures(images * pixels), Fixed: true},
		{Shape: nn.Shape{rows, pixels * l.ParamsPerPixel()}, Data: theta},
	}
	if l.hasScale() {
		in = append(in, nntest.Input{Shape: nn.Shape{1}, Data: []float32{learned}})
	}
	return in
}

// hasScale reports whether there is a learnt parameter that belongs to no pixel.
func (l subject) hasScale() bool {
	p := nn.NewParams(1)
	b := nn.NewBuilder(p)
	l.LogProb(b, b.Input("x", 1, 1), b.Input("theta", 1, l.ParamsPerPixel()))
	return p.Count() > 0
}

// avoidKinks moves locations away from the pixels that they are closer to than the
// differences are wide.
func (l subject) avoidKinks(theta []float32) {
	for i, x := range l.pictures(images * pixels) {
		for s := range draws {
			location := &theta[(i/pixels*draws+s)*pixels+i%pixels]
			if math.Abs(float64(*location-x)) < 1.0/64 {
				*location += 1.0 / 16
			}
		}
	}
}

// run returns log p(x|z) from a graph.
func (l subject) run(t *testing.T, pictures, thetas []float32, n, rows int) []float32 {
	t.Helper()
	b := nn.NewBuilder(params())
	d := len(pictures) / n
	x, theta := b.Input("x", n, d), b.Input("theta", rows, d*l.ParamsPerPixel())
	logProb := l.LogProb(b, x, theta)
	program, err := b.Compile()
	if err != nil {
		t.Fatal(err)
	}
	copy(program.Input(x), pictures)
	copy(program.Input(theta), thetas)
	if err := program.Run(); err != nil {
		t.Fatal(err)
	}
	return program.Value(logProb)
}

// logProb returns that of one pixel.
func logProb(t *testing.T, name string, x float32, theta []float64) float64 {
	t.Helper()
	var parameters []float32
	for _, v := range theta {
		parameters = append(parameters, float32(v))
	}
	return float64(newSubject(t, name).run(t, []float32{x}, parameters, 1, 1)[0])
}

// bias returns the bias, made for that mean image.
func (l subject) bias(t *testing.T, image []float32) []float32 {
	t.Helper()
	before := slices.Clone(image)
	lik, err := decoder.New(l.name, decoder.Options{Sigma: sigma, MeanImage: image})
	if err != nil {
		t.Fatal(err)
	}
	bias := lik.Bias(image)
	if len(bias) != len(image)*l.ParamsPerPixel() || !slices.Equal(image, before) {
		t.Fatalf("bias of %d numbers for %d pixels", len(bias), len(image))
	}
	return bias
}
