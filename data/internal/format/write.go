package format

import (
	"archive/zip"
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"iter"
	"math"
	"strings"
	"time"
	"unicode/utf8"
)

// Named is a named array of an .npz file, in C order. One of the other fields has its elements: of
// float32 Floats or Stream, of texts Text, of int64 Int.
type Named struct {
	Name   string
	Shape  []int
	Floats []float32
	Stream iter.Seq2[[]float32, error] // part by part, for an array that is not in memory
	Text   func(i int) string
	Int    func(i int) int
}

// Parts returns the elements of an array of float32, part by part.
func (a Named) Parts() iter.Seq2[[]float32, error] {
	if a.Stream != nil {
		return a.Stream
	}
	return func(yield func([]float32, error) bool) { yield(a.Floats, nil) }
}

// WriteNPY writes an array as a .npy file, version 1.0.
func WriteNPY(w io.Writer, a Named) error {
	if err := a.write(w); err != nil {
		return fmt.Errorf("write .npy: %w", err)
	}
	return nil
}

// WriteNPZ writes the arrays as an uncompressed .npz file. Equal arrays give equal bytes.
func WriteNPZ(w io.Writer, arrays ...Named) error {
	archive := zip.NewWriter(w)
	for _, a := range arrays {
		member, err := archive.CreateHeader(&zip.FileHeader{
			Name:     a.Name + ".npy",
			Method:   zip.Store,
			Modified: time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC), // the earliest in zip
		})
		if err == nil {
			err = a.write(member)
		}
		if err != nil {
			return fmt.Errorf("write %s of .npz: %w", a.Name, err)
		}
	}
	if err := archive.Close(); err != nil {
		return fmt.Errorf("write .npz: %w", err)
	}
	return nil
}

// write writes the array as a .npy file.
func (a Named) write(w io.Writer) error {
	n := 1
	for _, d := range a.Shape {
		n *= d
	}
	buffered := bufio.NewWriterSize(w, bufferSize(int64(128+8*n))) // a head, and numbers
	var err error
	switch {
	case a.Text != nil:
		err = a.writeTexts(buffered, n)
	case a.Int != nil:
		err = a.writeInts(buffered, n)
	default:
		err = a.writeFloats(buffered, n)
	}
	if err != nil {
		return err
	}
	return buffered.Flush()
}

func (a Named) writeFloats(w *bufio.Writer, n int) error {
	if _, err := w.WriteString(npyHead("<f4", a.Shape)); err != nil {
		return err
	}
	var length int
	var element [4]byte
	for part, err := range a.Parts() {
		if err != nil {
			return err
		}
		length += len(part)
		for _, v := range part {
			binary.LittleEndian.PutUint32(element[:], math.Float32bits(v))
			if _, err := w.Write(element[:]); err != nil {
				return err
			}
		}
	}
	if length != n {
		return fmt.Errorf("%d elements do not make a %s array", length, Sizes(a.Shape))
	}
	return nil
}

func (a Named) writeInts(w *bufio.Writer, n int) error {
	_, err := w.WriteString(npyHead("<i8", a.Shape))
	var element [8]byte
	for i := 0; i < n && err == nil; i++ {
		binary.LittleEndian.PutUint64(element[:], uint64(a.Int(i)))
		_, err = w.Write(element[:])
	}
	return err
}

// writeTexts writes texts of as many characters each as the longest has, at least one as in NumPy.
func (a Named) writeTexts(w *bufio.Writer, n int) error {
	width := 1
	for i := range n {
		width = max(width, utf8.RuneCountInString(a.Text(i)))
	}
	_, err := w.WriteString(npyHead(fmt.Sprintf("<U%d", width), a.Shape))
	var element []byte
	for i := 0; i < n && err == nil; i++ {
		element = element[:0]
		for _, r := range a.Text(i) {
			element = binary.LittleEndian.AppendUint32(element, uint32(r))
		}
		_, err = w.Write(append(element, make([]byte, 4*width-len(element))...))
	}
	return err
}

// npyHead returns the header, padded to a multiple of 64 bytes.
func npyHead(descr string, shape []int) string {
	list := strings.Trim(strings.ReplaceAll(fmt.Sprint(shape), " ", ", "), "[]")
	if len(shape) == 1 {
		list += "," // a tuple of one in Python
	}
	dict := fmt.Sprintf("{'descr': '%s', 'fortran_order': False, 'shape': (%s), }", descr, list)
	const before = len(MagicNPY) + 4
	pad := 63 - (before+len(dict))%64
	dict += strings.Repeat(" ", pad) + "\n"
	return MagicNPY + "\x01\x00" + string(binary.LittleEndian.AppendUint16(nil, uint16(len(dict)))) + dict
}
