// Package export hands trained models over to other programs, in formats of theirs.
//
// A format is a file and a line of the table. Those of whole models are made from what the layers
// say of themselves (see vae.Model.Layers), so that a network of a new form needs nothing here, and
// one with a new kind of layer a translation for each. Equal models give equal bytes.
package export

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"vae"
	"vae/internal/choice"
	"vae/internal/disk"
)

// File is a file of an export.
type File = disk.Entry

// Subject is what is exported.
type Subject struct {
	Name     string     // of the run, such as mnist-001
	Model    *vae.Model // with the prior to hand over
	Step     int64      // of the checkpoint
	Binarize string     // how the images of the training were binarised

	Options  map[string]bool // those of the format, by name
	Images   Images          // if the format needs them
	History  History         // likewise
	Card     Card            // likewise
	Settings map[string]any  // of the training, beside a Card: texts, numbers, and so on
}

// entry is a key of the metadata with its value.
type entry struct{ key, value string }

// metadata returns what files with room for it say of the model.
func (s *Subject) metadata() ([]entry, error) {
	config, err := json.Marshal(s.Model.Config())
	if err != nil {
		return nil, err
	}
	all := []entry{{"config", string(config)}, {"digest", s.Model.Digest()}, {"binarize", s.Binarize}}
	if classes := s.Model.Classes(); classes != nil {
		text, err := json.Marshal(classes)
		if err != nil {
			return nil, err
		}
		all = append(all, entry{"classes", string(text)})
	}
	for _, p := range s.Model.Parameters() {
		if strings.HasPrefix(p.Name, sharedPrefix) {
			all = append(all, entry{p.Name, fmt.Sprint(p.Data[0])})
		}
	}
	return all, nil
}

// sharedPrefix begins the names of weights that all pixels share.
const sharedPrefix = "likelihood/"

// content returns a file with that content.
func content(name string, bytes []byte) File {
	return File{Name: name, Write: func(w io.Writer) error {
		_, err := w.Write(bytes)
		return err
	}}
}

// Format is a form in which a model is handed over.
type Format struct {
	Ending string                // of the name, if it is a single file; "" is a folder
	Images func(s vae.Shape) int // returns the most images of that shape; nil if none are needed
	OfRun  bool                  // is of the history of a run, and needs no model
	Carded bool                  // needs a card
	Prior  bool                  // hands over the prior too

	option Option // what a user can say, if it has a name
	files  func(s *Subject) ([]File, error)
}

// Reads reports whether the format is made from images too.
func (f Format) Reads() bool { return f.Images != nil || f.Carded }

// Option is a yes or no of a format.
type Option struct {
	Name, Help string
	Of         string // the name of the format
}

// formats is the table.
var formats = choice.List[Format]{
	{Name: "pytorch", Help: "a module of PyTorch and its weights", Value: Format{files: pytorch, Prior: true}},
	{Name: "onnx", Help: "encoder.onnx, decoder.onnx and prior.onnx", Value: Format{files: onnx, Prior: true,
		option: Option{Name: asBytes, Help: "Let the encoder of --to onnx take pixels as bytes, 0 to 255."}}},
	{Name: "hub", Help: "both, and a card with figures, for the Hugging Face Hub",
		Value: Format{files: hub, Carded: true, Prior: true}},
	{Name: "projector", Help: "codes of images for TensorBoard's Projector", Value: Format{
		files: projector, Images: mostPoints,
		option: Option{Name: asDraws, Help: "Let --to projector have draws z ~ q(z|x), not the means."}}},
	{Name: "tensorboard", Help: "the figures and pictures of a run as events",
		Value: Format{files: tensorboard, OfRun: true}},
	{Name: "csv", Help: "the figures of a run as a table", Value: Format{files: table, OfRun: true, Ending: ".csv"}},
}

// Formats lists the formats that Find knows.
func Formats() choice.Menu { return formats.Menu() }

// Options lists the options of all formats.
func Options() (all []Option) {
	for _, item := range formats {
		if o := item.Value.option; o.Name != "" {
			o.Of = item.Name
			all = append(all, o)
		}
	}
	return all
}

// Find returns the format of that name. The error lists the names.
func Find(name string) (Format, error) { return formats.Find("format", name) }

// Files returns the files of the subject in the format.
func (f Format) Files(s *Subject) ([]File, error) {
	of := *s
	of.Name = strings.ToValidUTF8(strings.Join(strings.Fields(s.Name), " "), "\uFFFD") // on one line
	return f.files(&of)
}
