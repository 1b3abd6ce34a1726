package vae_test

import (
	"errors"
	"math"
	"slices"
	"testing"

	"vae"
)

// TestLabels_decideOnAllParts checks that q(z|x, y), p(z|y) and p(x|z, y) all depend on the label,
// once training has moved the weights.
func TestLabels_decideOnAllParts(t *testing.T) {
	c := conditional()
	m := newModel(t, c)
	for _, p := range m.Parameters() {
		for i := range p.Data {
			p.Data[i] += 0.1 * float32(i%7)
		}
	}
	one := input(1, c)
	other := vae.Input{Images: one.Images, Labels: []int{9}}
	a, errA := m.Encode(one)
	b, errB := m.Encode(other)
	if errA != nil || errB != nil || slices.Equal(a.Mean, b.Mean) {
		t.Errorf("q(z|x, y) is the same for two labels; errors %v, %v", errA, errB)
	}
	x, errA := m.Decode(vae.Input{Codes: a.Mean, Labels: []int{2}})
	y, errB := m.Decode(vae.Input{Codes: a.Mean, Labels: []int{9}})
	if errA != nil || errB != nil || slices.Equal(x, y) {
		t.Errorf("p(x|z, y) is the same for two labels; errors %v, %v", errA, errB)
	}
	p, errA := m.DrawPrior(vae.PriorDraws{N: 1, Seed: 1, Temperature: 1, Labels: []int{2}})
	q, errB := m.DrawPrior(vae.PriorDraws{N: 1, Seed: 1, Temperature: 1, Labels: []int{9}})
	if errA != nil || errB != nil || slices.Equal(p.Codes, q.Codes) {
		t.Errorf("p(z|y) is the same for two labels; errors %v, %v", errA, errB)
	}
}

// TestLabels_thatAreMissingOrUnknown checks that every image concerned is counted.
func TestLabels_thatAreMissingOrUnknown(t *testing.T) {
	m := newModel(t, conditional())
	in := input(3, m.Config())
	for want, labels := range map[vae.LabelError][]int{
		{Missing: true, Images: 3}: nil,
		{Label: 4, Images: 2}:      {4, 2, 7},
	} {
		in.Labels = labels
		_, err := m.Encode(in)
		var got *vae.LabelError
		if !errors.As(err, &got) || *got != want {
			t.Errorf("error %v, want %v", err, &want)
		}
	}
}

// TestPrior_drawsLabels checks the shares of labels within five standard errors, and that the first
// draws do not depend on how many there are.
func TestPrior_drawsLabels(t *testing.T) {
	m := newModel(t, conditional())
	const n = 6000
	all, err := m.Prior(n, 3)
	if err != nil {
		t.Fatal(err)
	}
	for _, class := range m.Classes() {
		count, p := 0.0, float64(class.Images)/6
		for _, label := range all.Labels {
			if label == class.Label {
				count++
			}
		}
		if math.Abs(count-n*p) > 5*math.Sqrt(n*p*(1-p)) {
			t.Errorf("%g of %d draws are of class %v, want a share of %g", count, n, class, p)
		}
	}
	few, err := m.Prior(7, 3)
	if err != nil || !slices.Equal(few.Labels, all.Labels[:7]) || !slices.Equal(few.Codes, all.Codes[:14]) {
		t.Errorf("seven draws are %v, error %v", few, err)
	}
}

// TestPrior_temperature checks that the temperature scales draws of N(0, I), and of a normal
// distribution about its mean.
func TestPrior_temperature(t *testing.T) {
	for _, m := range []*vae.Model{newModel(t, small()), newModel(t, conditional())} {
		draw := func(temperature float64) []float32 {
			in, err := m.DrawPrior(vae.PriorDraws{N: 5, Seed: 2, Temperature: temperature})
			if err != nil {
				t.Fatal(err)
			}
			return in.Codes
		}
		if m.Config().Conditional {
			copy(classesOf(m), []float32{1, 2, 0.5, -0.5, 1, 2, 0.5, -0.5, 1, 2, 0.5, -0.5})
		}
		mean, one, half := draw(0), draw(1), draw(0.5)
		for i := range one {
			if want := mean[i] + 0.5*(one[i]-mean[i]); math.Abs(float64(half[i]-want)) > 1e-6 {
				t.Errorf("code %g at half the temperature, want %g", half[i], want)
			}
		}
	}
}

