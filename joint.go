package vae

import (
	"fmt"
	"math"
)

// Joint is log p(x, z) = log p(x|z) + log p(z) of S codes z for each of n images, in
// nats, with its derivative.
type Joint struct {
	LogProb  []float64 // (n·S)
	Gradient []float32 // ∇_z log p(x, z), (n·S·Latent)
}

// Joint returns log p(x, z) of images x (n·D) and codes z (n·S·Latent), S successive rows
// for each image, with its derivative with respect to z. The prior is
//
//	log p(z) = −½ Σ_j (z_j² + log 2π)
func (m *Model) Joint(images, codes []float32) (Joint, error) {
	n, err := rows("images", images, m.config.Pixels())
	if err != nil {
		return Joint{}, err
	}
	latent := m.config.Latent
	draws := len(codes) / (n * latent)
	if draws == 0 || len(codes) != n*draws*latent {
		return Joint{}, fmt.Errorf("vae: codes of %d numbers for %d images, want a multiple of %d", len(codes), n, n*latent)
	}
	out, err := m.drawing(m.jointly, draws, m.buildJoint).run(n, images, codes)
	if err != nil {
		return Joint{}, fmt.Errorf("vae: joint: %w", err)
	}
	joint := Joint{LogProb: make([]float64, n*draws), Gradient: out[1]}
	for r := range joint.LogProb {
		sum := float64(latent) * math.Log(2*math.Pi)
		for j, z := range codes[r*latent : (r+1)*latent] {
			sum += float64(z) * float64(z)
			joint.Gradient[r*latent+j] -= z
		}
		joint.LogProb[r] = float64(out[0][r]) - 0.5*sum
	}
	return joint, nil
}
