package data_test

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"vae/data"
)

// raceDetector reports whether the tests run under the race detector.
var raceDetector bool

// idx returns an IDX file with the given type, sizes and elements.
func idx(kind byte, sizes []uint32, elements []byte) []byte {
	content := []byte{0, 0, kind, byte(len(sizes))}
	for _, n := range sizes {
		content = binary.BigEndian.AppendUint32(content, n)
	}
	return append(content, elements...)
}

// npy returns a .npy file of the given version, dictionary and elements.
func npy(version byte, dict string, elements []byte) []byte {
	content := append([]byte("\x93NUMPY"), version, 0)
	if version == 1 {
		content = binary.LittleEndian.AppendUint16(content, uint16(len(dict)))
	} else {
		content = binary.LittleEndian.AppendUint32(content, uint32(len(dict)))
	}
	return append(append(content, dict...), elements...)
}

func npyDict(descr, shape string) string {
	return fmt.Sprintf("{'descr': '%s', 'fortran_order': False, 'shape': %s, }\n", descr, shape)
}

func gz(content []byte) []byte {
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	z.Write(content)
	z.Close()
	return packed.Bytes()
}

// put writes a file, and the folders above it, and returns its path.
func put(t testing.TB, content []byte, path ...string) string {
	t.Helper()
	file := filepath.Join(path...)
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, content, 0o644); err != nil {
		t.Fatal(err)
	}
	return file
}

// picture returns a PNG file of one grey.
func picture(height, width int, grey byte) []byte {
	p := image.NewGray(image.Rect(0, 0, width, height))
	for i := range p.Pix {
		p.Pix[i] = grey
	}
	var content bytes.Buffer
	if err := png.Encode(&content, p); err != nil {
		panic(err)
	}
	return content.Bytes()
}

// encodedPNG returns a PNG file of a picture.
func encodedPNG(t *testing.T, p image.Image) []byte {
	t.Helper()
	var content bytes.Buffer
	if err := png.Encode(&content, p); err != nil {
		t.Fatal(err)
	}
	return content.Bytes()
}

// open opens a path that must be right.
func open(t testing.TB, path string, opts data.Options) *data.Splits {
	t.Helper()
	s, err := data.Open(t.Context(), path, opts)
	if err != nil {
		t.Fatal(err)
	}
	sameOnDisk(t, path, opts, s)
	return s
}

// pixels returns all pixels of a set as bytes.
func pixels(s *data.Set) []byte {
	var all []byte
	row := make([]float32, s.Pixels())
	for i := range s.Len() {
		s.Read(row, i)
		for _, v := range row {
			all = append(all, byte(v*255+0.5))
		}
	}
	return all
}

// wantFormat fails unless err is a *FormatError of one line that contains want.
func wantFormat(t *testing.T, err error, want string) {
	t.Helper()
	var format *data.FormatError
	if !errors.As(err, &format) {
		t.Fatalf("error %v (%T), want a *FormatError", err, err)
	}
	if !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
		t.Errorf("error %q, want one line with %q", err, want)
	}
}

// wantOption fails unless err is an *OptionError that contains want.
func wantOption(t *testing.T, err error, want string) {
	t.Helper()
	var option *data.OptionError
	if !errors.As(err, &option) || !strings.Contains(err.Error(), want) {
		t.Errorf("error %v (%T), want an *OptionError with %q", err, err, want)
	}
}
