package evaluate_test

import (
	"context"
	"math"
	"testing"

	"vae"
	"vae/data"
	"vae/evaluate"
)

// meanOf returns the mean image of a set.
func meanOf(t testing.TB, set *data.Set) []float32 {
	t.Helper()
	all, err := set.Statistics()
	if err != nil {
		t.Fatal(err)
	}
	return all.Mean
}

func model(t *testing.T, set *data.Set) *vae.Model {
	t.Helper()
	c := vae.Config{Height: 28, Width: 28, Hidden: []int{16}, Latent: 4, Activation: "relu", Init: "glorot", Likelihood: "bernoulli"}
	m, err := vae.New(c, 1, vae.Start{Mean: meanOf(t, set)})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func bound(t *testing.T, m *vae.Model, set *data.Set, p evaluate.Protocol) evaluate.Card {
	t.Helper()
	card, err := evaluate.Measure(context.Background(), nil, m, set, p)
	if err != nil {
		t.Fatal(err)
	}
	return card
}

// TestBound_everyImageCounts splits a set whose size is no multiple of a batch: the mean of the
// whole is that of the parts, weighted by their sizes.
func TestBound_everyImageCounts(t *testing.T) {
	set := data.DrawDigits(700, 3)
	m := model(t, set)
	p := evaluate.Protocol{Samples: 1, Seed: 1}
	whole := bound(t, m, set, p)
	head, tail := bound(t, m, set.Slice(0, 512), p), bound(t, m, set.Slice(512, 700), p)
	if whole.Images != 700 {
		t.Errorf("%d images", whole.Images)
	}
	// KL does not depend on the draws, as recon does.
	if want := (head.KL.Mean*512 + tail.KL.Mean*188) / 700; math.Abs(whole.KL.Mean-want) > 1e-9 {
		t.Errorf("KL %g, of the parts %g", whole.KL.Mean, want)
	}
	if got := whole.Recon.Mean + whole.KL.Mean; math.Abs(got-whole.NELBO.Mean) > 1e-9 {
		t.Errorf("−ELBO %g, recon + KL %g", whole.NELBO.Mean, got)
	}
}

// TestBound_standardErrorCovers draws 40 sets of 100 images: the mean of a set is within two
// standard errors of the mean of all in about 95 % of them. The chance of less than 32 of 40 is
// below 0.001.
func TestBound_standardErrorCovers(t *testing.T) {
	const sets, size = 40, 100
	all := data.DrawDigits(sets*size, 5)
	m := model(t, all)
	p := evaluate.Protocol{Samples: 1, Seed: 1}
	want := bound(t, m, all, p).NELBO.Mean
	covered := 0
	for i := range sets {
		e := bound(t, m, all.Slice(i*size, (i+1)*size), p).NELBO
		if math.Abs(e.Mean-want) < 2*float64(e.StandardError) {
			covered++
		}
	}
	if covered < 32 {
		t.Errorf("%d of %d sets are within two standard errors", covered, sets)
	}
}

// TestBound_moreDrawsSameExpectation compares one draw with twenty.
func TestBound_moreDrawsSameExpectation(t *testing.T) {
	set := data.DrawDigits(300, 3)
	m := model(t, set)
	one := bound(t, m, set, evaluate.Protocol{Samples: 1, Seed: 1})
	many := bound(t, m, set, evaluate.Protocol{Samples: 20, Seed: 1})
	if one.NELBO.Mean == many.NELBO.Mean {
		t.Error("the number of draws makes no difference")
	}
	if math.Abs(one.Recon.Mean-many.Recon.Mean) > float64(one.Recon.StandardError) {
		t.Errorf("recon %g with one draw, %g with twenty", one.Recon.Mean, many.Recon.Mean)
	}
}

// TestBound_activeUnits gives the encoder one dimension that varies with the image.
func TestBound_activeUnits(t *testing.T) {
	set := data.DrawDigits(100, 3)
	m := model(t, set)
	for _, p := range m.Parameters() {
		if p.Name == "encoder/posterior/weight" { // (16, 2·4): means, then log-variances
			clear(p.Data)
			for h := range 16 {
				p.Data[h*8+2] = 1
			}
		}
	}
	if card := bound(t, m, set, evaluate.Protocol{Samples: 1, Seed: 1}); card.ActiveUnits != 1 {
		t.Errorf("%d active units, want 1", card.ActiveUnits)
	}
}
