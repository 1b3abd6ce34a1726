package format

import (
	"encoding/binary"
	"fmt"
)

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
		return h, Expected(in.file, 0, "an IDX magic number 00 00 08…0E NN", fmt.Sprintf("% X", magic))
	}
	dims := int64(magic[3])
	if dims == 0 || dims > maxDims {
		return h, Expected(in.file, 3, fmt.Sprintf("1 to %d dimensions", maxDims), fmt.Sprint(dims))
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
