package export

import (
	"fmt"
	"math"

	"vae/dist"
)

// Versions of the format of a file of ONNX, and of its operators.
const (
	onnxVersion = 8
	onnxOpset   = 17
)

// asBytes is the option that the encoder takes bytes.
const asBytes = "uint8"

// onnxNames are the names in a file of ONNX of what our layers read beside other layers.
var onnxNames = map[string]string{"images": "image", "codes": "code", "labels": "one_hot"}

// onnx returns encoder.onnx, decoder.onnx and prior.onnx.
func onnx(s *Subject) ([]File, error) {
	all, err := networks(s.Model.Config(), s.Model.Layers())
	if err != nil {
		return nil, err
	}
	metadata, err := s.metadata()
	if err != nil {
		return nil, err
	}
	var files []File
	add := func(name string, g *graph, err error) error {
		if err != nil {
			return err
		}
		model := onnxModel(g, name, metadata)
		if len(model) > math.MaxInt32 {
			return fmt.Errorf("%s.onnx would have %d bytes, and ONNX has room for %d", name, len(model), math.MaxInt32)
		}
		files = append(files, content(name+".onnx", model))
		return nil
	}
	for _, n := range all {
		g := &graph{}
		if err := add(n.name, g, n.onnx(s, g)); err != nil {
			return nil, err
		}
	}
	g, err := onnxPrior(s)
	return files, add("prior", g, err)
}

// onnxModel returns an onnx.ModelProto.
func onnxModel(g *graph, name string, metadata []entry) []byte {
	var m, opset message
	m.number(1, onnxVersion)
	m.text(2, "vae")
	m.bytes(7, g.proto(name))
	opset.number(2, onnxOpset)
	m.bytes(8, opset)
	for _, e := range metadata {
		var property message
		property.text(1, e.key)
		property.text(2, e.value)
		m.bytes(14, property)
	}
	return m
}

// onnx adds the network: its inputs, layers and outputs.
func (n network) onnx(s *Subject, g *graph) error {
	c := s.Model.Config()
	image := []int{c.Shape().C, c.Height, c.Width}
	switch {
	case n.name == "decoder":
		g.input("code", float32s, c.Latent)
	case s.Options[asBytes]:
		g.input("image_bytes", uint8s, image...)
		pixels := g.add("Cast", []string{"image_bytes"}, integer("to", float32s))
		g.addAs("image", "Div", []string{pixels, g.floats(255)})
	default:
		g.input("image", float32s, image...)
	}
	if c.Conditional {
		g.input("class", int64s)
		g.addAs("one_hot", "OneHot", []string{"class", g.integer(len(c.Classes)), g.floats(0, 1)})
	}
	last, err := n.onnxLayers(g)
	if err != nil {
		return err
	}
	if n.name == "encoder" {
		g.addAs("mean", "Slice", g.part(last, 0, c.Latent))
		logVar := g.add("Slice", g.part(last, c.Latent, 2*c.Latent))
		g.addAs("logvar", "Clip", []string{logVar, g.floats(dist.MinLogVar), g.floats(dist.MaxLogVar)})
		g.output("mean", float32s, c.Latent)
		g.output("logvar", float32s, c.Latent)
		return nil
	}
	l, err := likelihoodOf(c)
	if err != nil {
		return err
	}
	g.addAs("params", "Identity", []string{last})
	params := []string{"params"}
	if k := len(l.params); k > 1 {
		params = nil
		for i := range k {
			params = append(params, g.add("Slice", g.part("params", i*image[0], (i+1)*image[0])))
		}
	}
	g.addAs("mean", "Identity", []string{l.mean(g, params...)})
	g.output("params", float32s, len(l.params)*image[0], image[1], image[2])
	g.output("mean", float32s, image...)
	return nil
}

// part returns the inputs of a Slice of columns or channels from to to.
func (g *graph) part(x string, from, to int) []string {
	return []string{x, g.list(from), g.list(to), g.list(1)}
}

// onnxLayers adds the layers and returns the name of the last result.
func (n network) onnxLayers(g *graph) (last string, err error) {
	results := map[string]string{}
	for name, result := range onnxNames {
		results[name] = result
	}
	for _, l := range n.layers {
		var in []string
		for i, input := range l.inputs {
			x := results[input]
			if l.flatten[i] {
				x = g.add("Flatten", []string{x}, integer("axis", 1))
			}
			in = append(in, x)
		}
		last = n.onnxLayer(g, l, in)
		act, err := activationOf(l)
		if err != nil {
			return "", err
		}
		last = act.onnx(g, last)
		if l.Kind == "dense" && l.image != nil {
			shape := append([]int{0}, l.image...) // 0: as many rows as there are
			last = g.add("Reshape", []string{last, g.list(shape...)})
		}
		results[l.name] = last
	}
	return last, nil
}

// onnxLayer adds a layer without its activation.
func (n network) onnxLayer(g *graph, l layer, in []string) string {
	name := n.name + "." + l.name
	if l.weight.shape != nil {
		in = append(in, g.weight(name+".weight", tensor{l.weight.shape, l.weight.data()}))
	}
	if l.bias.shape != nil {
		in = append(in, g.weight(name+".bias", tensor{l.bias.shape, l.bias.data()}))
	}
	switch l.Kind {
	case "dense":
		return g.add("Gemm", in, integer("transB", 1))
	case "convolution":
		return g.add("Conv", in, windowOf(l)...)
	case "transposed convolution":
		return g.add("ConvTranspose", in, append(windowOf(l), integers("output_padding", l.Window.OutputPad[:]...))...)
	case "concat":
		return g.add("Concat", in, integer("axis", 1))
	case "subtract":
		return g.add("Sub", in)
	}
	return g.add("Add", in) // add, and offset
}

// windowOf returns the attributes of a convolution.
func windowOf(l layer) []attribute {
	w := l.Window
	return []attribute{
		integers("kernel_shape", w.Size, w.Size), integers("pads", w.Pad, w.Pad, w.Pad, w.Pad),
		integers("strides", w.Stride, w.Stride),
	}
}
