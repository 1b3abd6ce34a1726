package selfcheck

import (
	"math"

	"vae"
	"vae/dist"
	"vae/internal/lineargaussian"
)

// rounds is how often an objective is computed, each time with new noise.
const rounds = 100

// objectives checks the expectations of training objectives where q(z|x) is not the true posterior.
func objectives(c *checker) error {
	const n, many = 50, 100
	w, err := newWorld(lineargaussian.Loose, n, c.seed)
	if err != nil {
		return err
	}
	nelbo := w.mean(func(i int) float64 { return w.terms(i).NELBO() })
	kl := w.mean(func(i int) float64 { return w.terms(i).KL })
	logProb := w.mean(func(i int) float64 { return w.terms(i).LogProb })
	bias := -w.mean(w.variance) / (2 * many) // see bounds
	for _, o := range []struct {
		name     string
		beta     float64
		expected float64
		vae.Objective
	}{
		{"−ELBO", 1, nelbo, vae.Objective{}},
		{"−ELBO, β 0.5, 5 draws", 0.5, nelbo - 0.5*kl, vae.Objective{Samples: 5}},
		{"−ELBO, 1 free bit", 1, nelbo - kl + w.freeBits(1), vae.Objective{FreeBits: 1}},
		{"−L_1", 1, nelbo, vae.Objective{Bound: "iwae"}},
		{"−L_100", 1, -logProb - bias, vae.Objective{Bound: "iwae", Samples: many}},
	} {
		t, err := w.network.NewTraining(n, o.Objective)
		if err != nil {
			return err
		}
		differences := make([]float64, rounds)
		for r := range differences {
			if err := give(t, vae.Input{Images: w.images}, c.seed, uint64(100+r)); err != nil {
				return err
			}
			terms, err := t.Step(o.beta)
			if err != nil {
				return err
			}
			differences[r] = terms.Objective - o.expected
		}
		c.estimate("objective "+o.name, differences, o.expected, 0)
	}
	return doublyReparameterized(c, w)
}

// freeBits returns Σ_j max(λ, mean over the images of KL_j).
func (w world) freeBits(lambda float64) (sum float64) {
	dimension := func(q dist.Diagonal, j int) dist.Diagonal {
		return dist.NewDiagonal(q.Mean[j:j+1], []float64{math.Log(q.Variance[j])})
	}
	for j := range w.exact.Latent() {
		prior := dimension(w.exact.Prior(), j)
		sum += max(lambda, w.mean(func(i int) float64 {
			return dimension(w.exact.Encode(w.encoder, w.image(i)), j).KL(prior)
		}))
	}
	return sum
}

// doublyReparameterized checks that the doubly reparameterised gradient of L_4 has the expectation
// of the plain one, along a random direction of the encoder's weights.
func doublyReparameterized(c *checker, w world) error {
	differences := make([]float64, rounds)
	for _, gradient := range []string{"standard", "dreg"} {
		t, err := w.network.NewTraining(w.n, vae.Objective{Bound: "iwae", Samples: 4, Gradient: gradient})
		if err != nil {
			return err
		}
		for r, plain := range differences {
			if err := give(t, vae.Input{Images: w.images}, c.seed, uint64(100+r)); err != nil {
				return err
			}
			all, err := gradients(t, beta)
			if err != nil {
				return err
			}
			along := 0.0
			for i, g := range all[:2] { // the encoder's
				along += dot(normal(len(g.Grad), c.seed, uint64(10+i)), g.Grad)
			}
			differences[r] = along - plain
		}
	}
	c.estimate("DReG less the plain gradient of −L_4", differences, 0, 0)
	return nil
}
