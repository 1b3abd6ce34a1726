package export_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"vae"
	"vae/checkpoints"
	"vae/export"
)

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

func ExampleRead() {
	i, err := export.Read(example())
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(i.Layout, i.Config.Network(), i.Config.Latent, i.Pixels())
	// Output: example mlp:5 2 12
}
