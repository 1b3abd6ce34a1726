package format

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"strings"
)

// Header describes the array in a file.
type Header struct {
	File    string // path; a member of an archive follows in brackets
	Type    string // of the elements, as NumPy names it
	Shape   []int
	fortran bool // the first index runs fastest
	element
}

// Kind is the kind of an array's elements.
type Kind byte

// The kinds of elements.
const (
	Unknown  Kind = iota // not supported: objects, complex numbers, records, …
	Boolean              // one byte each
	Unsigned             // integers
	Signed               // integers
	Float                // of 2, 4 or 8 bytes
	ASCII                // texts of one-byte characters
	UTF32                // texts of four-byte characters
)

// element is the type of an array's elements.
type element struct {
	Kind  Kind
	size  int // bytes
	order binary.ByteOrder
}

// maxDims is the most dimensions that an array may have.
const maxDims = 8

func (e element) String() string {
	switch e.Kind {
	case Boolean:
		return "bool"
	case ASCII, UTF32:
		return "text"
	}
	name := map[Kind]string{Unsigned: "uint", Signed: "int", Float: "float"}[e.Kind]
	return fmt.Sprint(name, 8*e.size)
}

// isByte reports whether the elements are read as they are, as bytes.
func (e element) isByte() bool { return e.size == 1 && (e.Kind == Unsigned || e.Kind == Boolean) }

// Text reports whether the elements are texts.
func (e element) Text() bool { return e.Kind == ASCII || e.Kind == UTF32 }

// String returns shape and type: 60000×28×28 uint8.
func (h Header) String() string { return Sizes(h.Shape) + " " + h.Type }

// Elements returns the number of elements. It is an error if they could not be addressed.
func (h Header) Elements() (int, error) {
	n := 1
	for _, d := range h.Shape {
		if d < 0 || d > 0 && n > math.MaxInt/8/max(1, h.size)/d {
			return 0, Expected(h.File, "sizes whose product can be counted", Sizes(h.Shape))
		}
		n *= d
	}
	return n, nil
}

// Header reads the header of an IDX or .npy file.
func (in *Input) Header() (Header, error) {
	switch head := in.Head(len(MagicNPY)); {
	case bytes.HasPrefix(head, []byte(MagicNPY)):
		return in.npyHeader()
	case bytes.HasPrefix(head, []byte{0, 0}) || len(head) == 0:
		return in.idxHeader()
	default:
		return Header{}, ExpectedAt(in.file, 0, "an IDX or .npy file", fmt.Sprintf("% X", head))
	}
}

// Sizes formats a shape: 60000×28×28.
func Sizes(shape []int) string {
	if len(shape) == 0 {
		return "0-dimensional"
	}
	return strings.Trim(strings.ReplaceAll(fmt.Sprint(shape), " ", "×"), "[]")
}

// idxElements are the element types of IDX files by the third byte of the magic number.
var idxElements = map[byte]element{
	0x08: {Unsigned, 1, binary.BigEndian},
	0x09: {Signed, 1, binary.BigEndian},
	0x0B: {Signed, 2, binary.BigEndian},
	0x0C: {Signed, 4, binary.BigEndian},
	0x0D: {Float, 4, binary.BigEndian},
	0x0E: {Float, 8, binary.BigEndian},
}

// idxHeader reads the header of an IDX file: 00 00 TT NN, where TT is the element type and NN the
// number of dimensions, and NN sizes of 4 bytes, all big-endian (http://yann.lecun.com/exdb/mnist,
// "File formats").
func (in *Input) idxHeader() (h Header, err error) {
	magic, err := in.take(4, "IDX magic number")
	if err != nil {
		return h, err
	}
	e, known := idxElements[magic[2]]
	if magic[0] != 0 || magic[1] != 0 || !known {
		return h, ExpectedAt(in.file, 0, "an IDX magic number 00 00 08…0E NN", fmt.Sprintf("% X", magic))
	}
	dims := int64(magic[3])
	if dims == 0 || dims > maxDims {
		return h, ExpectedAt(in.file, 3, fmt.Sprintf("1 to %d dimensions", maxDims), fmt.Sprint(dims))
	}
	sizes, err := in.take(4*dims, "IDX sizes")
	if err != nil {
		return h, err
	}
	h = Header{File: in.file, Type: e.String(), Shape: make([]int, dims), element: e}
	for i := range h.Shape {
		h.Shape[i] = int(binary.BigEndian.Uint32(sizes[4*i:]))
	}
	return h, nil
}
