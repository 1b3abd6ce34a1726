package data

import (
	"bytes"
	"fmt"
	"io"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"vae/data/internal/format"
	"vae/internal/fault"
)

// Array is a named array of an .npz file, in C order: of float32 if Floats is not nil, of texts if
// Texts is not nil, otherwise of int64.
type Array = format.Named

// WriteNPY writes data in C order as a .npy file of float32, version 1.0.
func WriteNPY(w io.Writer, shape []int, data []float32) (err error) {
	defer fault.Mark("data", &err)
	return format.WriteNPY(w, shape, data)
}

// WriteNPZ writes the arrays as an uncompressed .npz file. Equal arrays give equal bytes.
func WriteNPZ(w io.Writer, arrays ...Array) (err error) {
	defer fault.Mark("data", &err)
	return format.WriteNPZ(w, arrays...)
}

// stored is an array in a file or in an archive, of which the header alone is read.
type stored struct {
	name  string // by which its use is known
	table bool   // of an array N×D the first column holds the labels, as QMNIST has them
	format.Header
	err  error // why the header cannot be read
	read func(format.Use) (*format.Array, error)
}

// limit returns the bounds on what the files of a source may become in memory.
func (o Options) limit() format.Limit {
	if o.Limit > 0 {
		return format.Limit{Memory: o.Limit, Lifted: true}
	}
	return format.Limit{Memory: DefaultLimit}
}

// storedFile returns the array in an IDX or .npy file.
func (r *reader) storedFile(path, name string) stored {
	s := stored{name: name}
	s.err = format.Read(path, r.opts.limit(), nil, nil, func(in *format.Input) (err error) {
		s.Header, err = in.Header()
		return err
	})
	s.File = path
	s.read = func(use format.Use) (a *format.Array, err error) {
		err = format.Read(path, r.opts.limit(), nil, nil, func(in *format.Input) error {
			h, err := in.Header()
			if err == nil {
				a, err = in.Array(h, use)
			}
			return err
		})
		return a, err
	}
	return s
}

// storedIn returns the arrays of an .npz file.
func storedIn(z *format.NPZ) []stored {
	var all []stored
	for _, name := range z.Names() {
		s := stored{name: name}
		s.Header, s.err = z.Header(name)
		s.File = z.File + "(" + name + ")"
		s.read = func(use format.Use) (*format.Array, error) { return z.Array(name, use) }
		all = append(all, s)
	}
	return all
}

// String writes the name with shape and type.
func (s stored) String() string {
	if s.err != nil {
		return s.name + " (unreadable)"
	}
	return s.name + " (" + s.Header.String() + ")"
}

// tableExtensions are those of tables of text. Beside them, .gz may stand.
var tableExtensions = []string{".csv", ".tsv", ".txt", ".amat"}

// numbersFirst matches text that begins with two numbers, after the byte-order mark of some
// programs.
var numbersFirst = regexp.MustCompile(`^(\x{FEFF})?\s*"?[-+]?[0-9.]+([eE][-+]?\d+)?"?[,;\s]+"?[-+]?[0-9.]+`)

// readArrayFile reads an IDX or .npy file or a table of text, whose first bytes are head.
func (r *reader) readArrayFile(path string, head []byte) (found parts, err error) {
	if isTable(path, head) {
		p, err := r.readTable(path)
		if err != nil {
			return found, err
		}
		return r.sets([]pending{p})
	}
	if !bytes.HasPrefix(head, []byte(format.MagicNPY)) {
		if err := foreign(path, head); err != nil {
			return found, err
		}
		if len(head) == 0 {
			return found, format.Expected(path, -1, readable, "an empty file")
		}
		if !bytes.HasPrefix(head, []byte{0, 0}) {
			return found, format.Expected(path, 0, readable, fmt.Sprintf("% X", head[:min(8, len(head))]))
		}
	}
	labels, err := r.beside(path)
	if err != nil {
		return found, err
	}
	return r.readArrays(path, append([]stored{r.storedFile(path, "images")}, labels...))
}

// isTable reports whether the file is a table of text, by its name or by its first bytes.
func isTable(path string, head []byte) bool {
	extension := filepath.Ext(strings.TrimSuffix(strings.ToLower(path), ".gz"))
	return (slices.Contains(tableExtensions, extension) || numbersFirst.Match(head)) && bytes.IndexByte(head, 0) < 0
}

// readNPZ reads the images and labels of an .npz file, or of a pair of such files.
func (r *reader) readNPZ(path string) (found parts, err error) {
	err = format.ReadNPZ(path, r.opts.limit(), func(z *format.NPZ) error {
		arrays := storedIn(z)
		if len(arrays) == 0 {
			return unnamed(path, nil)
		}
		if len(arrays) == 1 {
			arrays = withSibling(r, path, arrays[0])
		}
		found, err = r.readArrays(path, arrays)
		return err
	})
	return found, err
}
