package evaluate

import (
	"context"
	"fmt"
	"math"

	"vae"
	"vae/data"
	"vae/internal/fault"
)

// Annealing says how log p(x) is estimated by annealed importance sampling.
type Annealing struct {
	Images int `json:"images"` // of the set, chosen at random, and as many from the model
	Steps  int `json:"steps"`  // from one temperature to the next
	Chains int `json:"chains"` // for each image
}

// The limits of an Annealing.
const (
	maxSteps  = 1 << 20
	maxChains = 1 << 10
)

// Validate returns an error that names the first invalid field.
func (a Annealing) Validate() error {
	switch {
	case a.Images < 1:
		return fmt.Errorf("%d images are not 1 or more", a.Images)
	case a.Steps < 1 || a.Steps > maxSteps:
		return fmt.Errorf("%d steps are outside 1 to %d", a.Steps, maxSteps)
	case a.Chains < 1 || a.Chains > maxChains:
		return fmt.Errorf("%d chains are outside 1 to %d", a.Chains, maxChains)
	}
	return nil
}

// Annealed holds the results of annealed importance sampling, in nats per image.
type Annealed struct {
	Annealing
	Acceptance float64 `json:"acceptance"` // mean probability of a move

	// NLL is −log p(x) of the images, in expectation an upper bound. MonteCarlo is the part of its
	// standard error that is due to the chains.
	NLL        Estimate `json:"nll"`
	MonteCarlo Spread   `json:"monte_carlo"`

	// Excess is −L_K − NLL, the excess of the importance-weighted bound of the same images with the
	// samples of the protocol.
	Excess Estimate `json:"importance_excess"`

	// Simulated brackets −log p(x) of images that the model drew, each with a known exact draw of
	// p(z|x). Gap bounds the error of both ends in expectation, and so tells how far to trust NLL.
	// Grosse, Ghahramani & Adams 2015 (arXiv:1511.02543).
	Simulated Bracket `json:"simulated"`
}

// Bracket holds bounds from both sides.
type Bracket struct {
	Upper Estimate `json:"upper"` // of forward runs, as NLL
	Lower Estimate `json:"lower"` // of reverse runs
	Gap   Estimate `json:"gap"`   // Upper − Lower
}

// Times returns the figures, in nats, multiplied by factor, for another unit.
func (r Annealed) Times(factor float64) Annealed {
	r.NLL, r.MonteCarlo, r.Excess = r.NLL.times(factor), r.MonteCarlo*Spread(factor), r.Excess.times(factor)
	s := r.Simulated
	r.Simulated = Bracket{s.Upper.times(factor), s.Lower.times(factor), s.Gap.times(factor)}
	return r
}

// AIS estimates log p(x) of some images of set by annealed importance sampling from q(z|x) to
// p(z|x): Neal 2001 (arXiv:physics/9803008), with Hamiltonian Monte Carlo as in Wu, Burda,
// Salakhutdinov & Grosse 2017 (arXiv:1611.04273). It calls progress, unless nil, as chains move.
func AIS(ctx context.Context, model *vae.Model, set *data.Set, p Protocol, a Annealing,
	progress func(done, total int)) (_ Annealed, err error) {
	defer fault.Mark("evaluate", &err)
	if err := a.Validate(); err != nil {
		return Annealed{}, err
	}
	set = set.Sample(a.Images, p.Seed)
	a.Images = set.Len()
	w := newAnnealer(model, p.Seed, a, progress)
	result := Annealed{Annealing: a}
	if err := w.images(ctx, set, p, &result); err != nil {
		return Annealed{}, err
	}
	if err := w.simulated(ctx, &result.Simulated); err != nil {
		return Annealed{}, err
	}
	result.Acceptance = w.acceptance.mean
	return result, nil
}

// images estimates log p(x) of the images of set.
func (w *annealer) images(ctx context.Context, set *data.Set, p Protocol, result *Annealed) error {
	loader, err := data.NewLoader(set, data.LoaderConfig{BatchSize: w.together, Binarize: p.Binarize, Seed: p.Seed})
	if err != nil {
		return err
	}
	var nll, excess moments
	var variance float64
	var estimates []float64
	for batch, err := range loader.From(ctx, 0) {
		if err != nil {
			return err
		}
		g, err := w.group(ctx, "images", int(batch.Step)*w.together, vae.Input{Images: batch.Images, Labels: batch.Labels})
		if err != nil {
			return err
		}
		bounds, err := g.forward(ctx)
		if err != nil {
			return err
		}
		for _, b := range bounds {
			nll.add(-b.Value)
			variance += b.Variance
			estimates = append(estimates, b.Value)
		}
	}
	err = Scores(ctx, w.model, set, p, func(s Score) error {
		excess.add(estimates[int(excess.n)] - s.LogLikelihood().Value)
		return nil
	})
	result.NLL, result.Excess = nll.estimate(), excess.estimate()
	result.MonteCarlo = Spread(math.Sqrt(variance) / nll.n)
	return err
}

// simulated brackets log p(x) of images that the model draws: z ~ p(z), x ~ p(x|z).
func (w *annealer) simulated(ctx context.Context, result *Bracket) error {
	prior, err := w.model.Prior(w.Images, w.seed)
	if err != nil {
		return err
	}
	images, err := w.model.Draw(prior, w.seed)
	if err != nil {
		return err
	}
	var upper, lower, gap moments
	for i := 0; i < w.Images; i += w.together {
		end := min(i+w.together, w.Images)
		part := vae.Input{Images: images[i*w.pixels : end*w.pixels]}
		if prior.Labels != nil {
			part.Labels = prior.Labels[i:end]
		}
		g, err := w.group(ctx, "simulated", i, part)
		if err != nil {
			return err
		}
		forward, err := g.forward(ctx)
		if err != nil {
			return err
		}
		reverse, err := g.reverse(ctx, prior.Codes[i*w.latent:end*w.latent])
		if err != nil {
			return err
		}
		for n := range forward {
			upper.add(-forward[n].Value)
			lower.add(-reverse[n].Value)
			gap.add(reverse[n].Value - forward[n].Value)
		}
	}
	*result = Bracket{upper.estimate(), lower.estimate(), gap.estimate()}
	return nil
}
