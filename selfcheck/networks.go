package selfcheck

import (
	"math"
	"strings"

	"vae"
)

// networks checks encoder, decoder and log p(x|z) of the large network on a few images against
// loops in float64. Sums of 784 products of float32 err by about 1e-6.
func networks(c *checker) error {
	const n, tolerance = 9, 5e-5 // not a multiple of a vector or a tile
	m, err := vae.New(large, fixed, vae.Start{Mean: uniform(large.Pixels(), fixed)})
	if err != nil {
		return err
	}
	images := uniform(n*large.Pixels(), fixed)
	codes, weights, err := weigh(m, images, make([]float32, n*large.Latent)) // draws at the means
	if err != nil {
		return err
	}
	means, err := m.Decode(vae.Input{Codes: codes.Mean})
	if err != nil {
		return err
	}
	var code, pixel, likelihood float64
	for r := range n {
		x, z := row(images, r, n), row(codes.Mean, r, n)
		posterior := follow(m, "encoder", x)
		for j, v := range z {
			code = max(code, math.Abs(float64(v)-posterior[j]))
			code = max(code, math.Abs(float64(row(codes.LogVar, r, n)[j])-posterior[len(z)+j]))
		}
		logits := follow(m, "decoder", z)
		logProb := 0.0
		for i, v := range row(means, r, n) {
			pixel = max(pixel, math.Abs(float64(v)-1/(1+math.Exp(-logits[i]))))
			logProb += float64(x[i])*logits[i] - math.Log1p(math.Exp(logits[i]))
		}
		likelihood = max(likelihood, math.Abs(float64(weights.LogProb[r])/logProb-1))
	}
	c.near("encoder less loops in float64, 784-400-20", code, 0, tolerance)
	c.near("decoder less loops in float64, 20-400-784", pixel, 0, tolerance)
	c.near("bernoulli log p(x|z) over loops in float64, less 1", likelihood, 0, tolerance)
	return nil
}

// follow returns what the dense layers of the named network give for x.
func follow(m *vae.Model, network string, x []float32) []float64 {
	h := wide(x)
	for _, l := range m.Layers() {
		if !strings.HasPrefix(l.Name, network+"/") {
			continue
		}
		h = dense(l.Params[0].Data, l.Params[1].Data, h)
		if l.Activation == "tanh" {
			for i, v := range h {
				h[i] = math.Tanh(v)
			}
		}
	}
	return h
}

// dense returns Wᵀ x + b for W of shape (in, out).
func dense(weight, bias []float32, x []float64) []float64 {
	out := make([]float64, len(bias))
	for j, b := range bias {
		out[j] = float64(b)
		for i, v := range x {
			out[j] += v * float64(weight[i*len(bias)+j])
		}
	}
	return out
}
