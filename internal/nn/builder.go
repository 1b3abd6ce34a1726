package nn

import (
	"fmt"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Builder adds nodes to a graph. The first error sticks: later calls do nothing and return an
// unusable node, and Compile reports the error.
type Builder struct {
	*shared
	scope string
	aside bool // its operations are no layers of the network
	fine  bool // its layers have fine sums
}

// shared is what a builder and its scopes have in common.
type shared struct {
	graph      *gorgonia.ExprGraph
	params     *Params
	inputs     map[*Node][]float32
	weights    map[*Param]*Node
	operations []*forward // in the order of application
	repeated   map[repetition]*Node
	watched    []watched
	hashes     map[uint32]*Node
	trained    []*Param // what Minimize differentiates by, in the order of params
	gradients  []*Node  // with respect to trained
	timed      []*signature
	followed   bool // the graph has been differentiated
	err        error
}

// inputPrefix begins the names of inputs in the graph.
const inputPrefix = "input/"

// NewBuilder returns a builder of a new graph over the given weights.
func NewBuilder(params *Params) *Builder {
	return &Builder{shared: &shared{
		graph:    gorgonia.NewGraph(),
		params:   params,
		inputs:   map[*Node][]float32{},
		weights:  map[*Param]*Node{},
		hashes:   map[uint32]*Node{},
		repeated: map[repetition]*Node{},
	}}
}

// Scope returns a builder of the same graph that prefixes the names of weights with name and a
// slash.
func (b *Builder) Scope(name string) *Builder {
	c := *b
	c.scope += name + "/"
	return &c
}

// Aside returns a builder of the same graph and scope whose operations Layers leaves out, for a
// network that stands in the graph a second time.
func (b *Builder) Aside() *Builder {
	c := *b
	c.aside = true
	return &c
}

// Fine returns a builder of the same graph and scope whose layers add up their products such that
// the sums of many err less, for results that other programs compute as well. Training and what is
// measured of it are not fine: they keep the bits that they had.
func (b *Builder) Fine() *Builder {
	c := *b
	c.fine = true
	return &c
}

// Err returns the first error of any builder of this graph.
func (b *Builder) Err() error { return b.err }

// Fail records an error, unless there is one already, and returns a stand-in node.
func (b *Builder) Fail(err error) *Node {
	if b.err == nil {
		b.err = err
	}
	return new(Node)
}

// Input adds an array of one or more dimensions that the caller fills between runs: see
// Program.Input. The name must be unique in the graph.
func (b *Builder) Input(name string, shape ...int) *Node {
	if b.err != nil {
		return new(Node)
	}
	data := make([]float32, Shape(shape).TotalSize())
	node := b.variable(inputPrefix+name, shape, data)
	b.inputs[node] = data
	return node
}

// Constant adds an array that never changes.
func (b *Builder) Constant(data []float32, shape ...int) *Node {
	if b.err != nil {
		return new(Node)
	}
	return b.variable(fmt.Sprintf("constant/%d", len(b.hashes)), shape, data)
}

// Param returns the node of the weights of that name in this scope, one in the graph. Weights that
// do not exist yet are created by init.
func (b *Builder) Param(name string, init Initializer, shape ...int) *Node {
	if b.err != nil {
		return new(Node)
	}
	param, err := b.params.get(b.scope+name, init, shape)
	if err != nil {
		return b.Fail(err)
	}
	if b.weights[param] == nil {
		b.weights[param] = b.variable(param.Name, shape, param.Data)
	}
	return b.weights[param]
}

// variable adds a node without an operation, bound to data. Every node gets a tensor header of its
// own: two machines must not share one.
func (b *Builder) variable(name string, shape Shape, data []float32) *Node {
	options := []gorgonia.NodeConsOpt{gorgonia.WithName(name), gorgonia.WithShape(shape...)}
	if data != nil { // nil in a sketch
		value := tensor.New(tensor.WithShape(shape...), tensor.WithBacking(data))
		options = append(options, gorgonia.WithValue(value))
	}
	return b.unique(gorgonia.NewTensor(b.graph, tensor.Float32, shape.Dims(), options...))
}

// unique records a new node. An equal hash is an error: Gorgonia takes nodes with the same 32-bit
// hash for the same node.
func (b *Builder) unique(node *Node) *Node {
	hash := node.Hashcode()
	if other, ok := b.hashes[hash]; ok {
		return b.Fail(fmt.Errorf("nn: nodes %v and %v have the same hash", other, node))
	}
	b.hashes[hash] = node
	return node
}
