package evaluate

import (
	"context"
	"math"
	"slices"

	"vae/internal/rng"
)

// density returns log f(u) of each row of u (R, Z), and its gradient (R, Z).
type density func(u []float64) (value, gradient []float64, err error)

// place is where R chains are.
type place struct {
	u        []float64 // (R, Z)
	value    []float64 // log f(u), (R)
	gradient []float64 // ∇ log f(u), (R, Z)
}

// hmc moves S chains for each of N images, R = N·S rows, by Hamiltonian Monte Carlo, which leaves
// the annealed density
//
//	log π_β(u) = (1 − β)·log N(u; 0, I) + β·log f(u)
//
// invariant: Neal 2011, "MCMC using Hamiltonian dynamics" (arXiv:1206.1901), section 5.3.2.
// Positions, momenta and energies are float64.
type hmc struct {
	place
	target  density
	latent  int          // Z
	chains  int          // S
	sources []rng.Source // of each image (N)
}

const (
	leapfrogSteps = 10
	jitter        = 0.5 // relative range of a step size about its mean, against periodic orbits
)

func newHMC(target density, u []float64, latent int, sources []rng.Source) (*hmc, error) {
	value, gradient, err := target(u)
	chains := len(u) / latent / len(sources)
	return &hmc{place{u, value, gradient}, target, latent, chains, sources}, err
}

// slope returns d log π_β / dβ = log f(u) − log N(u; 0, I) of row r.
func (h *hmc) slope(r int) float64 {
	return h.value[r] + 0.5*(squares(h.row(h.u, r))+float64(h.latent)*math.Log(2*math.Pi))
}

// transition moves every chain once, and returns the mean probability of acceptance of each image
// (N). size (N) holds the mean step sizes. The step size of each move is drawn independently of the
// place, so that the move is reversible.
func (h *hmc) transition(ctx context.Context, beta float64, size []float64) ([]float64, error) {
	momentum, uniform := h.draw()
	eps := make([]float64, len(h.value))
	for r := range eps {
		eps[r] = size[r/h.chains] * (1 + jitter*(2*float64(uniform[2*r])-1))
	}
	before := h.energy(h.place, momentum, beta)
	next := place{u: slices.Clone(h.u), value: h.value, gradient: h.gradient}
	if err := h.leapfrog(ctx, &next, momentum, eps, beta); err != nil {
		return nil, err
	}
	after := h.energy(next, momentum, beta)
	accepted := make([]float64, len(size))
	for r := range after {
		probability := min(1, math.Exp(before[r]-after[r]))
		if math.IsNaN(probability) { // the orbit left for infinity
			continue
		}
		accepted[r/h.chains] += probability / float64(h.chains)
		if float64(uniform[2*r+1]) < probability {
			copy(h.row(h.u, r), h.row(next.u, r))
			copy(h.row(h.gradient, r), h.row(next.gradient, r))
			h.value[r] = next.value[r]
		}
	}
	return accepted, nil
}

// draw returns momenta (R, Z) and two uniform numbers for each row, those of an image from its
// source.
func (h *hmc) draw() (momentum []float64, uniform []float32) {
	normal := make([]float32, h.chains*h.latent)
	uniform = make([]float32, 2*len(h.value))
	for n := range h.sources {
		h.sources[n].Normal(normal)
		h.sources[n].Uniform(uniform[2*n*h.chains : 2*(n+1)*h.chains])
		momentum = append(momentum, float64s(normal)...)
	}
	return momentum, uniform
}

// leapfrog follows the dynamics of the energy for leapfrogSteps steps of size eps (R). It is
// reversible, keeps volumes, and errs by O(ε²) in the energy.
func (h *hmc) leapfrog(ctx context.Context, p *place, momentum, eps []float64, beta float64) (err error) {
	kick := func() {
		for i, u := range p.u {
			momentum[i] += 0.5 * eps[i/h.latent] * (beta*p.gradient[i] - (1-beta)*u)
		}
	}
	for range leapfrogSteps {
		if err := ctx.Err(); err != nil {
			return err
		}
		kick()
		for i := range p.u {
			p.u[i] += eps[i/h.latent] * momentum[i]
		}
		if p.value, p.gradient, err = h.target(p.u); err != nil {
			return err
		}
		kick()
	}
	return nil
}

// energy returns −log π_β(u) + ½|momentum|² of each row, up to a constant.
func (h *hmc) energy(p place, momentum []float64, beta float64) []float64 {
	energy := make([]float64, len(p.value))
	for r, value := range p.value {
		energy[r] = 0.5*((1-beta)*squares(h.row(p.u, r))+squares(h.row(momentum, r))) - beta*value
	}
	return energy
}

// row returns row r of an array (R, Z).
func (h *hmc) row(x []float64, r int) []float64 { return x[r*h.latent : (r+1)*h.latent] }

func squares(x []float64) float64 {
	var sum float64
	for _, v := range x {
		sum += v * v
	}
	return sum
}
