package data

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"vae/data/internal/format"
	"vae/internal/fault"
)

// npzCodes are the names of arrays in .npz files that are taken for codes, the first before the
// others.
var npzCodes = []string{"codes", "z", "sample", "mean", "arr_0"}

// otherColumns are the names of columns that hold neither codes nor pixels nor labels.
var otherColumns = strings.Split(",index,part,file,image,id,imageid,image_id,filename,path,split", ",")

// ReadCodes reads latent codes (rows, cols) from a .npy file, an .npz file (the array codes, z,
// sample, mean or arr_0, or its only one) or a table of text, with or without a row of names. In a
// table with names, the columns index, part, file, image, label, class and logvar0, logvar1, … and
// those without a name are skipped. A single code may have one dimension. Codes that are not finite
// are an error.
func ReadCodes(path string) (codes []float32, rows, cols int, err error) {
	defer fault.Mark("data", &err)
	r := &reader{}
	var a *format.Array
	err = format.Read(path, r.opts.limit(), func(in *format.Input) error {
		switch head := in.Head(8); {
		case format.IsZIP(head):
			a, err = r.npzOfCodes(path)
		case bytes.HasPrefix(head, []byte(format.MagicNPY)):
			a, err = r.storedFile(idxFile{path: path}, "codes").codes()
		default:
			a, err = r.tableOfCodes(path, in)
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
			found := fmt.Sprintf("%g in row %d, column %d", v, i/cols, i%cols)
			return nil, 0, 0, format.Expected(path, "finite codes", found)
		}
	}
	return a.Floats, rows, cols, nil
}

// codes reads an array whose header says that it has the shape of codes.
func (s stored) codes() (*format.Array, error) {
	if s.err != nil {
		return nil, s.err
	}
	if len(s.Shape) < 1 || len(s.Shape) > 2 || slices.Contains(s.Shape, 0) {
		return nil, format.Expected(s.File, "an array of codes × latent dimensions", format.Sizes(s.Shape))
	}
	return s.read(format.Codes)
}

// npzOfCodes reads the first array of an .npz file with one of the names of codes, or the only one.
func (r *reader) npzOfCodes(path string) (*format.Array, error) {
	arrays, err := r.storedNPZ(path)
	if err != nil {
		return nil, err
	}
	if len(arrays) == 1 {
		return arrays[0].codes()
	}
	for _, name := range npzCodes {
		if i := slices.IndexFunc(arrays, func(s stored) bool { return strings.EqualFold(s.name, name) }); i >= 0 {
			return arrays[i].codes()
		}
	}
	names := converted(arrays, stored.String)
	return nil, format.Expected(path, "codes under one of the names "+strings.Join(npzCodes, ", "), listed(names))
}

func (r *reader) tableOfCodes(path string, in *format.Input) (*format.Array, error) {
	lines, err := r.lines(path)
	if err != nil {
		return nil, err
	}
	t, err := in.Table(lines, format.Codes, func(names, cells []string) ([]format.Column, error) {
		columns := make([]format.Column, len(cells))
		isLogVar := func(name string) bool { return strings.HasPrefix(strings.ToLower(name), "logvar") }
		for i := range cells {
			if names == nil || !isOther(names[i]) && !isLabel(names[i]) && !isLogVar(names[i]) {
				columns[i] = format.Number
			}
		}
		return columns, checkOrder(path, names, columns)
	})
	switch {
	case err != nil:
		return nil, err
	case t.Numbers.Bad != "":
		return nil, format.Expected(path, "finite codes", t.Numbers.Bad)
	case len(t.Numbers.Floats) == 0:
		return nil, format.Expected(path, "rows of numbers", "none")
	}
	return t.Numbers, nil
}

// isOther reports whether a column of that name holds neither codes nor pixels nor labels. pandas
// writes "Unnamed: 0" for a column without a name.
func isOther(name string) bool {
	name = strings.ToLower(name)
	return slices.Contains(otherColumns, name) || strings.HasPrefix(name, "unnamed: ")
}

// isLabel reports whether a column of that name holds labels.
func isLabel(name string) bool {
	r, ok := roleOf(name)
	return ok && r.kind == "labels" && r.part == "" && r.other == ""
}

// lines returns the number of lines of the text at path. It is an error if they take more memory
// than the limit allows.
func (r *reader) lines(path string) (n int, err error) {
	err = format.Read(path, r.opts.limit(), func(in *format.Input) error {
		n, err = in.Lines()
		return err
	})
	return n, err
}
