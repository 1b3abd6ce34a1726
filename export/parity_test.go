package export_test

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"vae"
	"vae/data"
	"vae/export"
	"vae/internal/rng"
)

// python is that of $PYTHON, or python3.
var python = cmp.Or(os.Getenv("PYTHON"), "python3")

// needs skips a test unless Python has the modules.
func needs(t *testing.T, modules ...string) {
	t.Helper()
	if testing.Short() {
		t.Skip("starts Python")
	}
	for _, module := range modules {
		if exec.Command(python, "-c", "import "+module).Run() != nil {
			t.Skipf("%s has no module %s", python, module)
		}
	}
}

// run runs a program of Python.
func run(t *testing.T, args ...string) {
	t.Helper()
	out, err := exec.Command(python, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	t.Logf("%s", out)
}

// classes are those of conditional models.
var classes = []vae.Class{{Label: 2, Name: "two", Images: 1}, {Label: 5, Images: 3}, {Label: 9, Images: 2}}

// configs returns a small config of every network, likelihood and prior, by name.
func configs(t *testing.T) map[string]vae.Config {
	t.Helper()
	shapes := map[string]vae.Shape{
		"mlp:7": {C: 3, H: 3, W: 2}, "conv:3,4/6": {C: 1, H: 9, W: 7}, "conv:3,4/6+res": {C: 3, H: 6, W: 5},
	}
	more := map[string]vae.Shape{
		"mlp:": {C: 1, H: 5, W: 6}, "conv:4": {C: 3, H: 2, W: 3}, "conv:4/6,5+res": {C: 1, H: 5, W: 4},
	}
	all := map[string]vae.Config{}
	for net, shape := range shapes {
		for _, likelihood := range vae.Likelihoods().Names {
			for _, prior := range vae.Priors().Names {
				for _, conditional := range []bool{false, true} {
					c := vae.Config{Latent: 3, Likelihood: likelihood, Prior: prior}
					if _, ok := vae.Priors().First(prior); ok {
						c.Options = vae.Options{"components": 4}
					}
					if conditional {
						c.Conditional, c.Classes = true, classes
					} else if prior == vae.ClassPrior {
						continue
					}
					c, err := c.WithNetwork(net)
					if err != nil {
						t.Fatal(err)
					}
					name := fmt.Sprintf("%s %s %s %v", net, likelihood, prior, conditional)
					all[name] = c.WithShape(shape)
				}
			}
		}
	}
	for name, shape := range more {
		for _, likelihood := range vae.Likelihoods().Names {
			c, err := vae.Config{Latent: 3, Likelihood: likelihood}.WithNetwork(name)
			if err != nil {
				t.Fatal(err)
			}
			all[name+" "+likelihood] = c.WithShape(shape)
		}
	}
	for _, activation := range vae.Activations().Names {
		c := all["conv:3,4/6 bernoulli standard false"]
		c.Activation = activation
		all[activation] = c
	}
	return all
}

// newModel returns a model of the config whose weights are random, also those that start at zeros.
func newModel(t *testing.T, c vae.Config) *vae.Model {
	t.Helper()
	mean := make([]float32, c.Pixels())
	for i := range mean {
		mean[i] = 0.5
	}
	m, err := vae.New(c, 1, vae.Start{Mean: mean})
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range m.Parameters() {
		for k, v := range normal(uint64(i), len(p.Data)) {
			p.Data[k] += 0.2 * v
		}
	}
	return m
}

// extreme returns the model with scales of the codes and pixels that lie beyond their bounds.
func extreme(m *vae.Model) *vae.Model {
	pixels := m.Config().Pixels()
	for _, p := range m.Parameters() {
		switch {
		case p.Name == "encoder/posterior/bias":
			p.Data[m.Config().Latent], p.Data[m.Config().Latent+1] = -30, 30
		case strings.HasPrefix(p.Name, "likelihood/"):
			p.Data[0] = -30
		case p.Name == "decoder/pixels/bias" && len(p.Data) > pixels:
			p.Data[pixels], p.Data[pixels+2] = -30, 3
		case p.Name == "decoder/pixels/bias":
			p.Data[0], p.Data[1] = -40, 40
		}
	}
	return m
}

// fitted returns a model under a prior that was fitted to codes, by class too.
func fitted(t *testing.T, c vae.Config, byClass bool) *vae.Model {
	t.Helper()
	m := newModel(t, c)
	settings := vae.PriorSettings{Components: 2, Seed: 1}
	if byClass {
		settings.Classes = classes
	}
	in := vae.Input{Codes: normal(5, 600*c.Latent)}
	for i := range 600 {
		in.Labels = append(in.Labels, classes[[]int{0, 1, 1, 1, 2, 2}[i%6]].Label)
		in.Codes[i*c.Latent] += float32(i % 6)
	}
	if !byClass {
		in.Labels = nil
	}
	p, _, err := m.FitPrior(context.Background(), settings, in, vae.Input{})
	if err != nil {
		t.Fatal(err)
	}
	if m, err = m.WithPrior(p); err != nil {
		t.Fatal(err)
	}
	return m
}

func normal(seed uint64, n int) []float32 {
	x := make([]float32, n)
	source := rng.Stream(seed, "test", 0)
	source.Normal(x)
	return x
}

// write writes the files of an export to a folder.
func write(t *testing.T, dir, format string, s *export.Subject) {
	t.Helper()
	f, err := export.Find(format)
	if err != nil {
		t.Fatal(err)
	}
	files, err := f.Files(s)
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		create(t, filepath.Join(dir, file.Name), file.Write)
	}
}

// create writes a file.
func create(t *testing.T, path string, write func(io.Writer) error) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		t.Fatal(err)
	}
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := cmp.Or(write(f), f.Close()); err != nil {
		t.Fatal(err)
	}
}

// TestParity checks what PyTorch and onnxruntime compute of every kind of model against ours:
// testdata/parity.py has the tolerances.
func TestParity(t *testing.T) {
	t.Run("pytorch", func(t *testing.T) {
		needs(t, "numpy", "torch", "safetensors")
		parity(t, "pytorch")
	})
	t.Run("onnx", func(t *testing.T) {
		needs(t, "numpy", "onnx", "onnxruntime")
		parity(t, "onnx")
	})
}

// parity compares models in a format with references.
func parity(t *testing.T, format string) {
	dir := t.TempDir()
	add := func(name string, m *vae.Model) {
		to := filepath.Join(dir, fmt.Sprintf("%x", name))
		write(t, to, format, &export.Subject{Name: name, Model: m})
		create(t, filepath.Join(to, "reference.npz"), func(w io.Writer) error { return reference(w, m) })
		if format == "onnx" && strings.HasPrefix(name, "bounds") {
			asBytes := &export.Subject{Name: name, Model: m, Options: map[string]bool{"uint8": true}}
			write(t, filepath.Join(to, "bytes"), format, asBytes)
		}
	}
	all := configs(t)
	for name, c := range all {
		add(name, newModel(t, c))
	}
	for _, likelihood := range vae.Likelihoods().Names {
		add("bounds "+likelihood, extreme(newModel(t, all["mlp:7 "+likelihood+" standard false"])))
	}
	plain, labelled := all["mlp:7 bernoulli standard false"], all["mlp:7 bernoulli standard true"]
	add("fitted", fitted(t, plain, false))
	add("fitted by class", fitted(t, plain, true))
	add("conditional fitted", fitted(t, labelled, true))
	run(t, "testdata/parity.py", format, dir)
}

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
