package lineargaussian

import "math"

// Gaussian is the normal distribution N(Mean, diag Variance).
type Gaussian struct{ Mean, Variance []float64 }

// Prior returns p(z) = N(0, I).
func (m Model) Prior() Gaussian {
	prior := Gaussian{make([]float64, m.Latent()), make([]float64, m.Latent())}
	for j := range prior.Variance {
		prior.Variance[j] = 1
	}
	return prior
}

// KL returns KL(q ‖ p), in nats, where v and w are the variances of q and p:
//
//	½ Σ_j (v_j/w_j + (μ_j − m_j)²/w_j − 1 − log v_j/w_j)
func (q Gaussian) KL(p Gaussian) float64 {
	var sum float64
	for j, v := range q.Variance {
		w, d := p.Variance[j], q.Mean[j]-p.Mean[j]
		sum += 0.5 * (v/w + d*d/w - 1 - math.Log(v/w))
	}
	return sum
}

// ChiSquared returns χ²(p ‖ q) = E_q[(p/q)²] − 1, the variance of importance weights p/q:
//
//	Π_j v_j/√(w_j(2v_j − w_j)) · exp((μ_j − m_j)²/(2v_j − w_j)) − 1
//
// It is finite where v_j > w_j/2.
func (q Gaussian) ChiSquared(p Gaussian) float64 {
	product := 1.0
	for j, v := range q.Variance {
		w, d := p.Variance[j], q.Mean[j]-p.Mean[j]
		product *= v / math.Sqrt(w*(2*v-w)) * math.Exp(d*d/(2*v-w))
	}
	return product - 1
}

// Dimension returns the distribution of dimension j alone.
func (q Gaussian) Dimension(j int) Gaussian { return Gaussian{q.Mean[j : j+1], q.Variance[j : j+1]} }

// Encoder is a family of approximate posteriors around the true one, N(m, diag t):
//
//	q(z|x) = N(Gain·m + Shift·√t, Spread·diag t)
type Encoder struct{ Gain, Shift, Spread float64 }

// The encoders that checks are made with.
var (
	Exact = Encoder{Gain: 1, Shift: 0, Spread: 1} // the true posterior

	// Loose is wider than the true posterior and beside it. Its importance weights have a
	// finite variance, 0.4 times p(x)² in the mean over images of Standard.
	Loose = Encoder{Gain: 0.95, Shift: 0.3, Spread: 1.5}
)

// Encode returns the encoder's q(z|x) of an image (D).
func (m Model) Encode(e Encoder, x []float32) Gaussian {
	along, _ := m.project(x)
	q := Gaussian{along, make([]float64, m.Latent())}
	for j := range q.Mean {
		t := m.spread(j)
		q.Mean[j] = e.Gain*q.Mean[j]/m.total(j) + e.Shift*math.Sqrt(t)
		q.Variance[j] = e.Spread * t
	}
	return q
}

// Posterior returns the true posterior p(z|x) of an image (D).
func (m Model) Posterior(x []float32) Gaussian { return m.Encode(Exact, x) }

// Terms are the exact terms of the evidence lower bound, in nats:
// log p(x) = −Recon − KL + Gap.
type Terms struct {
	LogProb float64 // log p(x)
	Recon   float64 // −E_q[log p(x|z)]
	KL      float64 // KL(q(z|x) ‖ p(z))
	Gap     float64 // KL(q(z|x) ‖ p(z|x))
}

// NELBO returns the negative evidence lower bound.
func (t Terms) NELBO() float64 { return t.Recon + t.KL }

// Terms returns the exact terms of an image (D).
func (m Model) Terms(e Encoder, x []float32) Terms {
	q := m.Encode(e, x)
	return Terms{LogProb: m.LogProb(x), Recon: m.Recon(x, q), KL: q.KL(m.Prior()), Gap: q.KL(m.Posterior(x))}
}

// Expected returns the exact terms in expectation over images of the model, where m_j has
// the variance 1 − t_j.
func (m Model) Expected(e Encoder) Terms {
	t := Terms{LogProb: -m.Entropy()}
	for j := range m.Scales {
		v := m.spread(j)
		meanSquare := e.Gain*e.Gain*(1-v) + e.Shift*e.Shift*v
		missSquare := (e.Gain-1)*(e.Gain-1)*(1-v) + e.Shift*e.Shift*v
		t.KL += 0.5 * (meanSquare + e.Spread*v - 1 - math.Log(e.Spread*v))
		t.Gap += 0.5 * (missSquare/v + e.Spread - 1 - math.Log(e.Spread))
	}
	t.Recon = -t.LogProb + t.Gap - t.KL
	return t
}
