package export

import (
	"fmt"
	"slices"
	"strings"

	"vae"
)

// network is an encoder or a decoder in the conventions of PyTorch and ONNX: images are (N, C, H,
// W), and weights have the layouts of torch.nn.
type network struct {
	name   string // encoder or decoder
	layers []layer
}

// layer is a layer with what its translation needs beside the description.
type layer struct {
	vae.Layer
	name    string   // below the network, such as fc1 or res1_conv1
	inputs  []string // likewise, or images, codes or labels
	flatten []bool   // of each input: they are images, and read as rows
	image   []int    // (C, H, W) of the result; nil if it is rows
	weight  view
	bias    view
}

// view is an array of weights as torch.nn has it; its name comes from who writes it.
type view struct {
	shape []int
	of    *vae.Parameter // ours
	order func() []int   // returns the place in of of each number
}

// data returns the numbers.
func (v view) data() (data []float32) {
	for _, place := range v.order() {
		data = append(data, v.of.Data[place])
	}
	return data
}

// tensor is an array of numbers; its name comes from who writes it.
type tensor struct {
	shape []int
	data  []float32
}

// value is what a layer gives or an input is: rows of numbers, or images.
type value struct {
	image []int // (C, H, W), or nil
	order []int // of each number, flattened as PyTorch does, its place in a row of ours
}

// rows returns n numbers that have one order.
func rows(n int) value {
	return value{order: places(n)}
}

// places returns 0, 1, … n − 1.
func places(n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	return all
}

// images returns images of K numbers for each of H·W·C, which are (K, H, W, C) in our order and
// (K·C, H, W) in that of PyTorch.
func images(k, h, w, c int) value {
	v := value{image: []int{k * c, h, w}}
	for plane := range k * c {
		for pixel := range h * w {
			v.order = append(v.order, (plane/c*h*w+pixel)*c+plane%c)
		}
	}
	return v
}

// translator brings the layers of a model to the conventions of PyTorch.
type translator struct {
	config vae.Config
	layers []vae.Layer
	values map[string]value // by the names of layers and inputs
}

// networks returns the encoder and the decoder of models of the config, which have these layers.
func networks(c vae.Config, layers []vae.Layer) (all [2]network, err error) {
	t := translator{c, layers, map[string]value{
		"images": images(1, c.Height, c.Width, c.Shape().C), "codes": rows(c.Latent), "labels": rows(len(c.Classes)),
	}}
	all = [2]network{{name: "encoder"}, {name: "decoder"}}
	for _, l := range t.layers {
		to := &all[slices.IndexFunc(all[:], func(n network) bool { return strings.HasPrefix(l.Name+"/", n.name+"/") })]
		translated, err := t.translate(to.name, l)
		if err != nil {
			return all, err
		}
		to.layers = append(to.layers, translated)
	}
	return all, nil
}

// translate translates a layer of the network, and records what it gives.
func (t translator) translate(network string, l vae.Layer) (to layer, err error) {
	local := func(name string) string {
		return strings.ReplaceAll(strings.TrimPrefix(name, network+"/"), "/", "_")
	}
	given := t.result(l)
	t.values[l.Name] = given
	to = layer{Layer: l, name: local(l.Name), image: given.image}
	for _, input := range l.Inputs {
		to.inputs = append(to.inputs, local(input))
		asRows := t.values[input].image != nil && (l.Kind == "dense" || l.Kind == "concat")
		to.flatten = append(to.flatten, asRows)
	}
	switch l.Kind {
	case "dense":
		to.weight, to.bias = dense(l.Params, t.values[l.Inputs[0]].order, given.order)
	case "convolution", "transposed convolution":
		to.weight = window(l.Params[0])
		if len(l.Params) > 1 {
			to.bias = view{l.Params[1].Shape, l.Params[1], func() []int { return places(l.Out[2]) }}
		}
	case "offset":
		to.bias = view{given.image, l.Params[0], func() []int { return given.order }}
	case "concat", "add", "subtract":
	default:
		err = fmt.Errorf("the layer %s is a %s, which other programs are not told of yet", l.Name, l.Kind)
	}
	return to, err
}

// result returns what a layer gives. The last one of the decoder gives images, and so does a dense
// one that a convolution reads.
func (t translator) result(l vae.Layer) value {
	switch {
	case l.Name == t.layers[len(t.layers)-1].Name:
		s := t.config.Shape()
		return images(l.Out.TotalSize()/s.Size(), s.H, s.W, s.C)
	case l.Window != nil:
		return images(1, l.Out[0], l.Out[1], l.Out[2])
	case l.Kind == "concat":
		var both value
		for _, input := range l.Inputs {
			before := len(both.order)
			for _, place := range t.values[input].order {
				both.order = append(both.order, before+place)
			}
		}
		return both
	case l.Kind == "dense":
		for _, reader := range t.layers {
			if reader.Window != nil && slices.Contains(reader.Inputs, l.Name) {
				return images(1, reader.In[0], reader.In[1], reader.In[2])
			}
		}
		return rows(l.Out.TotalSize())
	}
	return t.values[l.Inputs[0]]
}

// dense returns weight (out, in) and bias (out) of torch.nn.Linear for weight (in, out) and bias.
func dense(params []*vae.Parameter, in, out []int) (weight, bias view) {
	order := func() []int {
		order := make([]int, 0, len(out)*len(in))
		for _, to := range out {
			for _, from := range in {
				order = append(order, from*len(out)+to)
			}
		}
		return order
	}
	return view{[]int{len(out), len(in)}, params[0], order}, view{[]int{len(out)}, params[1], func() []int { return out }}
}

// window returns the weight (C′, C, H, W) of torch.nn.Conv2d for one (H, W, C, C′), and that of
// ConvTranspose2d for a transposed convolution.
func window(p *vae.Parameter) view {
	h, w, c, out := p.Shape[0], p.Shape[1], p.Shape[2], p.Shape[3]
	order := func() []int {
		order := make([]int, 0, h*w*c*out)
		for to := range out {
			for from := range c {
				for tap := range h * w {
					order = append(order, (tap*c+from)*out+to)
				}
			}
		}
		return order
	}
	return view{[]int{out, c, h, w}, p, order}
}
