package evaluate

import (
	"cmp"
	"math"
	"slices"
)

// Card holds the figures of a set of images, in nats per image.
type Card struct {
	Images      int          `json:"images"`
	NELBO       Estimate     `json:"nelbo"`                     // recon + KL, with β = 1
	Recon       Estimate     `json:"recon"`                     // −E_q[log p(x|z)], summed over pixels
	KL          Estimate     `json:"kl"`                        // KL(q(z|x) ‖ p(z)), summed over latent dimensions
	Importance  []Importance `json:"importance"`                // for each K of Protocol.Ladder; the last has all draws
	Gap         Estimate     `json:"gap"`                       // L_S − ELBO ≈ log p(x) − ELBO = KL(q(z|x) ‖ p(z|x))
	Effective   *Effective   `json:"effective_draws,omitempty"` // nil with one draw
	ActiveUnits int          `json:"active_units"`              // of Dimensions
	Dimensions  []Dimension  `json:"dimensions"`                // by KL, the largest first, or in order
}

// Importance is −L_K, the negative importance-weighted bound, in expectation an upper bound on −log
// p(x). Burda, Grosse & Salakhutdinov 2016 (arXiv:1509.00519).
type Importance struct {
	Draws      int    `json:"draws"` // K
	Estimate          // its standard error includes that of the draws
	MonteCarlo Spread `json:"monte_carlo"` // what other draws for the same images would change
}

// Dimension is one dimension of the code.
type Dimension struct {
	Index    int     `json:"index"`
	KL       Spread  `json:"kl"`       // KL(q(z_j|x) ‖ p(z_j)), mean over images; NaN if the KL is no sum over dimensions
	Variance float64 `json:"variance"` // of the posterior mean, over images
}

// ActiveVariance is the variance over the data from which a dimension's posterior mean counts as
// active. Burda, Grosse & Salakhutdinov 2016 (arXiv:1509.00519).
const ActiveVariance = 0.01

// Active reports whether the dimension is in use.
func (d Dimension) Active() bool { return d.Variance > ActiveVariance }

// NewCard returns the card of images with these scores, taken by protocol p.
func NewCard(scores []Score, p Protocol) Card {
	c := Card{
		Images:     len(scores),
		NELBO:      estimate(scores, Score.NELBO),
		Recon:      estimate(scores, func(s Score) float64 { return s.Recon }),
		KL:         estimate(scores, func(s Score) float64 { return s.KL }),
		Gap:        estimate(scores, func(s Score) float64 { return s.LogLikelihood().Value + s.NELBO() }),
		Dimensions: dimensions(scores),
	}
	for i, k := range p.Ladder() {
		c.Importance = append(c.Importance, newImportance(scores, i, k))
	}
	if p.Samples > 1 {
		e := NewEffective(scores)
		c.Effective = &e
	}
	for _, d := range c.Dimensions {
		if d.Active() {
			c.ActiveUnits++
		}
	}
	return c
}

// NLL returns the best estimate of the negative log-likelihood −log p(x): the bound with all draws.
func (c Card) NLL() Importance { return c.Importance[len(c.Importance)-1] }

// Times returns the card, in nats, multiplied by factor, for another unit.
func (c Card) Times(factor float64) Card {
	c.NELBO, c.Recon = c.NELBO.times(factor), c.Recon.times(factor)
	c.KL, c.Gap = c.KL.times(factor), c.Gap.times(factor)
	c.Importance, c.Dimensions = slices.Clone(c.Importance), slices.Clone(c.Dimensions)
	for i, l := range c.Importance {
		c.Importance[i] = Importance{l.Draws, l.times(factor), l.MonteCarlo * Spread(factor)}
	}
	for i := range c.Dimensions {
		c.Dimensions[i].KL *= Spread(factor)
	}
	return c
}

// newImportance returns bound i, of k draws. The draws of different images are independent: the
// Monte Carlo error is √(Σ variances)/N.
func newImportance(scores []Score, i, k int) Importance {
	var variance float64
	for _, s := range scores {
		variance += s.Bounds[i].Variance
	}
	return Importance{
		Draws:      k,
		Estimate:   estimate(scores, func(s Score) float64 { return -s.Bounds[i].Value }),
		MonteCarlo: Spread(math.Sqrt(variance) / float64(len(scores))),
	}
}

// dimensions returns the dimensions of the codes, the largest KL first.
func dimensions(scores []Score) []Dimension {
	var all []Dimension
	for j := range scores[0].Mean {
		var kl, means moments
		for _, s := range scores {
			means.add(float64(s.Mean[j]))
			if s.Dimensions != nil {
				kl.add(s.Dimensions[j])
			}
		}
		if scores[0].Dimensions == nil {
			kl.mean = math.NaN()
		}
		all = append(all, Dimension{j, Spread(kl.mean), means.variance()})
	}
	slices.SortStableFunc(all, func(a, b Dimension) int { return cmp.Compare(b.KL, a.KL) })
	return all
}

// Difference is how much larger the figures of one model are than those of another on the same
// images, in nats per image. Its standard errors are over the differences of images, and far
// smaller than those of the figures: images that are hard for one model are hard for the other.
type Difference struct {
	NELBO      Estimate `json:"nelbo"`
	Recon      Estimate `json:"recon"`
	KL         Estimate `json:"kl"`
	Importance Estimate `json:"importance"` // −L_S
}

// NewDifference returns the scores of the second model less those of the first, of the same images
// by the same protocol.
func NewDifference(second, first []Score) Difference {
	more := func(of func(Score) float64) Estimate {
		var m moments
		for i, s := range second {
			m.add(of(s) - of(first[i]))
		}
		return m.estimate()
	}
	return Difference{
		NELBO:      more(Score.NELBO),
		Recon:      more(func(s Score) float64 { return s.Recon }),
		KL:         more(func(s Score) float64 { return s.KL }),
		Importance: more(func(s Score) float64 { return -s.LogLikelihood().Value }),
	}
}

// Times returns the difference, in nats, multiplied by factor, for another unit.
func (d Difference) Times(factor float64) Difference {
	return Difference{d.NELBO.times(factor), d.Recon.times(factor), d.KL.times(factor), d.Importance.times(factor)}
}
