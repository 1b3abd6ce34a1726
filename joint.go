package vae

import (
	"fmt"

	"vae/internal/fault"
)

// Joint is log p(x, z) = log p(x|z) + log p(z) of S codes z for each of n images, in nats, and its
// derivative.
type Joint struct {
	LogProb  []float64 // (n·S)
	Gradient []float32 // ∇_z log p(x, z), (n·S·Latent)
}

// Joint returns log p(x, z) of the images and codes of the input, S successive codes for each
// image, and its derivative with respect to z.
func (m *Model) Joint(in Input) (Joint, error) {
	n, err := rows("images", in.Images, m.config.Pixels())
	if err != nil {
		return Joint{}, err
	}
	latent := m.config.Latent
	draws := len(in.Codes) / (n * latent)
	if draws == 0 || len(in.Codes) != n*draws*latent {
		return Joint{}, fault.Of("vae", fmt.Errorf("codes of %d numbers for %d images, want a multiple of %d",
			len(in.Codes), n, n*latent))
	}
	out, err := m.run(m.forDraws(m.jointly, "joint", draws, m.buildJoint), n, in.Labels, in.Images, in.Codes)
	if err != nil {
		return Joint{}, err
	}
	joint := Joint{LogProb: make([]float64, n*draws), Gradient: out[2]}
	for r := range joint.LogProb {
		logPrior := float64(out[1][r])
		if m.exact != nil {
			logPrior = m.exact.LogDensity(row(in.Codes, r, n*draws))
		}
		joint.LogProb[r] = float64(out[0][r]) + logPrior
	}
	return joint, nil
}
