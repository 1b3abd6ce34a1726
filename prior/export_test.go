package prior

// EM is a mixture of standardised codes, as EM sees it.
type EM struct{ Weights, Means, Factors []float64 }

// Step returns what one iteration makes of a mixture, and the mean log-density before it.
func (m EM) Step(codes []float32, latent int, diagonal bool) (EM, float64) {
	e := &em{
		latent: latent, diagonal: diagonal, codes: codes, weights: m.Weights, means: m.Means, factors: m.Factors,
		parts: split(len(codes)/latent, len(m.Weights), latent),
	}
	logDensity := e.expect()
	e.maximise()
	return EM{e.weights, e.means, e.factors}, logDensity
}
