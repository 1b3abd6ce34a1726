package serve_test

import (
	"testing"

	"vae"
	"vae/data"
	"vae/internal/nn/nntest"
	"vae/serve"
)

// everyKind calls f with a server of each kind of model.
func everyKind(t *testing.T, f func(c *client)) {
	grey, coloured := data.DrawDigits(40, 1), data.DrawColourDigits(40, 1)
	for name, make := range map[string]func(t *testing.T) (*serve.Loaded, *data.Set){
		"mlp": func(t *testing.T) (*serve.Loaded, *data.Set) { return newLoaded(t, "mlp:16", vae.Config{}, grey), grey },
		"conv": func(t *testing.T) (*serve.Loaded, *data.Set) {
			return newLoaded(t, "conv:3,4/5+res", vae.Config{}, grey), grey
		},
		"colour": func(t *testing.T) (*serve.Loaded, *data.Set) {
			return newLoaded(t, "mlp:16", vae.Config{Likelihood: "gaussian-learned"}, coloured), coloured
		},
		"conditional": func(t *testing.T) (*serve.Loaded, *data.Set) { return conditional(t, grey), grey },
		"fitted":      func(t *testing.T) (*serve.Loaded, *data.Set) { return fitted(t, grey), grey },
		"binarised": func(t *testing.T) (*serve.Loaded, *data.Set) {
			l := newLoaded(t, "mlp:16", vae.Config{}, grey)
			l.Binarize = data.BinarizeDynamic
			return l, grey
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			loaded, set := make(t)
			f(visit(t, loaded, set))
		})
	}
}

func conditional(t testing.TB, set *data.Set) *serve.Loaded {
	t.Helper()
	var classes []vae.Class
	for label := range 10 {
		classes = append(classes, vae.Class{Label: label, Images: 4})
	}
	return newLoaded(t, "mlp:16", vae.Config{Conditional: true, Prior: vae.ClassPrior, Classes: classes}, set)
}

func fitted(t testing.TB, set *data.Set) *serve.Loaded {
	t.Helper()
	l := newLoaded(t, "mlp:16", vae.Config{}, set)
	codes := vae.Input{Codes: nntest.Normal(3, 200*l.Model.Config().Latent)}
	p, _, err := l.Model.FitPrior(t.Context(), vae.PriorSettings{Components: 2, Seed: 1}, codes, vae.Input{})
	if err != nil {
		t.Fatal(err)
	}
	if l.Fitted, err = l.Model.WithPrior(p); err != nil {
		t.Fatal(err)
	}
	return l
}
