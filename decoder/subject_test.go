package decoder_test

import (
	"math"
	"testing"

	"vae/decoder"
	"vae/dist"
	"vae/internal/choice"
	"vae/internal/nn"
	"vae/internal/nn/nntest"
	"vae/internal/rng"
)

// subject is a likelihood under test.
type subject struct {
	dist.Family
	name string
	k    int // params for each pixel
}

// each runs a test for every likelihood of the table.
func each(t *testing.T, test func(t *testing.T, l subject)) {
	for _, name := range decoder.Menu().Names {
		t.Run(name, func(t *testing.T) {
			if oracles[name] == nil {
				t.Fatal("no oracle for this likelihood")
			}
			test(t, newSubject(t, name, make([]float32, 1)))
		})
	}
}

// newSubject returns the likelihood for a mean image. A black one has spread 1, from which scales
// start: see the oracles.
func newSubject(t *testing.T, name string, mean []float32) subject {
	t.Helper()
	family, err := decoder.Family(name, choice.Values{"sigma": sigma}, mean)
	if err != nil {
		t.Fatal(err)
	}
	return subject{family, name, family.Params(nn.Shape{1}).TotalSize()}
}

// pictures returns n pixels in the support of the likelihood: black, white and, if it allows them,
// grey levels.
func (l subject) pictures(n int) []float32 {
	kind, err := decoder.KindOf(l.name, true)
	if err != nil {
		panic(err) // newSubject found the name
	}
	x := nntest.Normal(2, n)
	for i, v := range x {
		switch {
		case v < -0.4:
			x[i] = 0
		case v > 0.4 || kind == decoder.CrossEntropy:
			x[i] = 1
		default:
			x[i] = float32(math.Round(float64(v+0.4)/0.8*255)) / 255
		}
	}
	return x
}

// oracle returns the distribution of pixel i under a row of theta (K·D).
func (l subject) oracle(row []float32, i int) oracle {
	var theta []float64
	for d := len(row) / l.k; i < len(row); i += d {
		theta = append(theta, float64(row[i]))
	}
	return oracles[l.name](theta)
}

// avoidKinks moves locations that are within a finite difference of their pixel, where a density
// may have a kink.
func (l subject) avoidKinks(theta, x []float32) {
	for i, x := range x {
		for s := range draws {
			location := &theta[(i/pixels*draws+s)*pixels*l.k+i%pixels]
			if math.Abs(float64(*location-x)) < 1.0/64 {
				*location += 1.0 / 16
			}
		}
	}
}

// logProb builds log p of pictures under params.
func (l subject) logProb(b *nn.Builder, in []*nn.Node) *nn.Node {
	return l.Of(b, in[1]).LogProb(b, in[0])
}

// graph returns the graph of log p of n pictures x under rows of params theta.
func (l subject) graph(t *testing.T, x, theta []float32, n, rows int) *nntest.Graph {
	t.Helper()
	return nntest.NewGraph(t, l.logProb,
		nntest.Input{Shape: nn.Shape{n, len(x) / n}, Data: x, Fixed: true},
		nntest.Input{Shape: nn.Shape{rows, len(theta) / rows}, Data: theta})
}

// mean returns the expected picture under one row of theta.
func (l subject) mean(t *testing.T, theta []float32) []float32 {
	t.Helper()
	return l.result(t, theta, func(b *nn.Builder, d dist.Distribution) (out, noise *nn.Node) { return d.Mean(b), nil })
}

// draw returns a picture drawn under one row of theta.
func (l subject) draw(t *testing.T, theta []float32) []float32 {
	t.Helper()
	return l.result(t, theta, func(b *nn.Builder, d dist.Distribution) (out, noise *nn.Node) {
		noise = b.Input("noise", 1, d.Noise().Len())
		return d.Sample(b, noise), noise
	})
}

func (l subject) result(
	t *testing.T, theta []float32, of func(b *nn.Builder, d dist.Distribution) (out, noise *nn.Node),
) []float32 {
	t.Helper()
	b := nn.NewBuilder(nn.NewParams(1))
	in := b.Input("theta", 1, len(theta))
	d := l.Of(b, in)
	out, noise := of(b, d)
	program, err := b.Compile()
	if err != nil {
		t.Fatal(err)
	}
	copy(program.Input(in), theta)
	if noise != nil {
		source := rng.Stream(1, "test", 0)
		d.Noise().Fill(program.Input(noise), &source)
	}
	if err := program.Run(); err != nil {
		t.Fatal(err)
	}
	return program.Value(out)
}

// logProb returns log p of one pixel.
func logProb(t *testing.T, name string, x float32, theta []float64) float64 {
	t.Helper()
	var parameters []float32
	for _, v := range theta {
		parameters = append(parameters, float32(v))
	}
	return float64(newSubject(t, name, []float32{0}).graph(t, []float32{x}, parameters, 1, 1).Run()[0])
}
