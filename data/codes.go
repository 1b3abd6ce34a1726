package data

import (
	"bytes"
	"fmt"
	"strings"
)

// npzCodes are the arrays of .npz files that are taken for codes, in this order.
var npzCodes = []string{"codes", "z", "sample", "mean", "arr_0"}

// ReadCodes reads latent codes (rows, cols) from a .npy file, an .npz file (the array
// codes, z, sample, mean or arr_0, or its only one) or a .csv file, with or without a row of
// names. Its columns index, part, file, label, class, image, logvar0, logvar1, … and those without
// a name, which are the index of a table of pandas, are passed over. One code alone may have one
// dimension. What is not finite is an error.
func ReadCodes(path string) (codes []float32, rows, cols int, err error) {
	err = openInput(path, nil, nil, func(in *input) error {
		switch head := in.head(); {
		case bytes.HasPrefix(head, []byte("PK\x03\x04")):
			codes, rows, cols, err = readNPZCodes(path)
		case bytes.HasPrefix(head, []byte(npyMagic)):
			var a *array
			if a, err = parseNPY(in); err == nil {
				codes, rows, cols, err = a.codes()
			}
		default:
			codes, rows, cols, err = in.csvCodes()
		}
		return err
	})
	if err != nil {
		return nil, 0, 0, err
	}
	for i, v := range codes {
		if v-v != 0 {
			return nil, 0, 0, &FormatError{path, -1, "finite codes", fmt.Sprintf("%g in row %d, column %d", v, i/cols, i%cols)}
		}
	}
	return codes, rows, cols, nil
}

func readNPZCodes(path string) (codes []float32, rows, cols int, err error) {
	err = withNPZ(path, func(z *npz) error {
		name := z.main(npzCodes)
		if name == "" {
			return &FormatError{path, -1, "codes under one of the names " + strings.Join(npzCodes, ", "), z.names()}
		}
		a, err := z.array(name)
		if err != nil {
			return err
		}
		codes, rows, cols, err = a.codes()
		return err
	})
	return codes, rows, cols, err
}

// codes returns the array as codes.
func (a *array) codes() (codes []float32, rows, cols int, err error) {
	switch {
	case a.floats == nil:
		return nil, 0, 0, &FormatError{a.file, -1, "codes as floats", "integers"}
	case len(a.floats) > 0 && len(a.shape) == 2:
		return a.floats, a.shape[0], a.shape[1], nil
	case len(a.floats) > 0 && len(a.shape) == 1:
		return a.floats, 1, a.shape[0], nil
	}
	return nil, 0, 0, &FormatError{a.file, -1, "an array of codes × latent dimensions", sizes(a.shape)}
}
