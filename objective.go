package vae

import (
	"cmp"
	"fmt"
	"math"

	"vae/dist"
	"vae/internal/choice"
	"vae/internal/nn"
	"vae/loss"
)

// Objective is what training minimises. The zero value is −ELBO with one draw of the code for each
// image.
type Objective struct {
	Bound    string  `json:"bound,omitempty"`     // see Bounds; "" is elbo
	Samples  int     `json:"samples,omitempty"`   // draws z ~ q(z|x) of each image; 0 is 1
	FreeBits float64 `json:"free_bits,omitempty"` // nats of KL that cost nothing in each latent dimension; elbo only
	Gradient string  `json:"gradient,omitempty"`  // see Gradients; "" is standard; iwae only
}

// Names of bounds and of gradient estimators.
const (
	elbo     = "elbo"
	iwae     = "iwae"
	standard = "standard"
	dreg     = "dreg"
)

var bounds = choice.List[string]{
	{Name: elbo, Value: elbo, Help: "the evidence lower bound, its KL in closed form"},
	{Name: iwae, Value: iwae, Help: "the importance-weighted bound"},
}

var gradients = choice.List[string]{
	{Name: standard, Value: standard, Help: "of the draws and the weights"},
	{Name: dreg, Value: dreg, Help: "doubly reparameterised, for iwae: less noise for the encoder"},
}

// Bounds lists what Objective.Bound may be.
func Bounds() Menu { return bounds.Menu() }

// Gradients lists what Objective.Gradient may be.
func Gradients() Menu { return gradients.Menu() }

// maxSamples is the most draws of an image.
const maxSamples = 1 << 16

// Validate returns an error that names the first invalid field.
func (o Objective) Validate() error {
	if _, err := bounds.Find("objective", o.bound()); err != nil {
		return err
	}
	if _, err := gradients.Find("gradient", o.gradient()); err != nil {
		return err
	}
	switch {
	case o.Samples < 0 || o.Samples > maxSamples:
		return fmt.Errorf("%d training samples are outside 1 to %d", o.Samples, maxSamples)
	case !(o.FreeBits >= 0 && o.FreeBits < math.MaxFloat32):
		return fmt.Errorf("free bits %g are not 0 or more", o.FreeBits)
	case o.FreeBits > 0 && o.ImportanceWeighted():
		return fmt.Errorf("free bits need the objective %s, whose divergence is in closed form", elbo)
	case o.doubly() && !o.ImportanceWeighted():
		return fmt.Errorf("the gradient %s needs the objective %s", dreg, iwae)
	}
	return nil
}

// Draws returns the number of draws of each image, at least one.
func (o Objective) Draws() int { return max(1, o.Samples) }

// ImportanceWeighted reports whether the bound is iwae.
func (o Objective) ImportanceWeighted() bool { return o.bound() == iwae }

func (o Objective) bound() string    { return cmp.Or(o.Bound, elbo) }
func (o Objective) gradient() string { return cmp.Or(o.Gradient, standard) }

// doubly reports whether the gradient is doubly reparameterised.
func (o Objective) doubly() bool { return o.gradient() == dreg }

// add adds the objective of the graph, a scalar, in nats.
func (o Objective) add(b *nn.Builder, g graph, beta *nn.Node) *nn.Node {
	switch {
	case o.ImportanceWeighted():
		ratio := dist.LogRatio(b, g.posterior, g.prior, g.draw, o.doubly()) // (B·S)
		return g.importance.NegativeBound(b, g.logProb, ratio, beta)
	case o.FreeBits > 0:
		return loss.NegativeELBO(b, g.logProb, loss.FreeBits(b, g.posterior, g.prior, o.FreeBits), beta)
	}
	return loss.NegativeELBO(b, g.logProb, g.kl, beta)
}
