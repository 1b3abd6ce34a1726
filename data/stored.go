package data

import (
	"io"

	"vae/data/internal/format"
	"vae/internal/fault"
)

// Array is a named array of an .npz file, in C order. One of its fields has its elements: of float32
// Floats or Stream, of texts Text, of int64 Int.
type Array = format.Named

// ImageArray returns the array (n, H, W) of n grey images, or (n, H, W, 3) of those in colour.
func ImageArray(name string, pixels []float32, shape Shape) Array {
	sizes := []int{len(pixels) / shape.Size(), shape.H, shape.W}
	if shape.C > 1 {
		sizes = append(sizes, shape.C)
	}
	return Array{Name: name, Shape: sizes, Floats: pixels}
}

// WriteNPY writes data in C order as a .npy file of float32, version 1.0.
func WriteNPY(w io.Writer, shape []int, data []float32) (err error) {
	return WriteArray(w, Array{Shape: shape, Floats: data})
}

// WriteArray writes an array as a .npy file, version 1.0.
func WriteArray(w io.Writer, a Array) (err error) {
	defer fault.Mark("data", &err)
	return format.WriteNPY(w, a)
}

// WriteNPZ writes the arrays as an uncompressed .npz file. Equal arrays give equal bytes.
func WriteNPZ(w io.Writer, arrays ...Array) (err error) {
	defer fault.Mark("data", &err)
	return format.WriteNPZ(w, arrays...)
}

// stored is an array of a file, of which only the header has been read.
type stored struct {
	name  string // says what the array holds
	table bool   // labels N×D may stand in the first column, as in QMNIST
	format.Header
	err  error // why the header cannot be read
	read func(format.Use) (*format.Array, error)
}

// storedFile returns the array in an IDX or .npy file.
func (r *reader) storedFile(f idxFile, name string) stored {
	s := stored{name: name}
	s.err = format.Read(f.path, r.opts.limit(), func(in *format.Input) (err error) {
		s.Header, err = in.Header()
		return err
	})
	s.File = f.path
	s.read = func(use format.Use) (a *format.Array, err error) {
		err = verified(f.path, f.digests, r.opts.limit(), func(in *format.Input) error {
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

// storedNPZ returns the arrays in an .npz file, which is opened anew to read one.
func (r *reader) storedNPZ(path string) (all []stored, err error) {
	err = format.ReadNPZ(path, r.opts.limit(), func(z *format.NPZ) error {
		for _, name := range z.Names {
			s := stored{name: name}
			s.Header, s.err = z.Header(name)
			s.File = path + "(" + name + ")"
			s.read = func(use format.Use) (a *format.Array, err error) {
				err = format.ReadNPZ(path, r.opts.limit(), func(z *format.NPZ) error {
					a, err = z.Array(name, use)
					return err
				})
				return a, err
			}
			all = append(all, s)
		}
		return nil
	})
	return all, err
}

// String returns the name with shape and type.
func (s stored) String() string {
	if s.err != nil {
		return s.name + " (unreadable)"
	}
	return s.name + " (" + s.Header.String() + ")"
}
