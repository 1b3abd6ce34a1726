package format

import (
	"archive/zip"
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"strings"
	"time"
	"unicode/utf8"
)

// Named is a named array of an .npz file, in C order: of float32 if Floats is not nil, of texts if
// Texts is not nil, otherwise of int64.
type Named struct {
	Name   string
	Shape  []int
	Floats []float32
	Texts  []string
	Ints   []int
}

// WriteNPY writes data in C order as a .npy file of float32, version 1.0.
func WriteNPY(w io.Writer, shape []int, data []float32) error {
	if data == nil {
		data = []float32{}
	}
	if err := (Named{Shape: shape, Floats: data}).write(w); err != nil {
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
	descr, length, appendElement := a.elements()
	if length != n {
		return fmt.Errorf("%d elements do not make a %s array", length, Sizes(a.Shape))
	}
	buffered := bufio.NewWriterSize(w, 1<<16)
	if _, err := buffered.WriteString(npyHead(descr, a.Shape)); err != nil {
		return err
	}
	var element []byte
	for i := range length {
		element = appendElement(element[:0], i)
		if _, err := buffered.Write(element); err != nil {
			return err
		}
	}
	return buffered.Flush()
}

// elements returns the type and the number of the elements, and a function that appends the bytes
// of the i-th.
func (a Named) elements() (descr string, n int, appendElement func(to []byte, i int) []byte) {
	switch {
	case a.Floats != nil:
		return "<f4", len(a.Floats), func(to []byte, i int) []byte {
			return binary.LittleEndian.AppendUint32(to, math.Float32bits(a.Floats[i]))
		}
	case a.Texts != nil:
		width := 1 // characters of the longest text, at least 1 in NumPy
		for _, text := range a.Texts {
			width = max(width, utf8.RuneCountInString(text))
		}
		return fmt.Sprintf("<U%d", width), len(a.Texts), func(to []byte, i int) []byte {
			for _, r := range a.Texts[i] {
				to = binary.LittleEndian.AppendUint32(to, uint32(r))
			}
			return append(to, make([]byte, 4*width-len(to))...)
		}
	}
	return "<i8", len(a.Ints), func(to []byte, i int) []byte {
		return binary.LittleEndian.AppendUint64(to, uint64(a.Ints[i]))
	}
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
