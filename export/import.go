package export

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"vae"
	"vae/checkpoints"
)

// Import is a model that another program has stored, or vae export for it.
type Import struct {
	Layout string     // of its weights: see Layouts
	Config vae.Config // all of it if Told; else the networks, as the shapes of the weights have them
	Told   bool       // the file holds the config

	Binarize string   // how the images of the training were binarised; "" if it is not known
	Notes    []string // what of the model the file cannot hold, and what takes its place

	classes []vae.Class // of the prior

	layout layout
	found  map[string]checkpoints.Tensor
	types  map[string]string
}

// Read recognises the model in a file. The error is a *checkpoints.CorruptError without a path.
func Read(f *checkpoints.Foreign) (*Import, error) {
	i := &Import{Binarize: f.Metadata["binarize"]}
	if err := i.take(f); err != nil {
		return nil, err
	}
	if err := i.recognise(); err != nil {
		return nil, err
	}
	for _, part := range []struct {
		key string
		to  any
	}{{"config", &i.Config}, {"classes", &i.classes}} {
		text := f.Metadata[part.key]
		if text == "" {
			continue
		}
		if err := json.Unmarshal([]byte(text), part.to); err != nil {
			return nil, refused("its %s: %v", part.key, err)
		}
	}
	i.Told = f.Metadata["config"] != ""
	if !i.Told {
		return i, i.infer()
	}
	if err := i.Config.Validate(); err != nil {
		return nil, refused("its config: %v", err)
	}
	return i, i.replacePrior()
}

// take takes the tensors of a file, by their names without those of wrappers.
func (i *Import) take(f *checkpoints.Foreign) error {
	i.found, i.types = map[string]checkpoints.Tensor{}, map[string]string{}
	seen := map[wrapper]bool{}
	for _, t := range f.Tensors {
		name := unwrapped(t.Name, seen)
		if other, ok := i.found[name]; ok {
			return refused("%s and %s are both %s", other.Name, t.Name, name)
		}
		i.found[name], i.types[name] = t, f.Types[t.Name]
	}
	for _, w := range wrappers {
		if seen[w] {
			i.Notes = append(i.Notes, fmt.Sprintf("its names have %s. of %s, which is left out", w.name, w.of))
		}
	}
	return nil
}

// refused returns the error of a file that holds no model that is known.
func refused(format string, args ...any) error {
	return &checkpoints.CorruptError{Offset: -1, Reason: fmt.Sprintf(format, args...)}
}

// posterior is the layer by whose weight a layout is recognised.
const posterior = "encoder.posterior.weight"

// recognise finds the layout of the weights.
func (i *Import) recognise() error {
	var wanted []string
	for _, item := range layouts {
		i.Layout, i.layout = item.Name, item.Value
		if i.shape(posterior) != nil {
			return nil
		}
		wanted = append(wanted, strings.Join(i.layout.names(posterior), " and ")+" ("+item.Help+")")
	}
	return refused("a safetensors file, but of no VAE that is known: it has no matrix %s", strings.Join(wanted, ", nor "))
}

// shape returns the shape of a weight of model.py, whose rows the file may have in several arrays;
// nil if it has not all of them, or if it is no array of two dimensions or more.
func (i *Import) shape(name string) (shape []int) {
	for _, part := range i.layout.names(name) {
		t, ok := i.found[part]
		if !ok || len(t.Shape) < 2 {
			return nil
		}
		if shape == nil {
			shape = slices.Clone(t.Shape)
			continue
		}
		shape[0] += t.Shape[0]
	}
	return shape
}

// infer sets what the shapes of the weights say of the networks.
func (i *Import) infer() error {
	var filters, hidden []string
	for n := 1; i.shape(fmt.Sprintf("encoder.conv%d.weight", n)) != nil; n++ {
		filters = append(filters, fmt.Sprint(i.shape(fmt.Sprintf("encoder.conv%d.weight", n))[0]))
	}
	for n := 1; i.shape(fmt.Sprintf("encoder.fc%d.weight", n)) != nil; n++ {
		hidden = append(hidden, fmt.Sprint(i.shape(fmt.Sprintf("encoder.fc%d.weight", n))[0]))
	}
	net := "mlp:" + strings.Join(hidden, ",")
	if filters != nil {
		net = "conv:" + strings.Join(filters, ",") + "/" + strings.Join(hidden, ",")
	}
	for name := range i.found {
		if strings.HasPrefix(name, "encoder.res") && !strings.HasSuffix(net, "+res") {
			net += "+res"
		}
	}
	c, err := vae.Config{Activation: i.layout.activation}.WithNetwork(net)
	if err != nil {
		return refused("%v", err)
	}
	if c.Activation != "" {
		i.Notes = append(i.Notes, fmt.Sprintf("its names are those of %s: the activation is %s unless another is named", i.layout.of, c.Activation))
	}
	c.Latent = i.shape(posterior)[0] / 2
	i.Config = c
	i.Config.Conditional = i.labels() > 0
	i.inferPrior()
	return nil
}

// labels returns the number of classes that the decoder reads beside a code.
func (i *Import) labels() int {
	for _, first := range []string{"decoder.fc1.weight", "decoder.pixels.weight"} {
		if shape := i.shape(first); shape != nil {
			return max(0, shape[1]-i.Config.Latent)
		}
	}
	return 0
}

// Shape returns the shape of images of so many pixels. The error says why the weights are not of
// such.
func (i *Import) Shape(height, width int) (s vae.Shape, err error) {
	s = vae.Shape{C: 1, H: height, W: width}
	if conv := i.shape("encoder.conv1.weight"); conv != nil {
		s.C = conv[1]
		return s, nil
	}
	pixels := i.Pixels()
	for _, s.C = range []int{1, 3} {
		if s.Size() == pixels {
			return s, nil
		}
	}
	return s, fmt.Errorf("the weights are of images of %d numbers, not of %d×%d, grey or in colour", pixels, height, width)
}

// Pixels returns of how many numbers images are; 0 if the shapes of the weights do not say.
func (i *Import) Pixels() int {
	for _, first := range []string{"encoder.conv1.weight", "encoder.fc1.weight", posterior} {
		if shape := i.shape(first); len(shape) == 2 {
			return shape[1] - i.labels()
		} else if shape != nil {
			return 0
		}
	}
	return 0
}
