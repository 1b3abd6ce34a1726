package data

import (
	"encoding/binary"
	"fmt"
	"math"
	"strings"
)

// array is the content of an IDX file or of a NumPy array: elements of one type in C
// order, in the one of the three slices that suits the type.
type array struct {
	file   string
	shape  []int
	bytes  []byte    // unsigned bytes; booleans as 0 and 255
	floats []float32 // float32 and float64
	ints   []int     // the other integers
}

// element is the type of an array's elements.
type element struct {
	kind  byte // 'u' unsigned, 'i' signed, 'f' float, 'b' boolean
	size  int  // bytes
	order binary.ByteOrder
}

// maxSide is the greatest height and width of an image.
const maxSide = 1 << 14

// maxDims is the number of dimensions that an array may have.
const maxDims = 8

// chunk is the number of elements that are converted at a time.
const chunk = 1 << 14

// count returns the product of shape, an error if an array of such elements could
// not be addressed.
func (in *input) count(shape []int, size int) (int, error) {
	n := 1
	for _, d := range shape {
		if d < 0 || (d > 0 && n > math.MaxInt/size/d) {
			return 0, &FormatError{in.file, in.offset, "sizes whose product can be counted", sizes(shape)}
		}
		n *= d
	}
	return n, nil
}

// elements reads the elements of an array of the given shape.
func (in *input) elements(shape []int, e element) (*array, error) {
	n, err := in.count(shape, e.size)
	if err != nil {
		return nil, err
	}
	what := "elements of a " + sizes(shape) + " array"
	a := &array{file: in.file, shape: shape}
	if e.size == 1 && e.kind != 'i' {
		a.bytes, err = in.take(int64(n), what)
		if e.kind == 'b' {
			whiten(a.bytes)
		}
		return a, err
	}
	if need := int64(n) * int64(e.size); need > in.most-in.offset {
		_, err := in.take(need, what)
		return nil, err
	}
	likely := min(n, int(in.sure)/e.size)
	if e.kind == 'f' {
		a.floats = make([]float32, 0, likely)
	} else {
		a.ints = make([]int, 0, likely)
	}
	for n > 0 {
		part := min(n, chunk)
		raw, err := in.take(int64(part*e.size), what)
		if err != nil {
			return nil, err
		}
		a.append(raw, e)
		n -= part
	}
	return a, nil
}

// whiten makes booleans pixels: everything but 0 becomes 255.
func whiten(pixels []byte) {
	for i, v := range pixels {
		if v != 0 {
			pixels[i] = 255
		}
	}
}

// append decodes raw and appends its elements.
func (a *array) append(raw []byte, e element) {
	for ; len(raw) > 0; raw = raw[e.size:] {
		bits := e.bits(raw)
		switch {
		case e.kind == 'f' && e.size == 4:
			a.floats = append(a.floats, math.Float32frombits(uint32(bits)))
		case e.kind == 'f':
			a.floats = append(a.floats, float32(math.Float64frombits(bits)))
		case e.kind == 'i':
			unused := 64 - 8*e.size
			a.ints = append(a.ints, int(int64(bits<<unused)>>unused)) // extends the sign
		default:
			a.ints = append(a.ints, int(bits))
		}
	}
}

// bits returns the first element of raw as an unsigned number.
func (e element) bits(raw []byte) uint64 {
	switch e.size {
	case 1:
		return uint64(raw[0])
	case 2:
		return uint64(e.order.Uint16(raw))
	case 4:
		return uint64(e.order.Uint32(raw))
	default:
		return e.order.Uint64(raw)
	}
}

// sizes writes a shape as 60000×28×28.
func sizes(shape []int) string {
	words := make([]string, len(shape))
	for i, d := range shape {
		words[i] = fmt.Sprint(d)
	}
	if len(words) == 0 {
		return "0-dimensional"
	}
	return strings.Join(words, "×")
}
