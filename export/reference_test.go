package export_test

import (
	"io"
	"math"

	"vae"
	"vae/data"
)

// reference writes images and codes, and what the model computes of them.
func reference(w io.Writer, m *vae.Model) error {
	const n = 24
	c := m.Config()
	in := vae.Input{Images: make([]float32, n*c.Pixels())}
	var class []int
	for i, v := range normal(7, len(in.Images)) {
		in.Images[i] = float32(math.Round(255*math.Min(math.Max(0.5+0.4*float64(v), 0), 1)) / 255)
	}
	for i := range n {
		class = append(class, i%len(classes))
		if c.Conditional {
			in.Labels = append(in.Labels, classes[class[i]].Label)
		}
	}
	codes, err := m.Encode(in)
	if err != nil {
		return err
	}
	eps := normal(8, len(codes.Mean))
	z := make([]float32, len(eps))
	for i, e := range eps {
		if codes.LogVar[i] > 5 { // far codes give no numbers near images
			e, eps[i] = 0, 0
		}
		z[i] = codes.Mean[i] + float32(math.Exp(0.5*float64(codes.LogVar[i])))*e
	}
	at := vae.Input{Codes: z, Labels: in.Labels}
	weights, err := m.Weigh(in, codes, eps)
	if err != nil {
		return err
	}
	decoded, err := m.Decode(at)
	if err != nil {
		return err
	}
	prior, err := m.LogPrior(at)
	if err != nil {
		return err
	}
	mixture, err := mixture(m)
	if err != nil {
		return err
	}
	image := []int{n, c.Height, c.Width, c.Shape().C}
	return data.WriteNPZ(w, append(mixture,
		floats("images", in.Images, image...), floats("decoded", decoded, image...),
		floats("mean", codes.Mean, n, c.Latent), floats("logvar", codes.LogVar, n, c.Latent),
		floats("noise", eps, n, c.Latent), floats("z", z, n, c.Latent),
		floats("logp", weights.LogProb, n), floats("logprior", prior, n),
		data.Array{Name: "class", Shape: []int{n}, Int: func(i int) int { return class[i] }},
		data.Array{Name: "digest", Shape: []int{1}, Text: func(int) string { return m.Digest() }},
	)...)
}

// floats returns an array of numbers, which may be nil.
func floats(name string, x []float32, shape ...int) data.Array {
	if x == nil {
		x, shape = []float32{}, []int{0}
	}
	return data.Array{Name: name, Shape: shape, Floats: x}
}

// mixture returns the prior of a model as arrays.
func mixture(m *vae.Model) ([]data.Array, error) {
	p, err := m.PriorMixture()
	z := m.Config().Latent
	k := max(1, len(p.Means)/z)
	return []data.Array{
		floats("weights", p.Weights, k), floats("by_class", p.ByClass, len(p.ByClass)/k, k),
		floats("prior_mean", p.Means, k, z), floats("prior_logvar", p.LogVar, k, z), floats("factors", p.Factors, k, z, z),
	}, err
}
