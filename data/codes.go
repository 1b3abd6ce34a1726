package data

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"vae/data/internal/format"
	"vae/data/internal/pictures"
	"vae/internal/fault"
)

// npzCodes are the names of arrays in .npz files that are taken for codes, the first before the
// others.
var npzCodes = []string{"codes", "z", "sample", "mean", "arr_0"}

// otherColumns are the names of columns that hold neither codes nor pixels nor labels.
var otherColumns = strings.Split(",index,part,file,image,id,imageid,image_id,filename,path,split", ",")

// Codes are latent codes that were read from a file.
type Codes struct {
	Rows, Dimensions int
	Values           []float32 // (Rows, Dimensions)
	Labels           []int     // of the images of the codes (Rows), nil if the file has none
}

// labelColumn is the name of the column or array of labels beside codes.
const labelColumn = "label"

// ReadCodes reads latent codes from a .npy file, an .npz file (the array codes, z, sample, mean or
// arr_0, or its only one) or a table of text, with or without a row of names. In a table with
// names, the columns index, part, file, image, label, class and logvar0, logvar1, … and those
// without a name are no codes. A single code may have one dimension. Codes that are not finite are
// an error. Labels are in the array or column label, if that holds a whole number for each.
func ReadCodes(path string) (codes Codes, err error) {
	defer fault.Mark("data", &err)
	r := &reader{}
	var a *format.Array
	err = format.Read(path, r.opts.limit(), func(in *format.Input) error {
		switch head := in.Head(512); {
		case format.IsZIP(head):
			a, codes.Labels, err = r.npzOfCodes(path)
		case isNPY(head):
			a, err = r.storedFile(idxFile{path: path}, "codes").codes()
		case pictures.Is(head):
			err = format.Expected(path, "codes in a .npy or .npz file or a table", "a picture")
		case isBinary(head):
			err = format.ExpectedAt(path, 0, "a .npy, .npz or .csv file", fmt.Sprintf("% X", head[:min(8, len(head))]))
		default:
			a, codes.Labels, err = r.tableOfCodes(path, in)
		}
		return err
	})
	if err == nil {
		err = codes.take(path, a)
	}
	return codes, err
}

// isBinary reports whether a file that begins with head is no table of text: there is a zero in its
// first line. Names of files in later lines may hold any byte.
func isBinary(head []byte) bool {
	first, _, _ := bytes.Cut(head, []byte("\n"))
	return bytes.IndexByte(first, 0) >= 0
}

// ReadCodesNPY is ReadCodes of content, the bytes of a .npy file, which may take limit bytes of
// memory. name stands for the file.
func ReadCodesNPY(name string, content []byte, limit int64) (codes Codes, err error) {
	defer fault.Mark("data", &err)
	r := &reader{opts: Options{Limit: limit}}
	a, err := r.storedContent(name, content).codes()
	if err == nil {
		err = codes.take(name, a)
	}
	return codes, err
}

// take takes the codes of an array, which must be finite.
func (c *Codes) take(path string, a *format.Array) error {
	c.Values, c.Rows, c.Dimensions = a.Floats, 1, a.Shape[0]
	if len(a.Shape) == 2 {
		c.Rows, c.Dimensions = a.Shape[0], a.Shape[1]
	}
	for i, v := range a.Floats {
		if v-v != 0 {
			found := fmt.Sprintf("%g in row %d, column %d", v, i/c.Dimensions, i%c.Dimensions)
			return format.Expected(path, "finite codes", found)
		}
	}
	return nil
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

// npzOfCodes reads the first array of an .npz file with one of the names of codes, or the only one,
// and the labels.
func (r *reader) npzOfCodes(path string) (a *format.Array, labels []int, err error) {
	arrays, err := r.storedNPZ(path)
	if err != nil {
		return nil, nil, err
	}
	named := func(name string) int {
		return slices.IndexFunc(arrays, func(s stored) bool { return strings.EqualFold(s.name, name) })
	}
	chosen := -1
	if len(arrays) == 1 {
		chosen = 0
	}
	for _, name := range npzCodes {
		if chosen < 0 {
			chosen = named(name)
		}
	}
	if chosen < 0 {
		names := converted(arrays, stored.String)
		return nil, nil, format.Expected(path, "codes under one of the names "+strings.Join(npzCodes, ", "), listed(names))
	}
	if a, err = arrays[chosen].codes(); err != nil {
		return nil, nil, err
	}
	if i := named(labelColumn); i >= 0 {
		if l, why := arrays[i].labels(a.Shape[0]); why == "" {
			labels = l.numbers
		}
	}
	return a, labels, nil
}

func (r *reader) tableOfCodes(path string, in *format.Input) (a *format.Array, labels []int, err error) {
	lines, err := r.lines(path)
	if err != nil {
		return nil, nil, err
	}
	t, err := in.Table(lines, format.Codes, func(names, cells []string) ([]format.Column, error) {
		columns := make([]format.Column, len(cells))
		isLogVar := func(name string) bool { return strings.HasPrefix(strings.ToLower(name), "logvar") }
		for i := range cells {
			if names == nil || !isOther(names[i]) && !isLabel(names[i]) && !isLogVar(names[i]) {
				columns[i] = format.Number
			}
		}
		if i := slices.IndexFunc(names, func(name string) bool { return strings.EqualFold(name, labelColumn) }); i >= 0 {
			columns[i] = format.Text
		}
		return columns, checkOrder(path, names, columns)
	})
	switch {
	case err != nil:
		return nil, nil, err
	case t.Numbers.Bad != "":
		return nil, nil, format.Expected(path, "finite codes", t.Numbers.Bad)
	case len(t.Numbers.Floats) == 0:
		return nil, nil, format.Expected(path, "rows of numbers", "none")
	}
	return t.Numbers, labelNumbers(t.Numbers.Texts), nil
}

// labelNumbers returns the labels of those texts; nil if one is none.
func labelNumbers(texts []string) (labels []int) {
	for _, text := range texts {
		n, err := labelNumber(strings.TrimSpace(text))
		if err != nil {
			return nil
		}
		labels = append(labels, n)
	}
	return labels
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
