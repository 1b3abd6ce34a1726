package evaluate

import (
	"context"
	"math"

	"vae"
	"vae/internal/rng"
)

// annealer anneals chains for all images.
type annealer struct {
	Annealing
	model          *vae.Model
	seed           uint64
	latent, pixels int
	together       int       // images whose chains move at the same time
	betas          []float64 // rising

	acceptance  moments
	done, total int // moves of images
	progress    func(done, total int)
}

// maxChainsTogether bounds the chains that move at the same time.
const maxChainsTogether = 1024

func newAnnealer(model *vae.Model, seed uint64, a Annealing, progress func(done, total int)) *annealer {
	moves, pilot := a.Steps-1, pilotSteps(a.Steps)-1
	return &annealer{
		Annealing: a, model: model, seed: seed,
		latent: model.Config().Latent, pixels: model.Config().Pixels(),
		together: min(64, max(1, maxChainsTogether/a.Chains)),
		betas:    schedule(a.Steps),
		total:    a.Images * (2*pilot + 3*moves), // forward on the images; forward and reverse on simulated ones
		progress: progress,
	}
}

// group holds images whose chains move at the same time. Chains move in the space of
//
//	u = (z − μ)/σ,  f(u) = p(x, μ + σ ⊙ u)·Π_j σ_j,
//
// with μ and σ of q(z|x). There q(z|x) is N(0, I), a posterior near it needs steps of one size for
// all dimensions, and ∫ f(u) du = p(x).
type group struct {
	*annealer
	images      vae.Input // N
	mean, sigma []float64 // (N, Z)
	logSigma    []float64 // Σ_j log σ_j, (N)
	purpose     string    // of the random numbers
	first       int       // number of the first image
	sizes       *stepSizes
}

// group returns a group of images with its step sizes.
func (w *annealer) group(ctx context.Context, purpose string, first int, images vae.Input) (*group, error) {
	codes, err := w.model.EncodeAsTrained(images)
	if err != nil {
		return nil, err
	}
	g := &group{annealer: w, images: images, purpose: purpose, first: first, mean: float64s(codes.Mean)}
	g.logSigma = make([]float64, codes.Len())
	for i, v := range codes.LogVar {
		g.sigma = append(g.sigma, math.Exp(0.5*float64(v)))
		g.logSigma[i/w.latent] += 0.5 * float64(v)
	}
	h, err := g.begin("pilot")
	if err != nil {
		return nil, err
	}
	g.sizes, err = h.tune(ctx, schedule(pilotSteps(w.Steps)), g.moved)
	return g, err
}

// density returns log f(u) and its gradient, σ ⊙ ∇_z log p(x, z).
func (g *group) density(u []float64) (value, gradient []float64, err error) {
	z := make([]float32, len(u))
	for i, v := range u {
		j := g.posterior(i)
		z[i] = float32(g.mean[j] + g.sigma[j]*v)
	}
	joint, err := g.model.Joint(vae.Input{Images: g.images.Images, Codes: z, Labels: g.images.Labels})
	if err != nil {
		return nil, nil, err
	}
	for r := range joint.LogProb {
		joint.LogProb[r] += g.logSigma[r/g.Chains]
	}
	gradient = make([]float64, len(u))
	for i, d := range joint.Gradient {
		gradient[i] = g.sigma[g.posterior(i)] * float64(d)
	}
	return joint.LogProb, gradient, nil
}

// posterior returns the index in mean and sigma of index i of the chains.
func (g *group) posterior(i int) int { return i/g.latent/g.Chains*g.latent + i%g.latent }

// forward returns an estimate of log p(x) of each image (N), a lower bound in expectation, from
// chains that go from q(z|x) to p(z|x).
func (g *group) forward(ctx context.Context) ([]Bound, error) {
	h, err := g.begin("forward")
	if err != nil {
		return nil, err
	}
	return g.run(ctx, h, g.betas)
}

// reverse returns an estimate of log p(x) of each image (N), an upper bound in expectation, from
// chains that go from the given draw of p(z|x) (N, Z) to q(z|x).
func (g *group) reverse(ctx context.Context, codes []float32) ([]Bound, error) {
	u := make([]float64, len(codes)*g.Chains)
	for i := range u {
		j := g.posterior(i)
		u[i] = (float64(codes[j]) - g.mean[j]) / g.sigma[j]
	}
	h, err := newHMC(g.density, u, g.latent, g.sources("reverse"))
	if err != nil {
		return nil, err
	}
	bounds, err := g.run(ctx, h, reversed(g.betas))
	for n := range bounds { // the weights estimate 1/p(x)
		bounds[n].Value = -bounds[n].Value
	}
	return bounds, err
}

// begin returns chains that are draws of q(z|x).
func (g *group) begin(run string) (*hmc, error) {
	sources := g.sources(run)
	normal := make([]float32, g.Chains*g.latent)
	var u []float64
	for n := range sources {
		sources[n].Normal(normal)
		u = append(u, float64s(normal)...)
	}
	return newHMC(g.density, u, g.latent, sources)
}

// sources returns the random numbers of each image, a function of the seed and of its number only.
func (g *group) sources(run string) []rng.Source {
	sources := make([]rng.Source, len(g.logSigma))
	for n := range sources {
		sources[n] = rng.Stream(g.seed, "ais "+g.purpose+" "+run, uint64(g.first+n))
	}
	return sources
}

// run anneals the chains and returns the logarithm of the mean importance weight of each image.
func (g *group) run(ctx context.Context, h *hmc, betas []float64) ([]Bound, error) {
	logWeights, err := h.anneal(betas, func(beta float64) error {
		accepted, err := h.transition(ctx, beta, g.sizes.at(beta))
		for _, probability := range accepted {
			g.acceptance.add(probability)
		}
		g.moved()
		return err
	})
	if err != nil {
		return nil, err
	}
	bounds := make([]Bound, len(g.logSigma))
	for n := range bounds {
		bounds[n] = bound(logWeights[n*g.Chains:(n+1)*g.Chains], g.Chains)
	}
	return bounds, nil
}

// moved counts a move of the group and reports the progress.
func (g *group) moved() {
	g.done += len(g.logSigma)
	if g.progress != nil {
		g.progress(g.done, g.total)
	}
}
