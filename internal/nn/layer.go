package nn

import "strings"

// Layer describes a layer of a network: all that another program needs to build it.
type Layer struct {
	Name       string   // its scope, such as "encoder/fc1"
	Kind       string   // such as "dense"
	Inputs     []string // the names of the layers and inputs that it reads, in order
	In, Out    Shape    // of one row of its input and of its result; of an image (H, W, C)
	Activation string   // of its result
	Params     []*Param // in the order of the kind, such as weight and bias
	Window     *Window  // of a convolution, else nil
}

// Window is how a convolution moves over an image, in pixels.
type Window struct {
	Size, Stride, Pad int
	OutputPad         [2]int // of a transposed convolution: height and width beyond the last window
}

// windowed is a layer of images.
type windowed interface {
	// Window returns the shapes of an image and of its result, and how the layer moves over it.
	Window() (in, out Shape, w Window)
}

// layered is an operation that is a layer of a network if it is applied in a scope.
type layered interface {
	// Layer returns the kind of layer and the name of its activation.
	Layer() (kind, activation string)
}

// Layers returns the layers of the graph so far, each after those that it reads. Other operations,
// such as parts of distributions, pass on the name of their first input.
func (b *Builder) Layers() []Layer {
	names := map[*Node]string{} // of the layer or input behind a node
	params := map[*Node]*Param{}
	for param, node := range b.weights {
		params[node] = param
	}
	for node := range b.inputs {
		names[node] = strings.TrimPrefix(node.Name(), inputPrefix)
	}
	var all []Layer
	for _, f := range b.operations {
		op, ok := f.op.(layered)
		if !ok || f.layer == "" {
			names[f.node] = names[f.inputs[0]]
			continue
		}
		l := Layer{Name: f.layer, Out: f.shape[1:]}
		l.Kind, l.Activation = op.Layer()
		for _, input := range f.inputs {
			if p := params[input]; p != nil {
				l.Params = append(l.Params, p)
				continue
			}
			l.Inputs = append(l.Inputs, names[input])
			l.In = input.Shape()[1:]
		}
		if op, ok := f.op.(windowed); ok {
			var w Window
			l.In, l.Out, w = op.Window()
			l.Window = &w
		}
		names[f.node] = l.Name
		all = append(all, l)
	}
	return all
}
