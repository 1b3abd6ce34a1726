package export

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"vae"
	"vae/internal/grid"
)

// Card is what is known of how good a model is.
type Card struct {
	Data    string // name of the images
	Split   string // of these
	Unit    string // nats per image
	Rows    []Row
	Remarks []Remark // how the figures were taken
}

// Row is a figure of a Card, with its errors. Value is that of Mean where it is one number.
type Row struct {
	Name, Mean, StandardError, MonteCarlo string

	ID    string // for programs, such as nelbo; "" if they are not told of it
	Value float64
}

// Remark is a name with a sentence.
type Remark struct{ Name, Text string }

// hubDraws is the number of images in samples.png.
const hubDraws = 64

// hub returns a folder as the Hugging Face Hub shows it: the card of the model as README.md, with
// the figures for programs too, and the model for PyTorch and ONNX.
func hub(s *Subject) ([]File, error) {
	var all []File
	for _, format := range []func(*Subject) ([]File, error){pytorch, onnx} {
		files, err := format(s)
		if err != nil {
			return nil, err
		}
		all = append(all, files...)
	}
	config, err := s.config()
	if err != nil {
		return nil, err
	}
	var readme bytes.Buffer
	if err := templates.ExecuteTemplate(&readme, "README.md", newPage(s)); err != nil {
		return nil, err
	}
	samples, err := s.Model.Sample(hubDraws, 1)
	if err != nil {
		return nil, err
	}
	sheet := grid.Sheet(samples, hubDraws, s.Model.Config().Shape(), grid.Options{})
	return append(all, content("README.md", readme.Bytes()), content("config.json", config),
		File{Name: "samples.png", Write: func(w io.Writer) error { return grid.EncodePNG(w, sheet) }}), nil
}

// config returns the metadata as JSON.
func (s *Subject) config() ([]byte, error) {
	metadata, err := s.metadata()
	if err != nil {
		return nil, err
	}
	all := map[string]any{"model_type": "vae", "step": s.Step}
	for _, e := range metadata {
		all[e.key] = e.value
		if strings.HasPrefix(e.value, "{") || strings.HasPrefix(e.value, "[") {
			all[e.key] = json.RawMessage(e.value)
		}
	}
	text, err := json.MarshalIndent(all, "", "  ")
	return append(text, '\n'), err
}

// page is what the template of README.md is filled with.
type page struct {
	*Subject
	Config   vae.Config
	Prior    string
	Shape    string // of an image in PyTorch
	Settings []Remark
}

func newPage(s *Subject) page {
	c := s.Model.Config()
	p := page{Subject: s, Config: c, Prior: c.PriorName(), Shape: commas([]int{c.Shape().C, c.Height, c.Width})}
	if f := s.Model.Fitted(); f != nil {
		p.Prior = fmt.Sprintf("a mixture of %d normal distributions, fitted after training", f.Components)
	}
	for _, name := range slices.Sorted(maps.Keys(s.Settings)) {
		p.Settings = append(p.Settings, Remark{name, fmt.Sprint(s.Settings[name])})
	}
	return p
}

// YAML returns a text as YAML and JSON have it.
func (p page) YAML(text string) (string, error) {
	quoted, err := json.Marshal(text)
	return string(quoted), err
}

// Cell returns a text for a table of Markdown.
func (p page) Cell(text string) string {
	return strings.NewReplacer("|", `\|`, "<", "&lt;").Replace(strings.Join(strings.Fields(text), " "))
}

// Metrics returns the figures that programs are told of.
func (p page) Metrics() (rows []Row) {
	for _, r := range p.Card.Rows {
		if r.ID != "" {
			r.Name = strings.TrimSpace(r.Name)
			rows = append(rows, r)
		}
	}
	return rows
}

// Indent returns how far a figure's name stands to the right, as spaces of HTML.
func (p page) Indent(name string) string {
	return strings.Repeat("&emsp;", (len(name)-len(strings.TrimLeft(name, " ")))/2)
}
