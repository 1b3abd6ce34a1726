package evaluate

import (
	"vae"
)

// Change is a figure under two priors, in nats per image, and how much larger it is under the
// second.
type Change struct {
	Own    Estimate `json:"own"`
	Fitted Estimate `json:"fitted"`
	More   Estimate `json:"more"`
}

// newChange returns the change of the figure of each of n images.
func newChange(n int, own, fitted func(i int) float64) Change {
	var a, b, more moments
	for i := range n {
		a.add(own(i))
		b.add(fitted(i))
		more.add(fitted(i) - own(i))
	}
	return Change{a.estimate(), b.estimate(), more.estimate()}
}

// LogPrior returns E log p(z) over draws z ~ q(z|x) under the priors of two models.
func LogPrior(own, fitted *vae.Model, codes Labelled) (Change, error) {
	in := vae.Input{Codes: codes.Codes, Labels: codes.Labels}
	a, err := own.LogPrior(in)
	if err != nil {
		return Change{}, err
	}
	b, err := fitted.LogPrior(in)
	if err != nil {
		return Change{}, err
	}
	return newChange(len(a), func(i int) float64 { return float64(a[i]) }, func(i int) float64 { return float64(b[i]) }), nil
}

// NELBOChange returns −ELBO of images with these scores under the priors of two models.
func NELBOChange(own, fitted []Score) Change {
	return newChange(len(own), func(i int) float64 { return own[i].NELBO() }, func(i int) float64 { return fitted[i].NELBO() })
}
