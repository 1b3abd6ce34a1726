package vae_test

import (
	"bytes"
	"errors"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"vae"
	"vae/checkpoints"
)

func stateOf(t *testing.T, p *vae.FittedPrior) *checkpoints.State {
	t.Helper()
	state, err := p.State()
	if err != nil {
		t.Fatal(err)
	}
	return state
}

// reload returns what LoadPrior makes of a file with the state.
func reload(t *testing.T, state *checkpoints.State) (*vae.FittedPrior, error) {
	t.Helper()
	var file bytes.Buffer
	if err := checkpoints.Encode(&file, state); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, vae.PriorFile), file.Bytes(), 0o666); err != nil {
		t.Fatal(err)
	}
	return vae.LoadPrior(dir)
}

// TestLoadPrior_isTheInverseOfState checks that a prior is the same after it was in a file, to the
// last bit of draws and densities.
func TestLoadPrior_isTheInverseOfState(t *testing.T) {
	for _, byClass := range []bool{false, true} {
		m := newModel(t, small())
		p := fit(t, m, byClass)
		p.Step, p.Binarize = 12, "dynamic"
		again, err := reload(t, stateOf(t, p))
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(again.PriorFit, p.PriorFit) || !reflect.DeepEqual(stateOf(t, again), stateOf(t, p)) {
			t.Errorf("%+v became %+v", p.PriorFit, again.PriorFit)
		}
		draws := vae.PriorDraws{N: 20, Seed: 3, Temperature: 1}
		if byClass {
			draws.Labels = slices.Repeat([]int{5}, 20)
		}
		before, after := with(t, m, p), with(t, m, again)
		z, err := before.DrawPrior(draws)
		if err != nil {
			t.Fatal(err)
		}
		if other, err := after.DrawPrior(draws); err != nil || !reflect.DeepEqual(z, other) {
			t.Errorf("draws %v became %v, error %v", z, other, err)
		}
		if !slices.Equal(logPrior(t, before, z), logPrior(t, after, z)) {
			t.Error("log-densities changed")
		}
	}
}

// TestLoadPrior_damaged checks that each damage that a digest cannot find, since it was made
// before, is an error of one line.
func TestLoadPrior_damaged(t *testing.T) {
	m := newModel(t, small())
	without := func(s *checkpoints.State, name string) {
		s.Tensors = slices.DeleteFunc(s.Tensors, func(t checkpoints.Tensor) bool { return t.Name == name })
	}
	for want, damage := range map[string]func(s *checkpoints.State){
		"the file holds none":                    func(s *checkpoints.State) { delete(s.Metadata, "prior") },
		"the file has no means of components":    func(s *checkpoints.State) { without(s, "prior/means") },
		"a mixture of 0 components":              func(s *checkpoints.State) { without(s, "prior/weights") },
		"and 0 factors":                          func(s *checkpoints.State) { without(s, "prior/factors") },
		"it has the classes of 0 components":     func(s *checkpoints.State) { without(s, "prior/class") },
		"the weights sum to":                     func(s *checkpoints.State) { s.Tensors[0].Data[0] += 0.5 },
		"numbers that are not finite":            func(s *checkpoints.State) { s.Tensors[1].Data[0] = float32(math.NaN()) },
		"is not lower triangular":                func(s *checkpoints.State) { s.Tensors[2].Data[1] = 1 },
		"a component is of class 3, of 3":        func(s *checkpoints.State) { s.Tensors[3].Data[0] = 3 },
		"a component is of class -1, of 3":       func(s *checkpoints.State) { s.Tensors[3].Data[0] = -1 },
		"a component is of class 0.5, of 3":      func(s *checkpoints.State) { s.Tensors[3].Data[0] = 0.5 },
		"a component is of class 1e+30, of 3":    func(s *checkpoints.State) { s.Tensors[3].Data[0] = 1e30 },
		"a component is of class NaN, of 3":      func(s *checkpoints.State) { s.Tensors[3].Data[0] = float32(math.NaN()) },
		"class 2 has no component of any weight": func(s *checkpoints.State) { s.Tensors[3].Data[4], s.Tensors[3].Data[5] = 1, 1 },
		"class 0 has no component of any weight": weightless,
		"class 2 follows class 2":                func(s *checkpoints.State) { rewrite(s, `"label":5`, `"label":2`) },
		"class two has no images":                func(s *checkpoints.State) { rewrite(s, `"images":1}`, `"images":0}`) },
		"0 classes are outside 1 to 16384":       func(s *checkpoints.State) { rewrite(s, classesText(s), "[]") },
	} {
		state := stateOf(t, fit(t, m, true))
		damage(state)
		_, err := reload(t, state)
		var of *vae.PriorError
		if !errors.As(err, &of) || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("error %v, want %q", err, want)
		}
	}
}

