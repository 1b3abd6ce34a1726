package vae_test

import (
	"context"
	"math"
	"slices"
	"strings"
	"testing"

	"vae"
	"vae/dist"
	"vae/internal/nn/nntest"
)

// clustered returns n codes whose labels are those of the classes in turn. Those of class index y
// scatter about (10·y, 10·y, …).
func clustered(n, latent int, classes []vae.Class) vae.Input {
	in := vae.Input{Codes: nntest.Normal(21, n*latent)}
	for i := range n {
		y := i % len(classes)
		in.Labels = append(in.Labels, classes[y].Label)
		for j := range latent {
			in.Codes[i*latent+j] += 10 * float32(y)
		}
	}
	return in
}

// three are the classes of fitted priors: those of conditional.
var three = conditional().Classes

// fit returns a prior of two components, of each of three classes if it is by class.
func fit(t *testing.T, m *vae.Model, byClass bool) *vae.FittedPrior {
	t.Helper()
	settings := vae.PriorSettings{Components: 2, Seed: 1}
	if byClass {
		settings.Classes = three
	}
	p, _, err := m.FitPrior(context.Background(), settings, clustered(600, m.Config().Latent, three), vae.Input{})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// with returns the model with the prior in place of its own.
func with(t *testing.T, m *vae.Model, p *vae.FittedPrior) *vae.Model {
	t.Helper()
	fitted, err := m.WithPrior(p)
	if err != nil {
		t.Fatal(err)
	}
	return fitted
}

// mixtureOf returns the mixture in the state of a fitted prior.
func mixtureOf(t *testing.T, p *vae.FittedPrior) dist.FullMixture {
	t.Helper()
	tensors := stateOf(t, p).Tensors
	m, err := dist.NewFullMixture(tensors[1].Shape[1], tensors[0].Data, tensors[1].Data, tensors[2].Data)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// logPrior returns log p(z) of the model.
func logPrior(t *testing.T, m *vae.Model, in vae.Input) []float32 {
	t.Helper()
	l, err := m.LogPrior(in)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// TestLogPrior_isTheMixtures: the result is rounded once, to 6e-8 of it.
func TestLogPrior_isTheMixtures(t *testing.T) {
	m := newModel(t, small())
	for _, byClass := range []bool{false, true} {
		p := fit(t, m, byClass)
		mixture, in := mixtureOf(t, p), vae.Input{Codes: clustered(30, 2, three).Codes}
		for r, got := range logPrior(t, with(t, m, p), in) {
			want := mixture.LogDensity(in.Codes[2*r : 2*r+2])
			if math.Abs(float64(got)-want) > 1e-7*max(1, math.Abs(want)) {
				t.Errorf("by class %t, row %d: %.9g, want %.9g", byClass, r, got, want)
			}
		}
	}
}

// TestOfClass_sumsToThePrior checks Σ_y π_y p(z|y) = p(z), where each log-density is rounded to
// 1e-7 of some 100 nats. The classes have equal shares of the codes. A conditional model has the
// same p(z|y), given labels.
func TestOfClass_sumsToThePrior(t *testing.T) {
	m, labelled := newModel(t, small()), newModel(t, conditional())
	marginal := with(t, m, fit(t, m, true))
	given := with(t, labelled, fit(t, labelled, true))
	in := clustered(30, 2, three)
	sums := make([]float64, 30)
	for _, class := range three {
		of, err := marginal.OfClass(class.Label)
		if err != nil {
			t.Fatal(err)
		}
		in.Labels = slices.Repeat([]int{class.Label}, 30)
		labelled := logPrior(t, given, in)
		for r, l := range logPrior(t, of, in) {
			sums[r] += math.Exp(float64(l)) / 3
			if math.Abs(float64(l-labelled[r])) > 1e-6*max(1, math.Abs(float64(l))) {
				t.Errorf("class %v, row %d: log p(z|y) %g, of a conditional model %g", class, r, l, labelled[r])
			}
		}
	}
	for r, want := range logPrior(t, marginal, in) {
		if got := math.Log(sums[r]); math.Abs(got-float64(want)) > 1e-5 {
			t.Errorf("row %d: log Σ p(y) p(z|y) %g, log p(z) %g", r, got, want)
		}
	}
	if _, err := marginal.OfClass(4); err == nil || !strings.HasSuffix(err.Error(), "label 4, which belongs to no class of the model") {
		t.Errorf("error %v", err)
	}
}

// TestDrawPrior_ofAClass: classes lie ten deviations apart, so that every draw is nearest to the
// mean of its own. The first draws do not depend on how many there are.
func TestDrawPrior_ofAClass(t *testing.T) {
	const n = 300
	for name, c := range map[string]vae.Config{"by class": small(), "conditional": conditional()} {
		m := newModel(t, c)
		m = with(t, m, fit(t, m, true))
		labels := make([]int, n)
		for i := range labels {
			labels[i] = three[i%7%3].Label
		}
		draw := func(n int) vae.Input {
			in, err := m.DrawPrior(vae.PriorDraws{N: n, Seed: 5, Temperature: 1, Labels: labels[:n]})
			if err != nil {
				t.Fatal(err)
			}
			return in
		}
		all, few := draw(n), draw(7)
		if !slices.Equal(all.Labels, labels) || !slices.Equal(few.Codes, all.Codes[:14]) {
			t.Errorf("%s: labels %v; the first codes are %v of 7, %v of %d", name, all.Labels, few.Codes, all.Codes[:14], n)
		}
		for i, v := range all.Codes {
			if y := int(math.Round(float64(v) / 10)); y != i/2%7%3 {
				t.Errorf("%s: element %d of a code of class %d is %g", name, i%2, i/2%7%3, v)
			}
		}
	}
	m := newModel(t, small())
	_, err := m.DrawPrior(vae.PriorDraws{N: 1, Temperature: 1, Labels: []int{2}})
	if err == nil || err.Error() != "vae: the prior does not depend on labels" {
		t.Errorf("error %v", err)
	}
}

// TestDrawPrior_temperatureOfAFittedPrior: z − μ_k of each draw is proportional to the temperature.
// Codes of some 20 are rounded to 1e-6, three times.
func TestDrawPrior_temperatureOfAFittedPrior(t *testing.T) {
	m := newModel(t, small())
	m = with(t, m, fit(t, m, true))
	draw := func(temperature float64) []float32 {
		in, err := m.DrawPrior(vae.PriorDraws{N: 50, Seed: 2, Temperature: temperature})
		if err != nil {
			t.Fatal(err)
		}
		return in.Codes
	}
	means, one, half := draw(0), draw(1), draw(0.5)
	for i := range one {
		if want := means[i] + 0.5*(one[i]-means[i]); math.Abs(float64(half[i]-want)) > 5e-6 {
			t.Errorf("element %g at half the temperature, want %g", half[i], want)
		}
	}
	if sorted := slices.Compact(slices.Sorted(slices.Values(means))); len(sorted) != 2*6 {
		t.Errorf("at temperature 0 draws have %d values, not those of 6 means", len(sorted))
	}
}
