package export

import (
	"encoding/binary"
	"fmt"
	"math"
)

// graph is a graph of ONNX, an onnx.GraphProto, to which nodes are added in the order in which
// they run. Field numbers are those of onnx.proto.
type graph struct {
	nodes, weights, inputs, outputs message
	count                           int    // of results that have no name of their own
	prefix                          string // of their names, in the body of a loop
}

// Types of elements, of onnx.TensorProto.DataType.
const (
	float32s = 1
	uint8s   = 2
	int64s   = 7
	bools    = 9
)

// batch is the name of the first axis, whose length is left open.
const batch = "N"

// attribute is a setting of a node, an onnx.AttributeProto.
type attribute message

// number returns the attribute of that name with a number.
func number(name string, v float32) attribute {
	var m message
	m.text(1, name)
	m.float(2, v)
	m.number(20, 1)
	return attribute(m)
}

// integer returns the attribute of that name with an integer.
func integer(name string, v int) attribute {
	var m message
	m.text(1, name)
	m.number(3, int64(v))
	m.number(20, 2)
	return attribute(m)
}

// integers returns the attribute of that name with a list of integers.
func integers(name string, v ...int) attribute {
	var m message
	m.text(1, name)
	m.numbers(8, v)
	m.number(20, 7)
	return attribute(m)
}

// subgraph returns the attribute of that name with a graph.
func subgraph(name string, g *graph) attribute {
	var m message
	m.text(1, name)
	m.bytes(6, g.proto(name))
	m.number(20, 5)
	return attribute(m)
}

// add adds a node and returns the name of its result.
func (g *graph) add(kind string, inputs []string, attributes ...attribute) (result string) {
	g.count++
	result = fmt.Sprintf("%s%s_%d", g.prefix, kind, g.count)
	g.addAs(result, kind, inputs, attributes...)
	return result
}

// addAs adds a node whose result has that name.
func (g *graph) addAs(result, kind string, inputs []string, attributes ...attribute) {
	var node message
	for _, input := range inputs {
		node.text(1, input)
	}
	node.text(2, result)
	node.text(3, result)
	node.text(4, kind)
	for _, a := range attributes {
		node.bytes(5, a)
	}
	g.nodes.bytes(1, node)
}

// weight adds an array of numbers and returns its name.
func (g *graph) weight(name string, t tensor) string {
	data := make([]byte, 0, 4*len(t.data))
	for _, v := range t.data {
		data = binary.LittleEndian.AppendUint32(data, math.Float32bits(v))
	}
	g.array(name, float32s, t.shape, data)
	return name
}

// floats adds a list of numbers, or a single one, as a constant, and returns its name.
func (g *graph) floats(values ...float32) string {
	g.count++
	t := tensor{[]int{len(values)}, values}
	if len(values) == 1 {
		t.shape = nil
	}
	return g.weight(fmt.Sprintf("%sconstant_%d", g.prefix, g.count), t)
}

// integers adds integers as a constant of that shape, and returns its name.
func (g *graph) integers(shape []int, values ...int) (name string) {
	g.count++
	name = fmt.Sprintf("%sconstant_%d", g.prefix, g.count)
	var data []byte
	for _, v := range values {
		data = binary.LittleEndian.AppendUint64(data, uint64(int64(v)))
	}
	g.array(name, int64s, shape, data)
	return name
}

// integer adds one as a constant, and list several as a list.
func (g *graph) integer(v int) string { return g.integers(nil, v) }

func (g *graph) list(values ...int) string { return g.integers([]int{len(values)}, values...) }

func (g *graph) array(name string, kind int, shape []int, data []byte) {
	var t message
	t.numbers(1, shape)
	t.number(2, int64(kind))
	t.text(8, name)
	t.bytes(9, data)
	g.weights.bytes(5, t)
}

// input declares an input with rows of that shape, and output a result.
func (g *graph) input(name string, kind int, shape ...int) {
	g.inputs.bytes(11, valueInfo(name, kind, rowsOf(shape...)))
}

func (g *graph) output(name string, kind int, shape ...int) {
	g.outputs.bytes(12, valueInfo(name, kind, rowsOf(shape...)))
}

// rowsOf returns the onnx.TensorShapeProto of rows of that shape.
func rowsOf(shape ...int) message {
	var sizes, first message
	first.text(2, batch)
	sizes.bytes(1, first)
	for _, n := range shape {
		var size message
		size.number(1, int64(n))
		sizes.bytes(1, size)
	}
	return sizes
}

// valueInfo returns an onnx.ValueInfoProto. shape is nil where it is left open, and empty for a
// single number.
func valueInfo(name string, kind int, shape message) message {
	var tensor, of, info message
	tensor.number(1, int64(kind))
	if shape != nil {
		tensor.bytes(2, shape)
	}
	of.bytes(1, tensor)
	info.text(1, name)
	info.bytes(2, of)
	return info
}

// proto returns the onnx.GraphProto.
func (g *graph) proto(name string) []byte {
	var m message
	m = append(m, g.nodes...)
	m.text(2, name)
	return append(append(append(m, g.weights...), g.inputs...), g.outputs...)
}
