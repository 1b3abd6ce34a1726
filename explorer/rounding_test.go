package explorer

import (
	"math"
	"slices"
	"testing"

	"vae"
)

// plain returns a model of one pixel and one dimension without hidden layers, p(x|z) = N(w z, 1)
// and q(z|x) = N(v x, exp l).
func plain(t *testing.T, v, l, w float32) *vae.Model {
	t.Helper()
	c, err := vae.Config{Latent: 1, Likelihood: "gaussian", Options: vae.Options{"sigma": 1}}.WithNetwork("mlp:")
	if err != nil {
		t.Fatal(err)
	}
	m := newModel(t, c.WithShape(vae.Shape{C: 1, H: 1, W: 1}))
	for _, p := range m.Parameters() {
		clear(p.Data)
		switch p.Name {
		case "encoder/posterior/weight":
			p.Data[0] = v
		case "encoder/posterior/bias":
			p.Data[1] = l
		case "decoder/pixels/weight":
			p.Data[0] = w
		}
	}
	return m
}

// TestRounding_ofOnePixel rounds a weight that is a quarter of a step above a float16 number, and
// computes the differences by hand. Codes are 0, 1 and draws from the prior. The model rounds
// pixels to float32, with steps of up to 2⁻²³ of their size.
func TestRounding_ofOnePixel(t *testing.T) {
	const quarter = 0x1p-12 // of a step of float16 from 1 to 2
	in := vae.Input{Images: []float32{0, 1}}
	draws, err := plain(t, 1, 0, 1).Prior(roundingDraws, 1)
	if err != nil {
		t.Fatal(err)
	}
	largest := max(1, furthest(draws.Codes, make([]float32, roundingDraws)))
	for name, c := range map[string]struct {
		v, l, w          float32
		pixel, posterior float64
		format           string
	}{
		"exact":              {1, -4, 1, 0, 0, formatFloat16},
		"decoder":            {1, 0, 1 + quarter, quarter * largest, 0, formatFloat16},
		"mean":               {1 + quarter, -4, 1, quarter, quarter * math.Exp(2), formatFloat16},
		"standard deviation": {1, 1 + quarter, 1, 0, quarter / 2, formatFloat16},
		"visible posterior":  {1 + quarter, -12, 1, quarter, quarter * math.Exp(6), formatFloat32},
		"visible pixel":      {1, 0, 1000 + 0.125, 0.125 * largest, 0, formatFloat32},
	} {
		n, err := NewCompactNetwork(plain(t, c.v, c.l, c.w), in)
		if err != nil || n.Rounding == nil {
			t.Fatalf("%s: %+v, error %v", name, n.Rounding, err)
		}
		got, step := *n.Rounding, 0x1p-23*largest*float64(c.w)
		if math.Abs(got.Pixel-c.pixel) > step || math.Abs(got.Posterior-c.posterior) > 1e-3*c.posterior ||
			got.Images != 2 || n.Format != c.format {
			t.Errorf("%s: %+v, %s, want %+v", name, got, n.Format, c)
		}
	}
}

// TestRounding_ofWeightsBeyondFloat16 checks that they stay in float32, with no figures.
func TestRounding_ofWeightsBeyondFloat16(t *testing.T) {
	m := plain(t, 1, 0, 70_000)
	n, err := NewCompactNetwork(m, vae.Input{Images: []float32{1}})
	if err != nil || n.Rounding != nil || n.Format != formatFloat32 || !slices.Equal(n.Weights, NewNetwork(m).Weights) {
		t.Errorf("%+v, error %v", n, err)
	}
}

// TestPage_computesTheModelInFloat16 compares the page's networks of rounded weights with the
// model's, on some of the images and codes on which Rounding was measured.
func TestPage_computesTheModelInFloat16(t *testing.T) {
	subjects := subjects(t)
	var cases []pageCase
	compact := 0
	for i, s := range subjects {
		draws, err := s.model.Prior(2, 1)
		if err != nil {
			t.Fatal(err)
		}
		s.in.Codes, s.in.Labels = draws.Codes, draws.Labels
		n, err := NewCompactNetwork(s.model, s.in)
		if err != nil || n.Rounding == nil {
			t.Fatalf("%s: %+v, error %v", s.name, n, err)
		}
		subjects[i].in = s.in
		if n.Format == formatFloat16 {
			compact++
		}
		cases = append(cases, newPageCase(n, s.in))
	}
	if compact < len(subjects)/2 {
		t.Errorf("%d of %d models in float16", compact, len(subjects))
	}
	for i, got := range runPage(t, cases) {
		t.Run(subjects[i].name, func(t *testing.T) {
			if got.Error != "" {
				t.Fatal(got.Error)
			}
			want := subjects[i].results(t)
			r := *cases[i].Network.Rounding
			if d := furthest(got.Images, want.images); d > r.Pixel+1e-5 {
				t.Errorf("a pixel is %g off, Rounding says %g", d, r.Pixel)
			}
			for j, mean := range want.codes.Mean {
				sigma := math.Exp(0.5 * float64(want.codes.LogVar[j]))
				if d := math.Abs(float64(got.Mean[j] - mean)); d > r.Posterior*sigma+1e-5 {
					t.Errorf("mean %d is %g off, Rounding says %g standard deviations of %g", j, d, r.Posterior, sigma)
				}
			}
			for j, logProb := range want.logProb {
				d := math.Abs(got.LogProb[j] - float64(logProb))
				if d > r.LogProb+subjects[i].logProbTolerance()*max(1, math.Abs(float64(logProb))) {
					t.Errorf("log p(x|z) of image %d is %g nats off, Rounding says %g", j, d, r.LogProb)
				}
			}
		})
	}
}
