package export

import (
	"fmt"
	"slices"
	"strings"
)

// torchNetwork is a class of Python for a network.
type torchNetwork struct {
	Title   string   // of the class
	Inputs  string   // arguments of forward
	Modules []string // assignments in the constructor, without self
	Forward []string // statements
}

// array is a view under its name in a file.
type array struct {
	name string
	view
}

// arrays returns the weights of the network under the names of its class.
func (n network) arrays() (all []array) {
	for _, l := range n.layers {
		name := n.name + "." + l.name
		if l.Kind == "offset" {
			all = append(all, array{name, l.bias})
			continue
		}
		if l.weight.shape != nil {
			all = append(all, array{name + ".weight", l.weight})
		}
		if l.bias.shape != nil {
			all = append(all, array{name + ".bias", l.bias})
		}
	}
	return all
}

// torch returns the class of the network.
func (n network) torch(labelled bool) (torchNetwork, error) {
	t := torchNetwork{Title: strings.ToUpper(n.name[:1]) + n.name[1:], Inputs: "x"}
	if n.name == "decoder" {
		t.Inputs = "z"
	}
	v := variables{"images": "x", "codes": "z", "labels": "y"}
	if labelled {
		t.Inputs += ", y"
	}
	for i, l := range n.layers {
		if constructor := l.torchModule(); constructor != "" {
			t.Modules = append(t.Modules, l.name+" = "+constructor)
		}
		var in []string
		for k, input := range l.inputs {
			x := v[input]
			if l.flatten[k] {
				x += ".flatten(1)"
			}
			in = append(in, x)
		}
		act, err := activationOf(l)
		if err != nil {
			return t, err
		}
		result := fmt.Sprintf(act.torch, l.torchCall(in))
		if l.Kind == "dense" && l.image != nil {
			result += fmt.Sprintf(".unflatten(1, (%s))", commas(l.image))
		}
		if i == len(n.layers)-1 {
			t.Forward = append(t.Forward, "return "+result)
			break
		}
		if l.joins(n.layers[i+1:]) {
			v[l.name] = result
			continue
		}
		v.forget(n.layers[i+1:])
		v[l.name] = v.free()
		t.Forward = append(t.Forward, v[l.name]+" = "+result)
	}
	return t, nil
}

// variables are the variables of Python that hold results of layers, and inputs.
type variables map[string]string

// forget drops the results that none of the layers reads.
func (v variables) forget(layers []layer) {
	for name := range v {
		if !slices.ContainsFunc(layers, func(l layer) bool { return slices.Contains(l.inputs, name) }) {
			delete(v, name)
		}
	}
}

// free returns the first name of a variable that holds nothing: h, h1, h2, …
func (v variables) free() string {
	used := map[string]bool{}
	for _, name := range v {
		used[name] = true
	}
	name := "h"
	for i := 1; used[name]; i++ {
		name = fmt.Sprintf("h%d", i)
	}
	return name
}

// joins reports whether the next layer is a sum, and alone reads the result of this module.
func (l layer) joins(next []layer) bool {
	reads := func(other layer) bool { return slices.Contains(other.inputs, l.name) }
	return l.torchModule() != "" && l.Kind != "offset" && l.Activation == "identity" &&
		next[0].sums() && reads(next[0]) && !slices.ContainsFunc(next[1:], reads)
}

// sums reports whether the result is a sum of inputs, or of an input and weights.
func (l layer) sums() bool { return l.Kind == "add" || l.Kind == "subtract" || l.Kind == "offset" }

// torchModule returns the expression of a layer's module or parameter; "" if it has none.
func (l layer) torchModule() string {
	shape := l.weight.shape
	switch l.Kind {
	case "dense":
		return fmt.Sprintf("nn.Linear(%d, %d)", shape[1], shape[0])
	case "convolution":
		return fmt.Sprintf("nn.Conv2d(%d, %d, %d%s)", shape[1], shape[0], l.Window.Size, l.torchWindow())
	case "transposed convolution":
		return fmt.Sprintf("nn.ConvTranspose2d(%d, %d, %d%s)", shape[0], shape[1], l.Window.Size, l.torchWindow())
	case "offset":
		return fmt.Sprintf("nn.Parameter(torch.zeros(%s))", commas(l.bias.shape))
	}
	return ""
}

// torchWindow returns the arguments of a convolution that are not the defaults.
func (l layer) torchWindow() (text string) {
	w := l.Window
	if w.Stride != 1 {
		text += fmt.Sprintf(", stride=%d", w.Stride)
	}
	if w.Pad != 0 {
		text += fmt.Sprintf(", padding=%d", w.Pad)
	}
	if w.OutputPad != [2]int{} {
		text += fmt.Sprintf(", output_padding=(%d, %d)", w.OutputPad[0], w.OutputPad[1])
	}
	if l.bias.shape == nil {
		text += ", bias=False"
	}
	return text
}

// torchCall returns the expression of a layer's result, without its activation, for its inputs.
func (l layer) torchCall(in []string) string {
	switch l.Kind {
	case "add":
		return strings.Join(in, " + ")
	case "subtract":
		return strings.Join(in, " - ")
	case "concat":
		return "torch.cat([" + strings.Join(in, ", ") + "], 1)"
	case "offset":
		return in[0] + " + self." + l.name
	}
	return "self." + l.name + "(" + in[0] + ")"
}