func TestKLDimensions_sumToKL(t *testing.T) {
	for _, c := range []vae.Config{small(), conditional()} {
		m := newModel(t, c)
		codes, err := m.Encode(input(4, c))
		if err != nil {
			t.Fatal(err)
		}
		all, ok, err := m.KL(codes)
		parts, errParts := m.KLDimensions(codes)
		if err != nil || errParts != nil || !ok {
			t.Fatal(ok, err, errParts)
		}
		for i, want := range all {
			var sum float64
			for _, v := range parts[i*c.Latent : (i+1)*c.Latent] {
				sum += v
			}
			if math.Abs(sum-float64(want)) > 1e-5 {
				t.Errorf("image %d: the dimensions add up to %g, KL is %g", i, sum, want)
			}
		}
	}
}

// TestConfig_classes checks what classes a model may have.
func TestConfig_classes(t *testing.T) {
	for want, change := range map[string]func(*vae.Config){
		"a conditional model has classes, and no other has":      func(c *vae.Config) { c.Conditional = false },
		"class 5 follows class 9":                                func(c *vae.Config) { slices.Reverse(c.Classes) },
		"class 5 has no images":                                  func(c *vae.Config) { c.Classes[1].Images = 0 },
		"the prior gaussian-per-class needs a conditional model": func(c *vae.Config) { c.Conditional, c.Classes = false, nil },
	} {
		c := conditional()
		change(&c)
		if err := c.Validate(); err == nil || err.Error() != want {
			t.Errorf("error %v, want %q", err, want)
		}
	}
}

// TestRelabel_keepsThePlaceInThePrior moves codes that are a standard deviation above the mean of
// their class; under N(0, I) they stay where they are.
func TestRelabel_keepsThePlaceInThePrior(t *testing.T) {
	m := newModel(t, conditional())
	copy(classesOf(m), []float32{
		1, 2, 0, float32(2 * math.Log(3)), // means and log-variances of the class 2
		-1, 5, float32(2 * math.Log(2)), 0, // and of the class 5
		0, 0, 0, 0,
	})
	codes := vae.Codes{Mean: []float32{2, 5, 1, 6}, LogVar: make([]float32, 4), Latent: 2, Labels: []int{2, 5}}
	got, err := m.Relabel(codes, []int{5, 2})
	if want := []float32{1, 6, 2, 5}; err != nil || !near(got.Codes, want) || !slices.Equal(got.Labels, []int{5, 2}) {
		t.Errorf("%v, error %v, want codes %v", got, err, want)
	}
	c := conditional()
	c.Prior = vae.DefaultPrior
	if got, err := newModel(t, c).Relabel(codes, []int{5, 2}); err != nil || !slices.Equal(got.Codes, codes.Mean) {
		t.Errorf("under N(0, I) %v, error %v", got, err)
	}
	if _, err := m.Relabel(codes, []int{5, 3}); err == nil {
		t.Error("an unknown label is taken")
	}
}

// classesOf returns the means and log-variances of p(z|y), class by class.
func classesOf(m *vae.Model) []float32 {
	i := slices.IndexFunc(m.Parameters(), func(p *vae.Parameter) bool { return p.Name == "prior/classes" })
	return m.Parameters()[i].Data
}

func near(x, y []float32) bool {
	return slices.EqualFunc(x, y, func(a, b float32) bool { return math.Abs(float64(a-b)) < 1e-5 })
}
