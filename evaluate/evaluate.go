// Package evaluate measures a trained model.
//
// Every figure comes with the standard error over images, and is the same whenever
// it is taken with the same seed.
package evaluate

import (
	"context"
	"math"

	"vae"
	"vae/data"
)

// Protocol says how a model is measured.
type Protocol struct {
	Binarize data.Binarization `json:"binarize"`
	Samples  int               `json:"samples"` // draws z ~ q(z|x) for each image
	Seed     uint64            `json:"seed"`
}

// Estimate is a mean over images with its standard error.
type Estimate struct {
	Mean          float64 `json:"mean"`
	StandardError float64 `json:"standard_error"`
}

// Card holds the terms of the negative evidence lower bound, in nats per image.
type Card struct {
	Images      int      `json:"images"`
	NELBO       Estimate `json:"nelbo"`        // recon + KL, with β = 1
	Recon       Estimate `json:"recon"`        // −E_q[log p(x|z)], summed over pixels
	KL          Estimate `json:"kl"`           // KL(q(z|x) ‖ p(z)), summed over latent dimensions
	Importance  Estimate `json:"importance"`   // −L_S, the negative importance-weighted bound with all draws
	ActiveUnits int      `json:"active_units"` // latent dimensions whose posterior mean varies with the image
}

// Measure measures the model on all images of set.
func Measure(ctx context.Context, model *vae.Model, set *data.Set, p Protocol) (Card, error) {
	means := make([]moments, model.Config().Latent)
	var nelbo, recon, kl, importance moments
	err := Scores(ctx, model, set, p, func(s Score) error {
		nelbo.add(s.NELBO())
		recon.add(s.Recon)
		kl.add(s.KL)
		importance.add(-s.LogLikelihood().Value)
		for j, v := range s.Mean {
			means[j].add(float64(v))
		}
		return nil
	})
	if err != nil {
		return Card{}, err
	}
	return Card{
		Images: set.Len(), NELBO: nelbo.estimate(), Recon: recon.estimate(), KL: kl.estimate(),
		Importance: importance.estimate(), ActiveUnits: active(means),
	}, nil
}

// activeVariance is the variance over the data from which a dimension's posterior
// mean counts as active. Burda, Grosse & Salakhutdinov 2016 (arXiv:1509.00519).
const activeVariance = 0.01

// active returns the number of latent dimensions in use.
func active(means []moments) int {
	count := 0
	for _, m := range means {
		if m.variance() > activeVariance {
			count++
		}
	}
	return count
}

// moments accumulates the mean and the variance of numbers, by Welford's recurrence
// (1962).
type moments struct{ n, mean, squares float64 }

func (m *moments) add(x float64) {
	m.n++
	delta := x - m.mean
	m.mean += delta / m.n
	m.squares += delta * (x - m.mean)
}

// variance returns the variance of the numbers themselves.
func (m *moments) variance() float64 { return m.squares / m.n }

// estimate returns the mean with its standard error, which of one number is not
// known: 0.
func (m *moments) estimate() Estimate {
	if m.n < 2 {
		return Estimate{Mean: m.mean}
	}
	return Estimate{m.mean, math.Sqrt(m.squares / (m.n - 1) / m.n)}
}
