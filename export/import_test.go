package export_test

import (
	"bytes"
	"maps"
	"math"
	"reflect"
	"slices"
	"testing"

	"vae"
	"vae/checkpoints"
	"vae/export"
)

// weightsOf returns the file of weights of the format pytorch, as it is read.
func weightsOf(t testing.TB, m *vae.Model) *checkpoints.Foreign {
	t.Helper()
	f, err := export.Find("pytorch")
	if err != nil {
		t.Fatal(err)
	}
	files, err := f.Files(&export.Subject{Name: "test", Model: m, Binarize: "once"})
	if err != nil {
		t.Fatal(err)
	}
	var file bytes.Buffer
	i := slices.IndexFunc(files, func(f export.File) bool { return f.Name == "model.safetensors" })
	if err := files[i].Write(&file); err != nil {
		t.Fatal(err)
	}
	read, err := checkpoints.DecodeForeign(bytes.NewReader(file.Bytes()), int64(file.Len()))
	if err != nil {
		t.Fatal(err)
	}
	return read
}

// imported returns the model in the file. What it does not say of the config is taken from c.
func imported(f *checkpoints.Foreign, c vae.Config) (*vae.Model, *export.Import, error) {
	i, err := export.Read(f)
	if err != nil {
		return nil, nil, err
	}
	have := i.Config
	if !i.Told {
		shape, err := i.Shape(c.Height, c.Width)
		if err != nil {
			return nil, i, err
		}
		have.Likelihood, have.Classes = c.Likelihood, c.Classes
		have.Activation = c.Activation
		have = have.WithShape(shape)
	}
	m, err := i.Model(have)
	return m, i, err
}

// TestImport_isTheInverseOfPyTorch takes every kind of model out and in, with its config in the
// file and without.
func TestImport_isTheInverseOfPyTorch(t *testing.T) {
	for name, c := range configs(t) {
		m := newModel(t, c)
		f := weightsOf(t, m)
		again, i, err := imported(f, c)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if i.Binarize != "once" {
			t.Errorf("%s: binarised %q", name, i.Binarize)
		}
		isVamp := c.Prior == "vamp" // whose pseudo-inputs are not in the file
		if isVamp != (len(i.Notes) == 1) || !isVamp && m.Digest() != again.Digest() {
			t.Errorf("%s: notes %q, digests %s and %s", name, i.Notes, m.Digest(), again.Digest())
		}
		sameCodes(t, name, m, again)
		second := weightsOf(t, again)
		if !reflect.DeepEqual(f.Tensors, second.Tensors) {
			t.Errorf("%s: the weights are others when they are exported once more", name)
		}
		if !isVamp && !maps.Equal(f.Metadata, second.Metadata) {
			t.Errorf("%s: metadata %v, then %v", name, f.Metadata, second.Metadata)
		}
		f.Metadata = nil
		if again, _, err = imported(f, c); err != nil || !isVamp && m.Digest() != again.Digest() {
			t.Errorf("%s: without its config: %v", name, err)
		}
	}
}

// sameCodes checks that two models encode images alike, to the bit.
func sameCodes(t *testing.T, name string, a, b *vae.Model) {
	t.Helper()
	in := vae.Input{Images: make([]float32, 4*a.Config().Pixels())}
	for i, v := range normal(3, len(in.Images)) {
		in.Images[i] = float32(math.Abs(float64(v))) / 4
	}
	if a.Config().Conditional {
		in.Labels = []int{2, 5, 9, 5}
	}
	want, err := a.Encode(in)
	if err != nil {
		t.Fatal(err)
	}
	got, err := b.Encode(in)
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%s: other codes: %v", name, err)
	}
}

func TestImport_keepsAFittedPrior(t *testing.T) {
	all := configs(t)
	plain, labelled := all["mlp:7 bernoulli standard false"], all["mlp:7 bernoulli standard true"]
	for name, m := range map[string]*vae.Model{
		"of all": fitted(t, plain, false), "by class": fitted(t, plain, true), "conditional": fitted(t, labelled, true),
		"of a mixture": fitted(t, all["mlp:7 bernoulli mixture false"], false),
	} {
		f := weightsOf(t, m)
		again, i, err := imported(f, vae.Config{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if (name == "of a mixture") != (len(i.Notes) == 1) {
			t.Errorf("%s: notes %q", name, i.Notes)
		}
		have, want := again.Fitted(), m.Fitted()
		if have == nil || have.Components != want.Components || !reflect.DeepEqual(have.Classes, want.Classes) {
			t.Fatalf("%s: the prior is %+v, want %+v", name, have, want)
		}
		for k, tensor := range weightsOf(t, again).Tensors {
			if name == "conditional" && tensor.Name == "prior_by_class" { // of which the file has only the ratios
				for j, v := range tensor.Data {
					if math.Abs(float64(v-f.Tensors[k].Data[j])) > 1e-6 {
						t.Errorf("share %g, want %g", v, f.Tensors[k].Data[j])
					}
				}
				continue
			}
			if !reflect.DeepEqual(tensor, f.Tensors[k]) {
				t.Errorf("%s: %s is another", name, tensor.Name)
			}
		}
	}
}
