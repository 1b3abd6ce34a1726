// Package nn builds layers as nodes of a Gorgonia graph.
//
// A Builder adds nodes; Params holds the weights outside any graph, so that graphs of other batch
// sizes share them; Compile turns the graph into a Program that runs. Networks are made of a few
// fused operations of our own (Op), each with its forward and backward pass side by side and its
// buffers inside: stock operations allocate every intermediate on every run.
//
// Letters of shapes: B images, S draws of each, R rows of any kind, N columns, Z latent dimensions.
package nn

import (
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Node is a value in a graph: an input, weights or the result of an operation.
type Node = gorgonia.Node

// Shape is the size of each dimension of an array; the empty shape is a scalar's.
type Shape = tensor.Shape
