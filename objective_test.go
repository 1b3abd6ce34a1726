package vae_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"vae"
	"vae/internal/nn/nntest"
)

// begin returns the training of a small model with fixed images and noise.
func begin(t *testing.T, m *vae.Model, batch int, o vae.Objective) *vae.Training {
	t.Helper()
	training, err := m.NewTraining(batch, o)
	if err != nil {
		t.Fatal(err)
	}
	if err := training.Give(input(batch, m.Config())); err != nil {
		t.Fatal(err)
	}
	copy(training.Noise(), nntest.Normal(5, len(training.Noise())))
	return training
}

// give gives a batch of images.
func give(t testing.TB, training *vae.Training, images []float32) {
	t.Helper()
	if err := training.Give(vae.Input{Images: images}); err != nil {
		t.Fatal(err)
	}
}

// step takes a step and returns its objective.
func step(t *testing.T, training *vae.Training, beta float64) float64 {
	t.Helper()
	terms, err := training.Step(beta)
	if err != nil {
		t.Fatal(err)
	}
	return terms.Objective
}

// gradient returns a copy of the derivatives of array i of the weights in the last step.
func gradient(training *vae.Training, i int) []float32 {
	return slices.Clone(training.Gradients()[i].Grad)
}

// TestObjectives_ofOneDrawAgree checks that −L_1 is −ELBO in expectation: the former has log q(z|x)
// − log p(z) of each draw, the latter the KL in closed form. The mean of n differences is within
// five of its standard errors of 0.
func TestObjectives_ofOneDrawAgree(t *testing.T) {
	m := newModel(t, small())
	const batch, rounds = 50, 40
	elbo, iwae := begin(t, m, batch, vae.Objective{}), begin(t, m, batch, vae.Objective{Bound: "iwae"})
	var sum, squares float64
	for i := range uint64(rounds) {
		noise := nntest.Normal(100+i, batch*m.Config().Latent)
		copy(elbo.Noise(), noise)
		copy(iwae.Noise(), noise)
		d := step(t, iwae, 1) - step(t, elbo, 1)
		sum += d
		squares += d * d
	}
	mean := sum / rounds
	if se := math.Sqrt((squares/rounds - mean*mean) / (rounds - 1)); math.Abs(mean) > 5*se {
		t.Errorf("−L_1 is above −ELBO by %g ± %g nats", mean, se)
	}
}

// TestObjectives_boundRisesWithDraws checks that L_1 ≤ L_4 ≤ L_16 on the same draws, split into
// groups: the mean over groups of a logarithm is at most that of the mean.
func TestObjectives_boundRisesWithDraws(t *testing.T) {
	m := newModel(t, small())
	images, noise := ink(1, m.Config()), nntest.Normal(3, 16*m.Config().Latent)
	last := math.Inf(1)
	for _, samples := range []int{1, 4, 16} {
		training, err := m.NewTraining(16/samples, vae.Objective{Bound: "iwae", Samples: samples})
		if err != nil {
			t.Fatal(err)
		}
		give(t, training, slices.Repeat(images, 16/samples))
		copy(training.Noise(), noise)
		negative := step(t, training, 1)
		if negative > last+1e-6 {
			t.Errorf("−L_%d is %g, above %g with fewer draws", samples, negative, last)
		}
		last = negative
	}
}

// TestObjectives_gradientOfConditionalModels compares the derivative by every weight, away from the
// symmetric start, with central finite differences, for three classes and every prior. With steps h
// of 1/64 these err by h²/6 of the third derivative, and by the rounding of some 20 nats, 1e-6,
// over h: 1e-3 at most of numbers around 1, of which four are allowed.
func TestObjectives_gradientOfConditionalModels(t *testing.T) {
	objectives := map[string]vae.Objective{
		"elbo": {Samples: 2}, "iwae": {Bound: "iwae", Samples: 3}, "free bits": {FreeBits: 0.3},
	}
	for name, c := range kinds() {
		if !c.Conditional {
			continue
		}
		if _, ok := vae.Priors().Complete(c.PriorName(), nil)["components"]; ok {
			c.Options = vae.Options{"components": 2} // few weights
		}
		for objective, o := range objectives {
			if c.Trains(o) == nil {
				t.Run(name+"/"+objective, func(t *testing.T) { checkGradient(t, newModel(t, c), o) })
			}
		}
	}
}

