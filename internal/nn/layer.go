package nn

import "strings"

// Layer is what a layer of a network says of itself: all that another program needs to build it.
type Layer struct {
	Name       string   // its scope, such as "encoder/fc1"
	Kind       string   // such as "dense"
	Inputs     []string // the names of the layers and inputs that it reads, in order
	In, Out    Shape    // of one row: what it reads and what it gives
	Activation string   // of its result
	Params     []*Param // in the order of the kind, such as weight and bias
}

// layered is an operation that is a layer of a network where it stands in a scope.
type layered interface {
	// Layer returns the kind of layer and the name of its activation.
	Layer() (kind, activation string)
}

// Layers returns the layers that the graph has so far, each after those that it reads. What is no
// layer, such as a part of a distribution, carries on the name of what it reads first.
func (b *Builder) Layers() []Layer {
	names := map[*Node]string{} // of the layer or input whose values a node carries on
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
		if !ok || f.scope == "" {
			names[f.node] = names[f.inputs[0]]
			continue
		}
		l := Layer{Name: f.scope, Out: f.shape[1:]}
		l.Kind, l.Activation = op.Layer()
		for _, input := range f.inputs {
			if p := params[input]; p != nil {
				l.Params = append(l.Params, p)
				continue
			}
			l.Inputs = append(l.Inputs, names[input])
			l.In = input.Shape()[1:]
		}
		names[f.node] = l.Name
		all = append(all, l)
	}
	return all
}
