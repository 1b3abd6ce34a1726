package export_test

import (
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"vae"
	"vae/checkpoints"
	"vae/export"
)

// TestImport_namesEveryMisfit damages a file in several places at once.
func TestImport_namesEveryMisfit(t *testing.T) {
	f := example()
	f.Tensors[0].Shape = []int{1, 5}                                // fc1.bias
	f.Tensors[3].Shape = []int{2, 2, 2}                             // fc21.weight is of another size
	f.Tensors[3].Data = f.Tensors[3].Data[:8]                       //
	f.Tensors[4].Data, f.Types["fc22.bias"] = nil, "I64"            // no floats
	f.Tensors = append(f.Tensors[:8], f.Tensors[9])                 // without fc4.bias
	f.Tensors = append(f.Tensors, checkpoints.Tensor{Name: "bn.n"}) // of no shape
	_, _, err := imported(f, vae.Config{Height: 4, Width: 3, Likelihood: "gaussian-per-pixel", Activation: "relu"})
	var misfit *export.MisfitError
	if !errors.As(err, &misfit) {
		t.Fatalf("got %v", err)
	}
	want := []string{
		"bn.n is superfluous: it is a single number", "fc1.bias is 1×5: want 5", "fc21.weight is 2×2×2: want 2×5",
		"fc22.bias has numbers of the type I64: want floats", "fc4.bias is missing: want 24", "fc4.weight is 12×5: want 24×5",
	}
	if !slices.Equal(misfit.Faults, want) || misfit.Of != 10 {
		t.Errorf("of %d:\n%s\nwant\n%s", misfit.Of, strings.Join(misfit.Faults, "\n"), strings.Join(want, "\n"))
	}
}

// TestImport_refusesOtherPriors changes the tensors of a prior that has no weights.
func TestImport_refusesOtherPriors(t *testing.T) {
	c := configs(t)["mlp:7 bernoulli standard false"]
	f := weightsOf(t, newModel(t, c))
	i := slices.IndexFunc(f.Tensors, func(t checkpoints.Tensor) bool { return t.Name == "prior_mean" })
	f.Tensors[i].Data[1] = 0.5
	if _, _, err := imported(f, c); err == nil || err.Error() != "prior_mean has other numbers than the prior standard" {
		t.Errorf("got %v", err)
	}
	f.Metadata = nil
	m, _, err := imported(f, c)
	if err != nil || m.Config().Prior != "mixture" {
		t.Errorf("without a config: %v", err)
	}
}

// TestImport_namesLayersThatALayoutLacks gives the weights of PyTorch's example, which has one
// hidden layer, the config of a model with two.
func TestImport_namesLayersThatALayoutLacks(t *testing.T) {
	f, c := example(), configs(t)["mlp:7 bernoulli standard false"]
	c, err := c.WithNetwork("mlp:5,5")
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	f.Metadata = map[string]string{"config": string(text)}
	var misfit *export.MisfitError
	if _, _, err := imported(f, c); !errors.As(err, &misfit) || !slices.Contains(misfit.Faults, "encoder.fc2.weight is missing: want 5×5") {
		t.Errorf("got %v", err)
	}
}

func TestRead_refusesWhatIsNoModel(t *testing.T) {
	c := configs(t)["mlp:7 bernoulli standard false"]
	whole := weightsOf(t, newModel(t, c))
	with := func(key, value string) *checkpoints.Foreign {
		f := *whole
		f.Metadata = maps.Clone(f.Metadata)
		f.Metadata[key] = value
		return &f
	}
	for want, f := range map[string]*checkpoints.Foreign{
		"of no VAE that is known":  {Tensors: []checkpoints.Tensor{{Name: "fc1.weight", Shape: []int{2, 2}}}},
		"its config: unexpected":   with("config", `{"height`),
		"its config: image size":   with("config", strings.Replace(whole.Metadata["config"], `"height":3`, `"height":0`, 1)),
		"its config: json: unknow": with("config", `{"depth":3}`),
		"its classes: ":            with("classes", `7`),
	} {
		_, err := export.Read(f)
		var corrupt *checkpoints.CorruptError
		if !errors.As(err, &corrupt) || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want …%s…", err, want)
		}
	}
}
