package divergence

import (
	"vae/dist"
	"vae/internal/nn"
	"vae/internal/rng"
	"vae/loss"
)

// draws is the number of draws in an estimate, S.
const draws = 512

// objective is the graph that estimates a divergence from draws, with its derivatives.
type objective struct {
	program *nn.Program
	params  *nn.Param // (1, 2D): μ, log σ²
	draws   *nn.Node  // (S, D) the input: draws from N(0, I), or from p
	mean    *nn.Node  // scalar: the estimate
	fill    func(dst []float32, source *rng.Source)
	seed    uint64
}

// newObjective builds the graph of one of
//
//	KL(q ‖ p) ≈ 1/S Σ_s [log q(z_s) − log p(z_s)]   with z_s = μ + σ ⊙ ε_s
//	KL(p ‖ q) ≈ 1/S Σ_s [log p(x_s) − log q(x_s)]   with x_s ~ p
//
// In the first, derivatives flow through the draws, as in a variational autoencoder (Kingma &
// Welling 2014, arXiv:1312.6114, section 2.4). Its log q(z_s) depends on the parameters only
// through −½ Σ_j log σ_j²: its derivative is that of −H(q), the same for every draw.
func newObjective(d Direction, p Mixture, seed uint64) (*objective, error) {
	params := nn.NewParams(seed)
	b := nn.NewBuilder(params)
	x := b.Input("draws", draws, p.Dims())                                          // (S, D)
	q := dist.Normal{Params: b.Scope("q").Param("params", nn.Zeros, 1, 2*p.Dims())} // (1, 2D): μ, log σ²
	o := &objective{draws: x, seed: seed, fill: p.draw}
	if d == Reverse {
		x = q.Sample(b, x)
		o.fill = func(dst []float32, source *rng.Source) { source.Normal(dst) }
	}
	from, to := b.Apply(&logMixture{p: p}, x), q.LogProb(b, x) // (S)
	if d == Reverse {
		from, to = to, from
	}
	o.mean = loss.NegativeELBO(b, to, from, b.Constant([]float32{1}, 1))
	b.Minimize(o.mean)
	var err error
	o.program, err = b.Compile()
	o.params = params.Get("q/params")
	return o, err
}

// estimate returns the mean over new draws, in nats, and leaves its derivative in the gradients of
// the program.
func (o *objective) estimate(step uint64) (float64, error) {
	source := rng.Stream(o.seed, "divergence/draws", step)
	o.fill(o.program.Input(o.draws), &source)
	if err := o.program.Run(); err != nil {
		return 0, err
	}
	return float64(o.program.Value(o.mean)[0]), nil
}

func (o *objective) gaussian() Gaussian {
	params := make([]float64, len(o.params.Data))
	widen(params, o.params.Data)
	d := len(params) / 2
	return Diagonal(params[:d], params[d:])
}
