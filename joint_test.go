package vae_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"vae"
	"vae/internal/nn/nntest"
)

// TestJoint_gradient compares derivatives with central finite differences, for three images with
// two codes each, and for every likelihood and prior. With steps of 1/64, rounding of some 20 nats
// to 1e-7 costs 1e-4 and the third derivative as much; ten times that is allowed. Codes far from a
// class have more nats, and derivatives that are as much larger.
func TestJoint_gradient(t *testing.T) {
	for name, m := range models(t) {
		t.Run(name, func(t *testing.T) {
			c := m.Config()
			in, z := input(3, c), nntest.Normal(5, 3*2*c.Latent)
			in.Codes = z
			joint := func() vae.Joint {
				j, err := m.Joint(in)
				if err != nil {
					t.Fatal(err)
				}
				return j
			}
			got := joint()
			for i, v := range z {
				const h = 1.0 / 64
				r := i / c.Latent
				z[i] = v + h
				up := joint().LogProb[r]
				z[i] = v - h
				want := (up - joint().LogProb[r]) / (2 * h)
				z[i] = v
				if math.Abs(float64(got.Gradient[i])-want) > 1e-3*max(1, math.Abs(want)) {
					t.Errorf("element %d: derivative %g, finite difference %g", i, got.Gradient[i], want)
				}
			}
		})
	}
}

// TestJoint_matchesWeights compares log p(x, z|y) with the importance weights of the same draws,
// log p(x|z, y) + log p(z|y) − log q(z|x, y), and log q = log N(ε; 0, I) − Σ log σ, for priors of
// all kinds: rounding costs 1e-7 of some 10 nats each.
func TestJoint_matchesWeights(t *testing.T) {
	for name, m := range models(t) {
		t.Run(name, func(t *testing.T) { jointMatchesWeights(t, m) })
	}
}

func jointMatchesWeights(t *testing.T, m *vae.Model) {
	t.Helper()
	const n, draws = 70, 3 // images in batches of 64 and less
	c := m.Config()
	in, eps := input(n, c), nntest.Normal(5, n*draws*c.Latent)
	codes, err := m.Encode(in)
	if err != nil {
		t.Fatal(err)
	}
	w, err := m.Weigh(in, codes, eps)
	if err != nil {
		t.Fatal(err)
	}
	if ratios, err := m.LogRatio(codes, eps); err != nil || !slices.Equal(ratios, w.LogRatio) {
		t.Errorf("LogRatio returns other ratios than Weigh; error %v", err)
	}
	logQ := make([]float64, n*draws)
	in.Codes = make([]float32, len(eps))
	for i, e := range eps {
		r, j := i/c.Latent, i%c.Latent
		at := r/draws*c.Latent + j
		logVar := float64(codes.LogVar[at])
		in.Codes[i] = codes.Mean[at] + float32(math.Exp(0.5*logVar))*e
		logQ[r] -= 0.5 * (float64(e)*float64(e) + math.Log(2*math.Pi) + logVar)
	}
	joint, err := m.Joint(in)
	if err != nil {
		t.Fatal(err)
	}
	for r, got := range joint.LogProb {
		if want := float64(w.LogProb[r]) + float64(w.LogRatio[r]) + logQ[r]; math.Abs(got-want) > 1e-5*math.Abs(want) {
			t.Errorf("row %d: log p(x, z) %g, want %g", r, got, want)
		}
	}
}

// TestJoint_doesNotDependOnTheBatch checks that a row has the same bits in every batch.
func TestJoint_doesNotDependOnTheBatch(t *testing.T) { eachNetwork(t, jointOfRowsAlone) }

func jointOfRowsAlone(t *testing.T, m *vae.Model) {
	c := m.Config()
	const n, draws = 75, 3
	images, z := ink(n, c), nntest.Normal(5, n*draws*c.Latent)
	all, err := m.Joint(vae.Input{Images: images, Codes: z})
	if err != nil {
		t.Fatal(err)
	}
	width := draws * c.Latent
	for i := range n {
		one, err := m.Joint(vae.Input{Images: images[i*c.Pixels() : (i+1)*c.Pixels()], Codes: z[i*width : (i+1)*width]})
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(one.LogProb, all.LogProb[i*draws:(i+1)*draws]) ||
			!slices.Equal(one.Gradient, all.Gradient[i*width:(i+1)*width]) {
			t.Errorf("image %d is not the same alone", i)
		}
	}
}

func TestJoint_errors(t *testing.T) {
	c := small()
	m := newModel(t, c)
	for want, run := range map[string]func() (vae.Joint, error){
		"images of 3 numbers": func() (vae.Joint, error) {
			return m.Joint(vae.Input{Images: make([]float32, 3), Codes: make([]float32, 2)})
		},
		"codes of 3 numbers for 2 images, want a": func() (vae.Joint, error) {
			return m.Joint(vae.Input{Images: ink(2, c), Codes: make([]float32, 3)})
		},
		"codes of 0 numbers for 2 images, want a": func() (vae.Joint, error) {
			return m.Joint(vae.Input{Images: ink(2, c)})
		},
	} {
		if _, err := run(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %q", err, want)
		}
	}
}
