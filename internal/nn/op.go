package nn

import (
	"fmt"
	"hash"
	"hash/fnv"
	"slices"
	"strings"
	"time"

	"github.com/chewxy/hm"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Op is an operation on float32 arrays and its derivative. It is applied once, in one graph: it may
// keep arrays from Shape and Forward for Backward.
type Op interface {
	// Shape returns the shape of the result, or an error if the operation is not defined for inputs
	// of these shapes. It may allocate scratch arrays.
	Shape(in []Shape) (Shape, error)

	// Forward computes out.
	Forward(out []float32, in [][]float32)

	// Backward sets dIn[i] to the derivative of the cost with respect to in[i], given dOut, that
	// with respect to out. dIn[i] is nil if it is not wanted. Backward may overwrite dOut, which is
	// not read again.
	Backward(dIn [][]float32, dOut, out []float32, in [][]float32)
}

// Apply adds the result of an operation. Derivatives flow only to inputs that depend on what
// Minimize or Differentiate differentiates by.
func (b *Builder) Apply(op Op, in ...*Node) *Node {
	if b.err != nil {
		return new(Node)
	}
	shapes := make([]Shape, len(in))
	for i, node := range in {
		shapes[i] = node.Shape()
	}
	shape, err := op.Shape(shapes)
	if err != nil {
		return b.Fail(fmt.Errorf("nn: %T%v: %w", op, shapes, err))
	}
	f := &forward{
		signature: b.signature(b.scope+typeName(op), shapes, shape),
		op:        op,
		layer:     b.layerName(),
		b:         b,
		in:        make([][]float32, len(in)),
		inputs:    in,
		wanted:    make([]bool, len(in)),
	}
	b.timed = append(b.timed, &f.signature)
	b.operations = append(b.operations, f)
	f.node = b.apply(f, in...)
	return f.node
}

// layerName returns the name of a layer that is applied here, "" if nothing is one.
func (b *Builder) layerName() string {
	if b.aside {
		return ""
	}
	return strings.TrimSuffix(b.scope, "/")
}

// apply adds a node for one of the three Gorgonia operations behind an Op.
func (b *Builder) apply(op gorgonia.Op, in ...*Node) *Node {
	node, err := gorgonia.ApplyOp(op, in...)
	if err != nil {
		return b.Fail(fmt.Errorf("nn: %v: %w", op, err))
	}
	return b.unique(node)
}

// signature implements what all our operations have in common for Gorgonia. The number makes each
// one unique, since Gorgonia removes common subexpressions.
type signature struct {
	name   string
	number int
	arity  int
	shape  Shape
	result gorgonia.Value // of that shape, reused by every run
	types  hm.Type
	spent  time.Duration // in all runs so far
}

func (b *Builder) signature(name string, in []Shape, out Shape) signature {
	types := make([]hm.Type, 0, len(in)+1)
	for _, shape := range append(slices.Clone(in), out) {
		types = append(types, typeOf(shape))
	}
	s := signature{
		name:   name,
		number: len(b.hashes),
		arity:  len(in),
		shape:  out,
		types:  hm.NewFnType(types...),
	}
	if !b.params.sketch {
		s.result = newValue(out)
	}
	return s
}

// typeName returns the name of the operation's type without its package.
func typeName(op Op) string {
	name := fmt.Sprintf("%T", op)
	return name[strings.LastIndex(name, ".")+1:]
}

func typeOf(shape Shape) hm.Type {
	if shape.Dims() == 0 {
		return tensor.Float32
	}
	return gorgonia.TensorType{Dims: shape.Dims(), Of: tensor.Float32}
}

func newValue(shape Shape) gorgonia.Value {
	if shape.Dims() == 0 {
		return gorgonia.NewF32(0)
	}
	return tensor.New(tensor.WithShape(shape...), tensor.Of(tensor.Float32))
}

func (s *signature) kept() gorgonia.Value { return s.result }
func (s *signature) String() string       { return fmt.Sprintf("%s#%d", s.name, s.number) }
func (s *signature) Arity() int           { return s.arity }
func (s *signature) Type() hm.Type        { return s.types }
func (s *signature) ReturnsPtr() bool     { return false }
func (s *signature) CallsExtern() bool    { return false }
func (s *signature) OverwritesInput() int { return -1 }

func (s *signature) InferShape(...gorgonia.DimSizer) (tensor.Shape, error) { return s.shape, nil }

func (s *signature) WriteHash(h hash.Hash) { fmt.Fprint(h, s.String()) }

func (s *signature) Hashcode() uint32 {
	h := fnv.New32a()
	s.WriteHash(h)
	return h.Sum32()
}
