package export

import (
	"bytes"
	"embed"
	"fmt"
	"io"
	"strings"
	"text/template"

	"vae"
	"vae/checkpoints"
	"vae/dist"
)

//go:embed templates
var templateFiles embed.FS

var templates = template.Must(template.ParseFS(templateFiles, "templates/*"))

// pytorch returns model.py, a module of plain PyTorch, and its weights, model.safetensors.
func pytorch(s *Subject) ([]File, error) {
	m, err := newModule(s)
	if err != nil {
		return nil, err
	}
	var code bytes.Buffer
	if err := templates.ExecuteTemplate(&code, "model.py", m); err != nil {
		return nil, err
	}
	metadata, err := s.metadata()
	if err != nil {
		return nil, err
	}
	keys := map[string]string{"format": "pt"}
	for _, e := range metadata {
		keys[e.key] = e.value
	}
	weights := func(w io.Writer) error { return checkpoints.EncodeWeights(w, keys, m.weights) }
	return []File{content("model.py", code.Bytes()), {Name: "model.safetensors", Write: weights}}, nil
}

// module is what the template of model.py is filled with.
type module struct {
	Name, Image, Shape   string
	Classes              string // a list of names, or ""
	Conditional, ByClass bool
	Math                 string // a line that imports it, or ""
	Params, Chunk        string // of the likelihood: names, and what divides the result of the decoder
	Likelihood, Class    string // expression of the distribution, and source of a class or ""
	MinLogVar, MaxLogVar int
	Networks             []torchNetwork
	Parameters           []buffer // shared by all pixels
	Buffers              []buffer // of the prior
	Components           string   // expression of the prior's components

	weights []checkpoints.Tensor
}

// buffer is an array of weights outside the networks.
type buffer struct{ Name, Shape string }

// newModule returns the module of a model.
func newModule(s *Subject) (*module, error) {
	c := s.Model.Config()
	m := &module{
		Name: strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s.Name), Image: fmt.Sprintf("images of %v", c.Shape()),
		Shape:       commas([]int{c.Shape().C, c.Height, c.Width}),
		Conditional: c.Conditional, MinLogVar: dist.MinLogVar, MaxLogVar: dist.MaxLogVar,
	}
	all, err := networks(s.Model)
	if err != nil {
		return nil, err
	}
	for _, n := range all {
		t, err := n.torch(c.Conditional)
		if err != nil {
			return nil, err
		}
		m.Networks = append(m.Networks, t)
		m.weights = append(m.weights, n.tensors()...)
	}
	var names []string
	for _, class := range s.Model.Classes() {
		names = append(names, quoted(class.String()))
	}
	if names != nil {
		m.Classes = "[" + strings.Join(names, ", ") + "]"
	}
	if err := m.addLikelihood(s.Model); err != nil {
		return nil, err
	}
	return m, m.addPrior(s.Model)
}

// addLikelihood adds p(x|z).
func (m *module) addLikelihood(model *vae.Model) error {
	l, err := likelihoodOf(model.Config())
	if err != nil {
		return err
	}
	m.Params, m.Likelihood = strings.Join(l.params, ", "), l.torch
	if k := len(l.params); k > 1 {
		m.Chunk = fmt.Sprintf(".chunk(%d, 1)", k)
	}
	if strings.Contains(l.torch, "math.") {
		m.Math = "import math\n\n"
	}
	if l.class != "" {
		source, err := templateFiles.ReadFile("templates/" + l.class + ".py")
		if err != nil {
			return err
		}
		m.Class = strings.TrimSpace(string(source))
	}
	for _, p := range model.Parameters() {
		if l.shared != "" && p.Name == "likelihood/"+l.shared {
			m.Parameters = append(m.Parameters, m.add(l.shared, p.Data, p.Shape...))
		}
	}
	return nil
}

// addPrior adds p(z), as a mixture of normal distributions.
func (m *module) addPrior(model *vae.Model) error {
	p, err := model.PriorMixture()
	if err != nil {
		return err
	}
	z := model.Config().Latent
	k := len(p.Means) / z
	if p.Weights != nil {
		m.Buffers = append(m.Buffers, m.add("prior_weight", p.Weights, k))
	}
	if m.ByClass = p.ByClass != nil; m.ByClass {
		m.Buffers = append(m.Buffers, m.add("prior_by_class", p.ByClass, len(p.ByClass)/k, k))
	}
	m.Buffers = append(m.Buffers, m.add("prior_mean", p.Means, k, z))
	if p.Factors != nil {
		m.Buffers = append(m.Buffers, m.add("prior_factor", p.Factors, k, z, z))
		m.Components = "D.MultivariateNormal(self.prior_mean, scale_tril=self.prior_factor)"
		return nil
	}
	m.Buffers = append(m.Buffers, m.add("prior_logvar", p.LogVar, k, z))
	m.Components = "D.Independent(D.Normal(self.prior_mean, (self.prior_logvar / 2).exp()), 1)"
	return nil
}

// add adds an array of weights.
func (m *module) add(name string, data []float32, shape ...int) buffer {
	m.weights = append(m.weights, checkpoints.Tensor{Name: name, Shape: shape, Data: data})
	return buffer{name, commas(shape)}
}

// quoted returns a string of Python.
func quoted(s string) string { return fmt.Sprintf("%q", s) }

// commas returns the numbers with commas.
func commas(numbers []int) string {
	return strings.Trim(strings.ReplaceAll(fmt.Sprint(numbers), " ", ", "), "[]")
}

// AndY returns the argument of methods for the classes, if networks read them.
func (m *module) AndY() string {
	if m.Conditional {
		return ", y"
	}
	return ""
}

// AndOneHot returns the argument of the networks for the classes, likewise.
func (m *module) AndOneHot() string {
	if m.Conditional {
		return ", F.one_hot(y, len(CLASSES)).float()"
	}
	return ""
}
