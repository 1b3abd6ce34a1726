package pictures_test

import (
	"bytes"
	"encoding/binary"
	"os"
	"slices"
	"testing"
)

// Forms of BMP that Windows and other programs write, but the decoder does not support, are read.
func TestBMP_forms(t *testing.T) {
	for _, c := range []struct {
		name, file string
		form       func(content []byte) []byte
	}{
		{"masks", "32.bmp", func(b []byte) []byte {
			b = plainHeader(b)
			b[30] = 3
			b[10] += 12
			return slices.Insert(b, 54, 0, 0, 0xff, 0, 0, 0xff, 0, 0, 0xff, 0, 0, 0)
		}},
		{"a gap", "24.bmp", func(b []byte) []byte {
			b[10] += 10
			return slices.Insert(b, 54, make([]byte, 10)...)
		}},
		{"a gap after the palette", "8.bmp", func(b []byte) []byte {
			at := binary.LittleEndian.Uint32(b[10:])
			binary.LittleEndian.PutUint32(b[10:], at+2)
			return slices.Insert(b, int(at), 7, 7)
		}},
		{"from the top down", "24.bmp", func(b []byte) []byte {
			binary.LittleEndian.PutUint32(b[22:], ^uint32(7)) // −8
			rows := slices.Collect(slices.Chunk(bytes.Clone(b[54:54+8*48]), 48))
			slices.Reverse(rows)
			copy(b[54:], slices.Concat(rows...))
			return b
		}},
	} {
		content, err := os.ReadFile("testdata/" + c.file)
		if err != nil {
			t.Fatal(err)
		}
		_, g := decode(t, c.form(content))
		if got, _ := g.Pixels(); got[16+4] > 9 || got[16+12] < 246 || got[6*16+4] < 119 || got[6*16+4] > 137 {
			t.Errorf("%s: %v", c.name, got)
		}
	}
	content, err := os.ReadFile("testdata/8.bmp")
	if err != nil {
		t.Fatal(err)
	}
	content[30] = 1 // run lengths
	if f := fault(t, content); f.Expected != "a BMP picture of a kind that can be read" {
		t.Error(f)
	}
}

// plainHeader returns a 32-bit BMP file with the shortest header.
func plainHeader(content []byte) []byte {
	at := binary.LittleEndian.Uint32(content[10:])
	plain := append(bytes.Clone(content[:54]), content[at:]...)
	binary.LittleEndian.PutUint32(plain[10:], 54)
	binary.LittleEndian.PutUint32(plain[14:], 40)
	return plain
}