func checkGradient(t *testing.T, m *vae.Model, o vae.Objective) {
	t.Helper()
	const beta, h = 0.7, 1.0 / 64
	for i, p := range m.Parameters() {
		for j, v := range nntest.Normal(uint64(i), len(p.Data)) {
			p.Data[j] += 0.2 * v
		}
	}
	if o.FreeBits > 0 {
		o.FreeBits = offKink(t, m, 7, o.FreeBits)
	}
	training := begin(t, m, 7, o)
	step(t, training, beta)
	for i, g := range training.Gradients() {
		got := gradient(training, i)
		for j, v := range g.Data {
			g.Data[j] = v + h
			up := step(t, training, beta)
			g.Data[j] = v - h
			want := (up - step(t, training, beta)) / (2 * h)
			if g.Data[j] = v; math.Abs(float64(got[j])-want) > 4e-3*max(1, math.Abs(want)) {
				t.Errorf("%s[%d]: derivative %g, finite difference %g", g.Name, j, got[j], want)
			}
		}
		step(t, training, beta)
	}
}

// offKink returns the first of λ, λ + 0.05, … that no dimension's mean divergence is within 0.03 of,
// so that steps do not cross the kink of max(λ, KL).
func offKink(t *testing.T, m *vae.Model, batch int, lambda float64) float64 {
	t.Helper()
	codes, err := m.Encode(input(batch, m.Config()))
	if err != nil {
		t.Fatal(err)
	}
	all, err := m.KLDimensions(codes)
	if err != nil {
		t.Fatal(err)
	}
	kl := make([]float64, m.Config().Latent)
	for i, v := range all {
		kl[i%len(kl)] += v / float64(batch)
	}
	for slices.ContainsFunc(kl, func(v float64) bool { return math.Abs(v-lambda) < 0.03 }) {
		lambda += 0.05
	}
	return lambda
}

// TestDReG_sameExpectation compares the plain and the doubly reparameterised gradient of L_3,
// averaged over many draws: derivatives of the decoder are the same, and those of the encoder are
// within five standard errors of their difference. β = 0.7 checks the factor for tempered weights.
func TestDReG_sameExpectation(t *testing.T) {
	const batch, rounds = 200, 60
	for _, beta := range []float64{1, 0.7} {
		m := newModel(t, small())
		for _, p := range m.Parameters() { // away from the symmetric start
			for i, v := range nntest.Normal(uint64(len(p.Data)), len(p.Data)) {
				p.Data[i] += 0.4 * v
			}
		}
		plain := begin(t, m, batch, vae.Objective{Bound: "iwae", Samples: 3})
		doubly := begin(t, m, batch, vae.Objective{Bound: "iwae", Samples: 3, Gradient: "dreg"})
		sums, squares := make([][]float64, len(m.Parameters())), make([][]float64, len(m.Parameters()))
		for i, p := range m.Parameters() {
			sums[i], squares[i] = make([]float64, len(p.Data)), make([]float64, len(p.Data))
		}
		for r := range uint64(rounds) {
			noise := nntest.Normal(100+r, len(plain.Noise()))
			copy(plain.Noise(), noise)
			copy(doubly.Noise(), noise)
			if a, b := step(t, plain, beta), step(t, doubly, beta); a != b {
				t.Fatalf("objectives %g and %g", a, b)
			}
			for i := range m.Parameters() {
				a, b := gradient(plain, i), gradient(doubly, i)
				for j := range a {
					d := float64(a[j]) - float64(b[j])
					sums[i][j] += d
					squares[i][j] += d * d
				}
			}
		}
		differ := false
		for i, p := range m.Parameters() {
			for j, sum := range sums[i] {
				mean := sum / rounds
				se := math.Sqrt(max(0, squares[i][j]/rounds-mean*mean) / (rounds - 1))
				if strings.HasPrefix(p.Name, "decoder/") {
					se = 0
				}
				differ = differ || se > 1e-5
				if math.Abs(mean) > 5*se+1e-6 {
					t.Errorf("β %g, %s[%d]: derivatives differ by %g ± %g", beta, p.Name, j, mean, se)
				}
			}
		}
		if !differ {
			t.Error("both gradients are the same")
		}
	}
}

func TestObjective_validate(t *testing.T) {
	for want, o := range map[string]vae.Objective{
		`unknown objective "vimco"`:          {Bound: "vimco"},
		`unknown gradient "rein"`:            {Gradient: "rein"},
		"-1 training samples are outside":    {Samples: -1},
		"free bits NaN are not 0 or more":    {FreeBits: math.NaN()},
		"free bits need the objective elbo":  {Bound: "iwae", FreeBits: 1},
		"gradient dreg needs the objective":  {Gradient: "dreg"},
		"70000 training samples are outside": {Samples: 70000},
	} {
		if err := o.Validate(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %q", err, want)
		}
	}
}
