package export_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"google.golang.org/protobuf/encoding/protowire"

	"vae"
	"vae/export"
)

// subject returns a subject that every format can be made of.
func subject(m *vae.Model) *export.Subject {
	c := m.Config()
	s := &export.Subject{Name: "run", Model: m, History: history(2)}
	s.Images.Input = vae.Input{Images: make([]float32, 5*c.Pixels())}
	if c.Conditional {
		s.Images.Input.Labels = []int{2, 5, 9, 2, 5}
	}
	s.Images.About = about(5)
	return s
}

// TestFormats_everyModel writes every kind of model in every format, twice.
func TestFormats_everyModel(t *testing.T) {
	for name, c := range configs(t) {
		m := newModel(t, c)
		for _, format := range export.Formats().Names {
			f, err := export.Find(format)
			if err != nil {
				t.Fatal(err)
			}
			once, again := contents(t, name, f, subject(m)), contents(t, name, f, subject(m))
			if !slices.EqualFunc(once, again, bytes.Equal) {
				t.Errorf("%s: the files of %s differ from one time to the next", name, format)
			}
			if f.Ending != "" && len(once) != 1 {
				t.Errorf("%s has %d files", format, len(once))
			}
		}
	}
}

// contents returns the content of each file of an export, none of which is empty.
func contents(t *testing.T, name string, f export.Format, s *export.Subject) (all [][]byte) {
	t.Helper()
	files, err := f.Files(s)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	for _, file := range files {
		var b bytes.Buffer
		if err := file.Write(&b); err != nil {
			t.Fatalf("%s: %s: %v", name, file.Name, err)
		}
		if b.Len() == 0 || strings.ContainsAny(file.Name, `/\`) {
			t.Errorf("%s: the file %q has %d bytes", name, file.Name, b.Len())
		}
		if strings.HasSuffix(file.Name, ".onnx") {
			checkFields(t, b.Bytes())
		}
		all = append(all, b.Bytes())
	}
	return all
}

// checkFields checks that a message has whole fields, in the order of their numbers.
func checkFields(t *testing.T, message []byte) {
	t.Helper()
	last := protowire.Number(0)
	for len(message) > 0 {
		number, _, n := protowire.ConsumeField(message)
		if n < 0 || number < last {
			t.Fatalf("field %d after %d: %v", number, last, protowire.ParseError(n))
		}
		last, message = number, message[n:]
	}
}

// TestFind_unknown: the error lists the formats.
func TestFind_unknown(t *testing.T) {
	_, err := export.Find("keras")
	if err == nil || !strings.Contains(err.Error(), `unknown format "keras" (known: pytorch, onnx, hub`) {
		t.Errorf("error %v", err)
	}
}
