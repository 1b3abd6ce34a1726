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

// WeightsName is the name of the weights in the folder of an export.
const WeightsName = "model.safetensors"

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
	return []File{content("model.py", code.Bytes()), {Name: WeightsName, Write: weights}}, nil
}

// module is what the template of model.py is filled with.
type module struct {
	Name, Image, Shape   string
	Classes              string // a list of names, or ""
	Conditional, ByClass bool
	Math                 string // a line that imports it, or ""
	Planes               int    // numbers that the decoder gives for one of an image
	Params               string // their names, if there are several
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
	all, err := networks(c, s.Model.Layers())
	if err != nil {
		return nil, err
	}
	for _, n := range all {
		t, err := n.torch(c.Conditional)
		if err != nil {
			return nil, err
		}
		m.Networks = append(m.Networks, t)
		for _, a := range n.arrays() {
			m.weights = append(m.weights, checkpoints.Tensor{Name: a.name, Shape: a.shape, Data: a.data()})
		}
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
	if m.Planes = len(l.params); m.Planes > 1 {
		m.Params = strings.Join(l.params, ", ")
	} else {
		l.params = []string{"self.decoder(z" + m.AndOneHot() + ")"}
	}
	for i, p := range l.params {
		l.torch = strings.ReplaceAll(l.torch, fmt.Sprintf("$%d", i+1), p)
	}
	m.Likelihood = l.torch
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
		if l.shared != "" && p.Name == sharedPrefix+l.shared {
			m.Parameters = append(m.Parameters, m.add(l.shared, p.Data, p.Shape...))
		}
	}
	return nil
}

// addPrior adds p(z), as a mixture of normal distributions.
func (m *module) addPrior(model *vae.Model) error {
	tensors, err := priorTensors(model)
	if err != nil {
		return err
	}
	m.Components = "D.Independent(D.Normal(self.prior_mean, (self.prior_logvar / 2).exp()), 1)"
	for _, t := range tensors {
		m.Buffers = append(m.Buffers, m.add(t.Name, t.Data, t.Shape...))
		switch t.Name {
		case priorByClass:
			m.ByClass = true
		case priorFactor:
			m.Components = "D.MultivariateNormal(self.prior_mean, scale_tril=self.prior_factor)"
		}
	}
	return nil
}

// Names of the tensors of a prior.
const (
	priorWeight  = "prior_weight"   // (K)
	priorByClass = "prior_by_class" // (C, K)
	priorMean    = "prior_mean"     // (K, Z)
	priorLogVar  = "prior_logvar"   // (K, Z)
	priorFactor  = "prior_factor"   // (K, Z, Z)
)

// priorTensors returns the prior as a mixture of normal distributions: see vae.PriorMixture.
func priorTensors(model *vae.Model) (all []checkpoints.Tensor, err error) {
	p, err := model.PriorMixture()
	if err != nil {
		return nil, err
	}
	z := model.Config().Latent
	k := len(p.Means) / z
	for _, t := range []checkpoints.Tensor{
		{Name: priorWeight, Data: p.Weights, Shape: []int{k}},
		{Name: priorByClass, Data: p.ByClass, Shape: []int{len(p.ByClass) / k, k}},
		{Name: priorMean, Data: p.Means, Shape: []int{k, z}},
		{Name: priorFactor, Data: p.Factors, Shape: []int{k, z, z}},
		{Name: priorLogVar, Data: p.LogVar, Shape: []int{k, z}},
	} {
		if t.Data != nil {
			all = append(all, t)
		}
	}
	return all, nil
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

// Drawn returns the argument of the method sample, in an example.
func (m *module) Drawn() string {
	if m.Conditional {
		return "y"
	}
	return "64"
}
