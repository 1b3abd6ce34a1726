package format

import (
	"encoding/binary"
	"fmt"
	"math"
	"strings"
)

// Array is the content of a file: elements of one type in C order. They are in the slice of the
// narrowest type that holds them all, or in none if they are useless.
type Array struct {
	Header
	Bytes  []byte    // whole numbers from 0 to 255; booleans as 0 and 1
	Words  []uint16  // whole numbers from 0 to 65535
	Ints   []int     // whole numbers
	Floats []float32 // numbers
	Texts  []string

	Low, High float64 // least and greatest number
	Whole     bool    // all are whole numbers
	Bad       string  // the first NaN or Inf and its index, if any; nothing was read after it

	disk *onDisk // where the elements are if they stayed there: the slice is empty
}

// Use is the purpose of an array.
type Use int

// The uses of arrays.
const (
	Pixels Use = iota // in Bytes, Words or Floats; in none if a number is outside all scales of pixels
	Labels            // in Bytes, Ints or Texts; in none unless all numbers are whole
	Codes             // in Floats
)

// Numbers outside this range are on no scale of pixels.
const (
	leastPixel    = -1.01
	greatestPixel = 65600
)

// labelMemory is what labels may take, whatever the limit is, so that they are not lost where the
// pixels stay on disk.
const labelMemory = 64 << 20

// chunk is about the number of bytes that are converted at a time.
const chunk = 1 << 17

// NewBytes returns the array of unsigned bytes in C order that file holds in some other form.
func NewBytes(file string, bytes []byte, shape ...int) *Array {
	h := Header{File: file, Type: "uint8", Shape: shape, element: element{Unsigned, 1, binary.BigEndian}}
	a := &Array{Header: h, Bytes: bytes, Whole: true}
	a.Measure()
	return a
}

// Array reads the elements that follow the header, to the end of the file.
func (in *Input) Array(h Header, use Use) (*Array, error) {
	n, err := h.Elements()
	if err != nil {
		return nil, err
	}
	if h.Kind == Unknown || h.Text() && use != Labels {
		return nil, Expected(in.file, "elements that are integers, floats or booleans", h.Type).
			WithHint(`in numpy: x.astype("float32") if they are numbers of one shape`)
	}
	what := "elements of a " + Sizes(h.Shape) + " array"
	memory := int64(n) // at least; what integers need is known after they are read
	switch {
	case use == Codes || use == Pixels && h.Kind == Float:
		memory *= 4
	case h.Text():
		memory *= 16
	}
	a := &Array{Header: h, Low: math.Inf(1), High: math.Inf(-1), Whole: true}
	if use == Pixels && in.staysOnDisk(h, memory) {
		a.disk, memory = in.disk.keep(in.offset), 0
	}
	if use == Labels && memory <= labelMemory {
		memory = 0
	}
	if err := in.claim(int64(n)*int64(h.size), memory, what); err != nil {
		return nil, err
	}
	switch {
	case !h.isByte() || use == Codes:
		err = a.convert(in, n, use, what)
	case a.Apart():
		err = a.skimBytes(in, n, what)
	default:
		err = a.takeBytes(in, n, what)
	}
	if err != nil || a.Bad != "" {
		return a, err
	}
	if h.fortran {
		a.reorder()
	}
	return a, in.End()
}

// takeBytes reads n elements of one byte.
func (a *Array) takeBytes(in *Input, n int, what string) (err error) {
	if a.Bytes, err = in.take(int64(n), what); err != nil {
		return err
	}
	a.measureBytes(a.Bytes)
	return nil
}

// measureBytes makes booleans 0 and 1, and extends Low and High to the elements.
func (a *Array) measureBytes(elements []byte) {
	if a.Low == 0 && a.High == math.MaxUint8 {
		return // there is no wider range
	}
	if a.Kind == Boolean {
		for i, v := range elements {
			elements[i] = min(v, 1)
		}
	}
	var there [math.MaxUint8 + 1]bool
	for _, v := range elements {
		there[v] = true
	}
	for v, is := range there {
		if is {
			a.Low, a.High = min(a.Low, float64(v)), max(a.High, float64(v))
		}
	}
}

// convert reads n elements in chunks.
func (a *Array) convert(in *Input, n int, use Use, what string) error {
	buf := make([]byte, max(1, chunk/a.size)*a.size)
	room := int(in.sure)
	if a.Apart() {
		room = len(buf)
	}
	c := newCollector(a, n, min(n, room/a.size), use)
	for done := 0; done < n; {
		part := min(n-done, len(buf)/a.size)
		raw := buf[:part*a.size]
		if err := in.fill(raw, fmt.Sprintf("%d bytes of %s", n*a.size, what)); err != nil {
			return err
		}
		if k := c.add(raw); k >= 0 && use != Codes {
			a.Bad = fmt.Sprintf("%g at %v", c.bad, a.index(done+k))
			a.Bytes, a.Words, a.Ints, a.Floats = nil, nil, nil, nil
			return nil
		}
		if a.Apart() {
			a.Bytes, a.Words, a.Floats = a.Bytes[:0], a.Words[:0], a.Floats[:0]
		}
		done += part
	}
	return nil
}

// Measure sets Low, High and Whole after elements were removed.
func (a *Array) Measure() {
	a.Low, a.High, a.Whole = math.Inf(1), math.Inf(-1), true
	measure(a, a.Bytes)
	measure(a, a.Words)
	measure(a, a.Floats)
}

func measure[T byte | uint16 | float32](a *Array, elements []T) {
	for _, v := range elements {
		x := float64(v)
		a.Low, a.High, a.Whole = min(a.Low, x), max(a.High, x), a.Whole && x == math.Trunc(x)
	}
}

// index returns the index of the k-th element of the file, such as [3, 0, 5].
func (a *Array) index(k int) string {
	index := make([]int, len(a.Shape))
	for i := range index {
		d := len(index) - 1 - i
		if a.fortran {
			d = i
		}
		index[d] = k % a.Shape[d]
		k /= a.Shape[d]
	}
	return strings.ReplaceAll(fmt.Sprint(index), " ", ", ")
}

// reorder changes Fortran order, in which the first index runs fastest, to C order.
func (a *Array) reorder() {
	a.Bytes = transposed(a.Bytes, a.Shape)
	a.Words = transposed(a.Words, a.Shape)
	a.Ints = transposed(a.Ints, a.Shape)
	a.Floats = transposed(a.Floats, a.Shape)
	a.Texts = transposed(a.Texts, a.Shape)
}

func transposed[T any](from []T, shape []int) []T {
	if from == nil {
		return nil
	}
	to := make([]T, len(from))
	index := make([]int, len(shape))
	at := 0 // place in C order of the element with this index
	for _, v := range from {
		to[at] = v
		stride := len(to)
		at = 0
		for d, carry := 0, 1; d < len(shape); d++ {
			index[d] += carry
			if carry = 0; index[d] == shape[d] {
				index[d], carry = 0, 1
			}
			stride /= shape[d]
			at += index[d] * stride
		}
	}
	return to
}
