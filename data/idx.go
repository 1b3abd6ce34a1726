package data

import (
	"encoding/binary"
	"fmt"
)

// idxElements are the element types of IDX files by the third byte of the magic number.
var idxElements = map[byte]element{
	0x08: {'u', 1, binary.BigEndian},
	0x09: {'i', 1, binary.BigEndian},
	0x0B: {'i', 2, binary.BigEndian},
	0x0C: {'i', 4, binary.BigEndian},
	0x0D: {'f', 4, binary.BigEndian},
	0x0E: {'f', 8, binary.BigEndian},
}

// parseIDX reads an IDX file to its end: 00 00 TT NN, where TT is the element type and
// NN the number of dimensions, NN sizes of 4 bytes, and the elements, all big-endian
// (http://yann.lecun.com/exdb/mnist, "File formats").
func parseIDX(in *input) (*array, error) {
	magic, err := in.take(4, "IDX magic number")
	if err != nil {
		return nil, err
	}
	e, known := idxElements[magic[2]]
	if magic[0] != 0 || magic[1] != 0 || !known {
		return nil, &FormatError{in.file, 0, "an IDX magic number 00 00 08…0E NN", fmt.Sprintf("% X", magic)}
	}
	dims := int64(magic[3])
	if dims == 0 || dims > maxDims {
		return nil, &FormatError{in.file, 3, fmt.Sprintf("1 to %d dimensions", maxDims), fmt.Sprint(dims)}
	}
	header, err := in.take(4*dims, "IDX sizes")
	if err != nil {
		return nil, err
	}
	shape := make([]int, dims)
	for i := range shape {
		shape[i] = int(binary.BigEndian.Uint32(header[4*i:]))
	}
	a, err := in.elements(shape, e)
	if err != nil {
		return nil, err
	}
	return a, in.end()
}
