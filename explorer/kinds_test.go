package explorer_test

import (
	"slices"
	"testing"

	"vae"
	"vae/data"
	"vae/explorer"
	"vae/internal/nn/nntest"
)

func everyKind(t *testing.T, f func(t *testing.T, s *shown)) {
	grey, coloured := digits(false), digits(true)
	var classes []vae.Class
	for label := range 10 {
		classes = append(classes, vae.Class{Label: label, Images: 4})
	}
	for name, make := range map[string]func() *shown{
		"mlp":    func() *shown { return newShown(t, "mlp:16", vae.Config{}, grey) },
		"conv":   func() *shown { return newShown(t, "conv:3,4/5+res", vae.Config{}, grey) },
		"colour": func() *shown { return newShown(t, "mlp:16", vae.Config{Likelihood: "gaussian-learned"}, coloured) },
		"conditional": func() *shown {
			c := vae.Config{Conditional: true, Prior: vae.ClassPrior, Classes: classes}
			return newShown(t, "mlp:16", c, grey)
		},
		"fitted": func() *shown { return withFitted(t, newShown(t, "mlp:16", vae.Config{}, grey)) },
		"vamp": func() *shown {
			return newShown(t, "mlp:16", vae.Config{Prior: "vamp", Options: vae.Options{"components": 5}}, grey)
		},
		"binarised": func() *shown {
			s := newShown(t, "mlp:16", vae.Config{}, grey)
			s.loaded.Images.Loader.Binarize = data.BinarizeDynamic
			s.loaded.Images.Protocol.Binarize = data.BinarizeDynamic
			return s
		},
		"one dimension": func() *shown { return newShown(t, "mlp:16", vae.Config{Latent: 1}, grey) },
		"no labels": func() *shown {
			return newShown(t, "mlp:16", vae.Config{}, grey.WithLabels(nil))
		},
		"one image": func() *shown { return newShown(t, "mlp:16", vae.Config{}, grey.Slice(0, 1)) },
		"busy": func() *shown {
			s := newShown(t, "mlp:16", vae.Config{}, data.DrawDigits(600, 1))
			s.loaded.Busy = true
			return s
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f(t, make())
		})
	}
}

func withFitted(t *testing.T, s *shown) *shown {
	t.Helper()
	m := s.loaded.Priors[0].Model
	codes := vae.Input{Codes: nntest.Normal(3, 200*m.Config().Latent)}
	p, _, err := m.FitPrior(t.Context(), vae.PriorSettings{Components: 2, Seed: 1}, codes, vae.Input{})
	if err != nil {
		t.Fatal(err)
	}
	fitted, err := m.WithPrior(p)
	if err != nil {
		t.Fatal(err)
	}
	first := explorer.Prior{Name: "fitted", Title: "a mixture", Model: fitted}
	s.loaded.Priors = slices.Insert(s.loaded.Priors, 0, first)
	return s
}

func (s *shown) model() *vae.Model { return s.loaded.Priors[0].Model }

func (s *shown) label(n int) (query string, labels []int) {
	if !s.model().Config().Conditional {
		return "", nil
	}
	return "label=7", slices.Repeat([]int{7}, n)
}

func (s *shown) codes(n int) []float32 { return nntest.Normal(5, n*s.model().Config().Latent) }

func scoredOf(s *shown) int {
	if s.loaded.Busy {
		return 500
	}
	return 10_000
}

func (s *shown) labelsOf(image int) []int {
	if !s.model().Config().Conditional {
		return nil
	}
	return []int{s.loaded.Images.Label(image)}
}

func (s *shown) encode(t *testing.T) (all vae.Codes) {
	t.Helper()
	loader, err := data.NewLoader(s.loaded.Images.Set, s.loaded.Images.Loader)
	if err != nil {
		t.Fatal(err)
	}
	all.Latent = s.model().Config().Latent
	for batch, err := range loader.From(t.Context(), 0) {
		if err != nil {
			t.Fatal(err)
		}
		codes, err := s.model().Encode(vae.Input{Images: batch.Images, Labels: batch.Labels})
		if err != nil {
			t.Fatal(err)
		}
		all.Mean, all.LogVar = append(all.Mean, codes.Mean...), append(all.LogVar, codes.LogVar...)
	}
	return all
}
