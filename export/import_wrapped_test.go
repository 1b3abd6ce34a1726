package export_test

import (
	"slices"
	"strings"
	"testing"

	"vae"
	"vae/checkpoints"
	"vae/export"
)

// TestImport_leavesWrappersOut reads weights as DataParallel and torch.compile name them, around the
// whole model or a part of it.
func TestImport_leavesWrappersOut(t *testing.T) {
	c := configs(t)["conv:3,4/6+res bernoulli mixture false"]
	m := newModel(t, c)
	for name, s := range map[string]struct {
		wrap func(string) string
		want []string // words of the notes
	}{
		"parallel": {func(name string) string { return "module." + name }, []string{"module. of DataParallel"}},
		"compiled": {func(name string) string { return "_orig_mod." + name }, []string{"_orig_mod. of torch.compile"}},
		"both": {func(name string) string { return "module._orig_mod." + name },
			[]string{"module. of DataParallel", "_orig_mod. of torch.compile"}},
		"a part": {func(name string) string { return strings.Replace(name, "encoder.", "encoder._orig_mod.", 1) },
			[]string{"_orig_mod. of torch.compile"}},
		"none": {func(name string) string { return name }, nil},
	} {
		f := weightsOf(t, m)
		for i := range f.Tensors {
			f.Tensors[i].Name = s.wrap(f.Tensors[i].Name)
		}
		again, i, err := imported(f, c)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if again.Digest() != m.Digest() {
			t.Errorf("%s: other weights", name)
		}
		if !slices.EqualFunc(i.Notes, s.want, strings.Contains) {
			t.Errorf("%s: notes %q, want %q", name, i.Notes, s.want)
		}
	}
	f := example()
	for i := range f.Tensors {
		f.Tensors[i].Name = "module." + f.Tensors[i].Name
	}
	if _, i, err := imported(f, vae.Config{Height: 4, Width: 3, Likelihood: "bernoulli", Activation: "relu"}); err != nil || i.Layout != "example" {
		t.Errorf("PyTorch's example: %v", err)
	}
}

func TestRead_refusesAWeightThatIsThereTwice(t *testing.T) {
	f := example()
	f.Tensors = append(f.Tensors, checkpoints.Tensor{Name: "module.fc1.bias", Shape: []int{5}, Data: make([]float32, 5)})
	if _, err := export.Read(f); err == nil || err.Error() != "fc1.bias and module.fc1.bias are both fc1.bias" {
		t.Errorf("got %v", err)
	}
}
