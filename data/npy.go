package data

import (
	"encoding/binary"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// npyMagic begins every .npy file; two bytes of version follow.
const npyMagic = "\x93NUMPY"

// maxHeader is the most bytes that the header of a .npy file may have. NumPy's own have
// 128, or a little more for many dimensions.
const maxHeader = 1 << 16

// The entries of the header, a Python dictionary.
var (
	npyDescr   = regexp.MustCompile(`['"]descr['"]\s*:\s*['"]([<>|=]?)([^<>|=\x27"]*)['"]`)
	npyFortran = regexp.MustCompile(`['"]fortran_order['"]\s*:\s*(True|False)`)
	npyShape   = regexp.MustCompile(`['"]shape['"]\s*:\s*\(([\d,\s]*)\)`)
)

// npyElements are the element types of .npy files by their code.
var npyElements = map[string]element{
	"b1": {kind: 'b', size: 1},
	"u1": {kind: 'u', size: 1}, "u2": {kind: 'u', size: 2}, "u4": {kind: 'u', size: 4}, "u8": {kind: 'u', size: 8},
	"i1": {kind: 'i', size: 1}, "i2": {kind: 'i', size: 2}, "i4": {kind: 'i', size: 4}, "i8": {kind: 'i', size: 8},
	"f4": {kind: 'f', size: 4}, "f8": {kind: 'f', size: 8},
}

// parseNPY reads a .npy file to its end: the magic string, a version, the length of the
// header, the header, and the elements
// (https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html).
func parseNPY(in *input) (*array, error) {
	header, err := in.npyHeader()
	if err != nil {
		return nil, err
	}
	e, err := in.npyElement(header)
	if err != nil {
		return nil, err
	}
	order, shape := npyFortran.FindStringSubmatch(header), npyShape.FindStringSubmatch(header)
	if order == nil || shape == nil {
		return nil, &FormatError{in.file, 10, "a header with fortran_order and shape", strconv.Quote(header)}
	}
	dims, err := in.npyDims(shape[1])
	if err != nil {
		return nil, err
	}
	a, err := in.elements(dims, e)
	if err != nil {
		return nil, err
	}
	if order[1] == "True" {
		a.reorder()
	}
	return a, in.end()
}

// npyHeader reads all before the elements and returns the dictionary.
func (in *input) npyHeader() (string, error) {
	magic, err := in.take(8, ".npy magic string and version")
	if err != nil {
		return "", err
	}
	if string(magic[:6]) != npyMagic {
		return "", &FormatError{in.file, 0, ".npy magic string", fmt.Sprintf("% X", magic[:6])}
	}
	width := int64(2)
	if version := magic[6]; version == 2 || version == 3 {
		width = 4
	} else if version != 1 {
		return "", &FormatError{in.file, 6, "version 1, 2 or 3 of .npy", fmt.Sprint(version)}
	}
	field, err := in.take(width, "header length")
	if err != nil {
		return "", err
	}
	length := binary.LittleEndian.Uint32(append(field, 0, 0))
	if length > maxHeader {
		return "", &FormatError{in.file, 8, fmt.Sprintf("a header of %d bytes at most", maxHeader), fmt.Sprint(length)}
	}
	header, err := in.take(int64(length), "header")
	return string(header), err
}

// npyElement returns the type of the elements.
func (in *input) npyElement(header string) (element, error) {
	const expected = "elements of type u1, bool, f4, f8 or an integer"
	descr := npyDescr.FindStringSubmatch(header)
	if descr == nil {
		return element{}, &FormatError{in.file, 10, expected, strconv.Quote(header)}
	}
	e, known := npyElements[descr[2]]
	if !known {
		return element{}, &FormatError{in.file, 10, expected, strconv.Quote(descr[2])}
	}
	e.order = binary.LittleEndian
	if descr[1] == ">" {
		e.order = binary.BigEndian
	}
	return e, nil
}

// npyDims parses the numbers between the brackets of a shape.
func (in *input) npyDims(list string) ([]int, error) {
	dims := []int{}
	for _, word := range strings.Split(list, ",") {
		word = strings.TrimSpace(word)
		if word == "" {
			continue // after the last comma
		}
		d, err := strconv.Atoi(word)
		if err != nil || len(dims) == maxDims {
			return nil, &FormatError{in.file, 10, fmt.Sprintf("a shape of %d countable sizes at most", maxDims), strconv.Quote(list)}
		}
		dims = append(dims, d)
	}
	return dims, nil
}

// reorder puts the elements of an array in Fortran order, in which the first index runs
// fastest, in C order, in which the last does.
func (a *array) reorder() {
	a.bytes = transposed(a.bytes, a.shape)
	a.floats = transposed(a.floats, a.shape)
	a.ints = transposed(a.ints, a.shape)
}

// transposed returns the elements of from, in Fortran order, in C order.
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
