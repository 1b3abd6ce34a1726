package lineargaussian

import (
	"math"

	"vae/dist"
)

// Prior returns p(z) = N(0, I).
func (m Model) Prior() dist.Diagonal {
	return dist.NewDiagonal(make([]float64, m.Latent()), make([]float64, m.Latent()))
}

// ChiSquared returns χ²(p ‖ q) = E_q[(p/q)²] − 1, the variance of importance weights p/q:
//
//	Π_j v_j/√(w_j(2v_j − w_j)) · exp((μ_j − m_j)²/(2v_j − w_j)) − 1
//
// It is finite where v_j > w_j/2.
func ChiSquared(q, p dist.Diagonal) float64 {
	product := 1.0
	for j, v := range q.Variance {
		w, d := p.Variance[j], q.Mean[j]-p.Mean[j]
		product *= v / math.Sqrt(w*(2*v-w)) * math.Exp(d*d/(2*v-w))
	}
	return product - 1
}

// Encoder gives approximate posteriors around the true one, N(m, diag t):
//
//	q(z|x) = N(Gain·m + Shift·√t, Spread·diag t)
type Encoder struct{ Gain, Shift, Spread float64 }

// The encoders of checks.
var (
	Exact = Encoder{Gain: 1, Shift: 0, Spread: 1} // the true posterior

	// Loose is wider than the true posterior and shifted. Its importance weights have a variance of
	// 0.4 times p(x)² in the mean over images of Standard.
	Loose = Encoder{Gain: 0.95, Shift: 0.3, Spread: 1.5}
)

// Encode returns the encoder's q(z|x) of an image (D).
func (m Model) Encode(e Encoder, x []float32) dist.Diagonal {
	mean, _ := m.project(x)
	logVar := make([]float64, len(mean))
	for j := range mean {
		t := m.spread(j)
		mean[j] = e.Gain*mean[j]/m.total(j, 1) + e.Shift*math.Sqrt(t)
		logVar[j] = math.Log(e.Spread * t)
	}
	return dist.NewDiagonal(mean, logVar)
}

// Posterior returns the true posterior p(z|x) of an image (D).
func (m Model) Posterior(x []float32) dist.Diagonal { return m.Encode(Exact, x) }

// Terms are the exact terms of the evidence lower bound, in nats: log p(x) = −Recon − KL + Gap.
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

// Expected returns the exact terms in expectation over images of the model, where m_j has the
// variance 1 − t_j.
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
