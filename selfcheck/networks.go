package selfcheck

import (
	"math"

	"vae"
)

// networks checks encoder, decoder and log p(x|z) of a dense network, and of each that reads images
// by levels, on a few images against loops in float64. Sums of 784 products of float32 err by about
// 1e-6.
func networks(c *checker) error {
	configs := []vae.Config{large}
	for _, config := range formed(large, ":6,5,4/30+res") {
		configs = append(configs, config.WithShape(vae.Shape{C: 3, H: 15, W: 22}))
	}
	for _, config := range configs {
		if err := network(c, config); err != nil {
			return err
		}
	}
	return nil
}

// network checks one network.
func network(c *checker, config vae.Config) error {
	name := config.Network()
	const n, tolerance = 9, 5e-5 // not a multiple of a vector or a tile
	m, err := vae.New(config, fixed, vae.Start{Mean: uniform(config.Pixels(), fixed)})
	if err != nil {
		return err
	}
	for _, p := range m.Parameters() { // that start at zero would hide what they multiply
		for i := range p.Data {
			p.Data[i] += 0.03 * float32(math.Sin(float64(i)))
		}
	}
	images := uniform(n*config.Pixels(), fixed)
	codes, weights, err := weigh(m, images, make([]float32, n*config.Latent)) // draws at the means
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
	c.near("encoder less loops in float64, "+name, code, 0, tolerance)
	c.near("decoder less loops in float64, "+name, pixel, 0, tolerance)
	c.near("bernoulli log p(x|z) over loops, less 1, "+name, likelihood, 0, tolerance)
	return nil
}
