package data

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"vae/data/internal/format"
	"vae/internal/fault"
)

// npzCodes are the arrays of .npz files that are taken for codes, in this order.
var npzCodes = []string{"codes", "z", "sample", "mean", "arr_0"}

// beside are the columns of tables that hold neither codes nor pixels nor labels. A column without
// a name, or with the name that pandas gives it, is another.
var beside = []string{"", "index", "part", "file", "image", "id", "imageid", "image_id", "filename", "path", "split"}

// ReadCodes reads latent codes (rows, cols) from a .npy file, an .npz file (the array codes, z,
// sample, mean or arr_0, or its only one) or a table of text, with or without a row of names, of
// which the columns index, part, file, image, label, class and logvar0, logvar1, … and those
// without a name are passed over. One code alone may have one dimension. What is not finite is an
// error.
func ReadCodes(path string) (codes []float32, rows, cols int, err error) {
	defer fault.Mark("data", &err)
	var a *format.Array
	err = format.Read(path, Options{}.limit(), nil, nil, func(in *format.Input) error {
		switch head := in.Head(8); {
		case format.IsZIP(head):
			a, err = npzOfCodes(path)
		case bytes.HasPrefix(head, []byte(format.MagicNPY)):
			var h format.Header
			if h, err = in.Header(); err == nil {
				a, err = codesOf(h, in.Array)
			}
		default:
			a, err = tableOfCodes(path, in)
		}
		return err
	})
	if err != nil {
		return nil, 0, 0, err
	}
	rows, cols = 1, a.Shape[0]
	if len(a.Shape) == 2 {
		rows, cols = a.Shape[0], a.Shape[1]
	}
	for i, v := range a.Floats {
		if v-v != 0 {
			return nil, 0, 0, format.Expected(path, -1, "finite codes", fmt.Sprintf("%g in row %d, column %d", v, i/cols, i%cols))
		}
	}
	return a.Floats, rows, cols, nil
}

// codesOf reads an array whose header says that it has the shape of codes.
func codesOf(h format.Header, read func(format.Header, format.Use) (*format.Array, error)) (*format.Array, error) {
	n := product(h.Shape)
	if n == 0 || len(h.Shape) < 1 || len(h.Shape) > 2 {
		return nil, format.Expected(h.File, -1, "an array of codes × latent dimensions", format.Sizes(h.Shape))
	}
	return read(h, format.Codes)
}

// npzOfCodes reads the array of codes of an .npz file.
func npzOfCodes(path string) (a *format.Array, err error) {
	err = format.ReadNPZ(path, Options{}.limit(), func(z *format.NPZ) error {
		arrays := storedIn(z)
		s := codesAmong(arrays)
		switch {
		case s == nil:
			var names []string
			for _, other := range arrays {
				names = append(names, other.String())
			}
			return format.Expected(path, -1, "codes under one of the names "+strings.Join(npzCodes, ", "), listed(names))
		case s.err != nil:
			return s.err
		}
		a, err = codesOf(s.Header, func(_ format.Header, use format.Use) (*format.Array, error) { return s.read(use) })
		return err
	})
	return a, err
}

// codesAmong returns the first array with one of the names of codes, or the only one, or nil.
func codesAmong(arrays []stored) *stored {
	if len(arrays) == 1 {
		return &arrays[0]
	}
	for _, name := range npzCodes {
		if i := slices.IndexFunc(arrays, func(s stored) bool { return strings.EqualFold(s.name, name) }); i >= 0 {
			return &arrays[i]
		}
	}
	return nil
}

// tableOfCodes reads codes from rows of text.
func tableOfCodes(path string, in *format.Input) (*format.Array, error) {
	lines, err := linesOf(path, Options{}.limit())
	if err != nil {
		return nil, err
	}
	t, err := in.Table(lines, format.Codes, func(names, cells []string) ([]format.Column, error) {
		columns := make([]format.Column, len(cells))
		for i := range cells {
			if names == nil || !isBeside(names[i]) && !isLabel(names[i]) && !strings.HasPrefix(strings.ToLower(names[i]), "logvar") {
				columns[i] = format.Number
			}
		}
		return columns, checkOrder(path, names, columns)
	})
	if err != nil {
		return nil, err
	}
	if t.Numbers.Bad != "" {
		return nil, format.Expected(path, -1, "finite codes", t.Numbers.Bad)
	}
	if len(t.Numbers.Floats) == 0 {
		return nil, format.Expected(path, -1, "rows of numbers", "none")
	}
	return t.Numbers, nil
}

// isBeside reports whether a column of that name holds nothing of an image or of its code.
func isBeside(name string) bool {
	name = strings.ToLower(name)
	return slices.Contains(beside, name) || strings.HasPrefix(name, "unnamed: ")
}

// isLabel reports whether a column of that name holds labels.
func isLabel(name string) bool {
	r, ok := roleOf(name)
	return ok && r.kind == "labels" && r.part == "" && r.other == ""
}

// linesOf returns the number of lines of the text at path, an error if it is compressed and has
// more bytes than it may.
func linesOf(path string, limit format.Limit) (n int, err error) {
	err = format.Read(path, limit, nil, nil, func(in *format.Input) error {
		n, err = in.Lines()
		return err
	})
	return n, err
}
