// Package export hands trained models over to other programs, in formats of theirs.
//
// A format is a file and a line of the table. Those of whole models are made from what the layers
// say of themselves (see vae.Model.Layers), so that a network of a new form needs nothing here, and
// one with a new kind of layer a translation for each. Equal models give equal bytes.
package export

import (
	"encoding/json"
	"io"
	"strings"

	"vae"
	"vae/internal/choice"
)

// File is a part of an export.
type File struct {
	Name  string // below the folder of the export, with slashes
	Write func(io.Writer) error
}

// Subject is what is exported.
type Subject struct {
	Name  string     // of the run, such as mnist-001
	Model *vae.Model // with the prior to hand over
	Step  int64      // of the checkpoint
	Bytes bool       // of onnx: the encoder takes pixels as bytes, 0 to 255
}

// entry is a key of the metadata with its value.
type entry struct{ key, value string }

// metadata returns what files with room for it say of the model.
func (s *Subject) metadata() ([]entry, error) {
	config, err := json.Marshal(s.Model.Config())
	if err != nil {
		return nil, err
	}
	all := []entry{{"config", string(config)}, {"digest", s.Model.Digest()}}
	if classes := s.Model.Classes(); classes != nil {
		text, err := json.Marshal(classes)
		if err != nil {
			return nil, err
		}
		all = append(all, entry{"classes", string(text)})
	}
	return all, nil
}

// text returns a file of text.
func text(name, content string) File {
	return File{name, func(w io.Writer) error {
		_, err := io.Copy(w, strings.NewReader(content))
		return err
	}}
}

// Format is a form in which a model is handed over.
type Format struct {
	files func(s *Subject) ([]File, error)
}

// formats is the table.
var formats = choice.List[Format]{
	{Name: "pytorch", Help: "a module of PyTorch and its weights", Value: Format{files: pytorch}},
	{Name: "onnx", Help: "encoder.onnx and decoder.onnx", Value: Format{files: onnx}},
}

// Formats lists the formats that Find knows.
func Formats() choice.Menu { return formats.Menu() }

// Find returns the format of that name. The error lists the names.
func Find(name string) (Format, error) { return formats.Find("format", name) }

// Files returns the files of the subject in the format.
func (f Format) Files(s *Subject) ([]File, error) { return f.files(s) }