// weightless moves the weights of class 0 to class 1.
func weightless(s *checkpoints.State) {
	w := s.Tensors[0].Data
	w[2], w[3], w[0], w[1] = w[2]+w[0], w[3]+w[1], 0, 0
}

// rewrite changes the text of the metadata.
func rewrite(s *checkpoints.State, from, to string) {
	s.Metadata["prior"] = strings.Replace(s.Metadata["prior"], from, to, 1)
}

// classesText returns the classes in the metadata.
func classesText(s *checkpoints.State) string {
	text := s.Metadata["prior"]
	from := strings.Index(text, `"classes":`) + len(`"classes":`)
	return text[from : from+strings.Index(text[from:], "]")+1]
}

func TestLoadPrior_ofOtherFiles(t *testing.T) {
	m := newModel(t, small())
	state := &checkpoints.State{Metadata: map[string]string{"config": "{}"}}
	for _, p := range m.Parameters() {
		state.Tensors = append(state.Tensors, checkpoints.Tensor{Name: p.Name, Shape: p.Shape, Data: p.Data})
	}
	var of *vae.PriorError
	if _, err := reload(t, state); !errors.As(err, &of) {
		t.Errorf("of a model: error %v", err)
	}
	if _, err := vae.LoadPrior(t.TempDir()); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("of an empty folder: error %v", err)
	}
}

// TestWithPrior_refuses checks what a model does not take as its prior.
func TestWithPrior_refuses(t *testing.T) {
	plain, labelled, wide := newModel(t, small()), newModel(t, conditional()), small()
	wide.Latent = 3
	fewer := conditional()
	fewer.Classes = fewer.Classes[:2]
	moved := newModel(t, small())
	moved.Parameters()[0].Data[0]++
	for want, c := range map[string]struct {
		model   *vae.Model
		fitted  *vae.FittedPrior
		weights *vae.Model // whose digest it is to have
	}{
		"it was fitted to other weights, those of step 0":        {moved, fit(t, plain, false), plain},
		"its codes have 2 dimensions, those of the model 3":      {newModel(t, wide), fit(t, plain, false), newModel(t, wide)},
		"a conditional model needs one that was fitted by label": {labelled, fit(t, plain, false), labelled},
		"it was fitted to other classes than the model was":      {newModel(t, fewer), fit(t, labelled, true), newModel(t, fewer)},
	} {
		c.fitted.Model = c.weights.Digest()
		_, err := c.model.WithPrior(c.fitted)
		var of *vae.PriorError
		if !errors.As(err, &of) || err.Error() != "vae: fitted prior: "+want {
			t.Errorf("error %v, want %q", err, want)
		}
	}
}

// TestDigest_isThatOfTheWeights: it depends on each of them and on nothing else.
func TestDigest_isThatOfTheWeights(t *testing.T) {
	m, same := newModel(t, small()), newModel(t, small())
	want := m.Digest()
	if same.Digest() != want || with(t, m, fit(t, m, true)).Digest() != want || len(want) != 64 {
		t.Errorf("digests %s and %s of the same weights", same.Digest(), want)
	}
	for _, p := range m.Parameters() {
		last := &p.Data[len(p.Data)-1]
		*last = math.Nextafter32(*last, 2)
		if m.Digest() == want {
			t.Errorf("%s does not change the digest", p.Name)
		}
		*last = same.Parameters()[slices.Index(m.Parameters(), p)].Data[len(p.Data)-1]
	}
	if m.Digest() != want {
		t.Error("the digest depends on more than the weights")
	}
}
