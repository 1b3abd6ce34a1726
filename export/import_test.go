package export_test

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"math"
	"reflect"
	"runtime"
	"slices"
	"strings"
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

// example returns the weights of the VAE among PyTorch's examples, for images of 4×3.
func example() *checkpoints.Foreign {
	f := &checkpoints.Foreign{Types: map[string]string{}}
	for i, layer := range []struct {
		name    string
		out, in int
	}{{"fc1", 5, 12}, {"fc21", 2, 5}, {"fc22", 2, 5}, {"fc3", 5, 2}, {"fc4", 12, 5}} {
		f.Tensors = append(f.Tensors,
			checkpoints.Tensor{Name: layer.name + ".bias", Shape: []int{layer.out}, Data: normal(uint64(2*i), layer.out)},
			checkpoints.Tensor{Name: layer.name + ".weight", Shape: []int{layer.out, layer.in}, Data: normal(uint64(2*i+1), layer.out*layer.in)})
	}
	return f
}

// linear returns W·x + b in float64, for the weight (out, in) and the bias of a layer.
func linear(f *checkpoints.Foreign, layer string, x []float64) []float64 {
	find := func(name string) []float32 {
		return f.Tensors[slices.IndexFunc(f.Tensors, func(t checkpoints.Tensor) bool { return t.Name == layer+name })].Data
	}
	y := make([]float64, len(find(".bias")))
	for i, b := range find(".bias") {
		y[i] = float64(b)
		for j, v := range x {
			y[i] += float64(find(".weight")[i*len(x)+j]) * v
		}
	}
	return y
}

func relu(x []float64) []float64 {
	for i, v := range x {
		x[i] = max(0, v)
	}
	return x
}

// TestImport_computesPyTorchsExample compares the model with the formulas of that program:
// h = relu(fc1(x)), mean = fc21(h), logvar = fc22(h), image = sigmoid(fc4(relu(fc3(z)))).
func TestImport_computesPyTorchsExample(t *testing.T) {
	f := example()
	m, i, err := imported(f, vae.Config{Height: 4, Width: 3, Likelihood: "bernoulli", Activation: "relu"})
	if err != nil {
		t.Fatal(err)
	}
	if c := m.Config(); i.Layout != "example" || i.Told || c.Network() != "mlp:5" || c.Latent != 2 || c.Activation != "relu" {
		t.Errorf("layout %s, config %+v", i.Layout, c)
	}
	image, x := make([]float32, 12), make([]float64, 12)
	for k := range image {
		image[k] = float32(k) / 12
		x[k] = float64(image[k])
	}
	codes, err := m.Encode(vae.Input{Images: image})
	if err != nil {
		t.Fatal(err)
	}
	h := relu(linear(f, "fc1", x))
	near(t, "mean", codes.Mean, linear(f, "fc21", h))
	near(t, "logvar", codes.LogVar, linear(f, "fc22", h))
	decoded, err := m.Decode(vae.Input{Codes: codes.Mean})
	if err != nil {
		t.Fatal(err)
	}
	want := linear(f, "fc4", relu(linear(f, "fc3", linear(f, "fc21", h))))
	for k, v := range want {
		want[k] = 1 / (1 + math.Exp(-v))
	}
	near(t, "image", decoded, want)
}

// near compares numbers of a few units, which sums of a dozen products of float32 have to 1e-5.
func near(t *testing.T, what string, got []float32, want []float64) {
	t.Helper()
	for i, v := range want {
		if math.Abs(float64(got[i])-v) > 1e-5 {
			t.Errorf("%s %d is %g, want %g", what, i, got[i], v)
		}
	}
}

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

func ExampleRead() {
	i, err := export.Read(example())
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(i.Layout, i.Config.Network(), i.Config.Latent, i.Pixels())
	// Output: example mlp:5 2 12
}

// FuzzRead reads files whose headers are of models, or nearly: memory follows the size of a file,
// whatever its config and its shapes claim.
func FuzzRead(f *testing.F) {
	add := func(metadata map[string]string, tensors []checkpoints.Tensor) {
		var file bytes.Buffer
		if err := checkpoints.EncodeWeights(&file, metadata, tensors); err != nil {
			f.Fatal(err)
		}
		f.Add(file.Bytes())
	}
	var model checkpoints.Foreign
	for _, net := range []string{"mlp:2", "conv:1/2+res"} {
		c, err := vae.Config{Latent: 1, Likelihood: "laplace", Prior: "mixture", Options: vae.Options{"components": 2}}.WithNetwork(net)
		if err != nil {
			f.Fatal(err)
		}
		m, err := vae.New(c.WithShape(vae.Shape{C: 1, H: 2, W: 2}), 1, vae.Start{Mean: make([]float32, 4)})
		if err != nil {
			f.Fatal(err)
		}
		model = *weightsOf(f, m)
		add(model.Metadata, model.Tensors)
		add(nil, model.Tensors)
	}
	add(nil, example().Tensors)
	huge := strings.Replace(model.Metadata["config"], `"latent":1`, `"latent":100000`, 1)
	add(map[string]string{"config": huge}, model.Tensors)
	f.Fuzz(func(t *testing.T, file []byte) {
		read, err := checkpoints.DecodeForeign(bytes.NewReader(file), int64(len(file)))
		if err != nil {
			return
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		i, err := export.Read(read)
		if err == nil && !i.Told {
			if i.Config.Activation, i.Config.Likelihood = "relu", "laplace"; i.Config.Conditional {
				return
			}
			i.Config = i.Config.WithShape(vae.Shape{C: 1, H: 2, W: 2})
			err = i.Config.Validate()
		}
		if err == nil {
			_, err = i.Model(i.Config)
		}
		runtime.ReadMemStats(&after)
		if got, limit := after.TotalAlloc-before.TotalAlloc, uint64(1<<28); got > limit {
			t.Errorf("%d bytes allocated for a file of %d", got, len(file))
		}
		_ = err // of any kind
	})
}
