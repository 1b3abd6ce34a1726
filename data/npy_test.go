package data_test

import (
	"encoding/binary"
	"math"
	"slices"
	"strings"
	"testing"

	"vae/data"
	"vae/internal/raster"
)

// elements encodes 0, 0.2, 0.4, 1 (or 0, 51, 102, 255) as an element type.
func elements(descr string) []byte {
	var order binary.AppendByteOrder = binary.LittleEndian
	if descr[0] == '>' {
		order = binary.BigEndian
	}
	var b []byte
	for _, v := range []float64{0, 0.2, 0.4, 1} {
		switch descr[1:] {
		case "u1":
			b = append(b, byte(v*255))
		case "f4":
			b = order.AppendUint32(b, math.Float32bits(float32(v)))
		case "f8":
			b = order.AppendUint64(b, math.Float64bits(v))
		}
	}
	return b
}

func TestNPY_readsEveryForm(t *testing.T) {
	for _, descr := range []string{"|u1", "<f4", ">f4", "<f8", ">f8"} {
		for _, shape := range []string{"(1, 2, 2)", "(1, 2, 2, 1)", "(1, 1, 2, 2)", "(1, 4)", "(1,2,2,)", "(1, 1, 4)"} {
			for version := byte(1); version <= 3; version++ {
				path := put(t, npy(version, npyDict(descr, shape), elements(descr)), t.TempDir(), "a.npy")
				if s := open(t, path, data.Options{}).All; s.Len() != 1 || !slices.Equal(pixels(s), four) {
					t.Errorf("%s %s version %d: %d images, %v", descr, shape, version, s.Len(), pixels(s))
				}
			}
		}
	}
}

func TestNPY_boolean(t *testing.T) {
	path := put(t, npy(1, npyDict("|b1", "(1, 2, 2)"), []byte{0, 1, 1, 0}), t.TempDir(), "a.npy")
	if got, want := pixels(open(t, path, data.Options{}).All), []byte{0, 255, 255, 0}; !slices.Equal(got, want) {
		t.Errorf("pixels %v, want %v", got, want)
	}
}

// numpy.asfortranarray(numpy.arange(12).reshape(2, 2, 3)) holds these bytes.
func TestNPY_fortranOrder(t *testing.T) {
	dict := strings.Replace(npyDict("|u1", "(2, 2, 3)"), "False", "True", 1)
	path := put(t, npy(1, dict, []byte{0, 6, 3, 9, 1, 7, 4, 10, 2, 8, 5, 11}), t.TempDir(), "a.npy")
	if got, want := pixels(open(t, path, data.Options{}).All), []byte{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}; !slices.Equal(got, want) {
		t.Errorf("pixels %v, want %v", got, want)
	}
}

func TestNPY_rowsTakeTheSizeAskedFor(t *testing.T) {
	path := put(t, npy(1, npyDict("|u1", "(2, 6)"), make([]byte, 12)), t.TempDir(), "a.npy")
	s := open(t, path, data.Options{Size: data.Size{Height: 2, Width: 3}}).All
	if s.Shape() != raster.Grey(2, 3) || s.Len() != 2 {
		t.Errorf("%d images of %v, want 2 of 2×3", s.Len(), s.Shape())
	}
	_, err := data.Open(t.Context(), path, data.Options{})
	wantFormat(t, err, "N×D with square D or a given size, found 2×6")
	path = put(t, npy(1, npyDict("|u1", "(2, 2, 3)"), make([]byte, 12)), t.TempDir(), "a.npy")
	_, err = data.Open(t.Context(), path, data.Options{Size: data.Size{Height: 3, Width: 2}})
	wantOption(t, err, "images of 2×3, not of 3×2")
	_, err = data.Open(t.Context(), path, data.Options{Size: data.Size{Height: -1, Width: 2}})
	wantOption(t, err, "-1×2 is not a size")
}

func TestNPY_badContent(t *testing.T) {
	good := npy(1, npyDict("|u1", "(1, 2, 2)"), four)
	for _, c := range []struct {
		name    string
		content []byte
		want    string
	}{
		{"only magic", good[:6], "8 bytes of .npy magic"},
		{"version 9", npy(9, npyDict("|u1", "(1, 2, 2)"), four), "version 1, 2 or 3 of .npy at byte 6, found 9"},
		{"short header", good[:30], "bytes of header"},
		{"vast header", npy(2, strings.Repeat(" ", 1<<17), nil), "a header of 65536 bytes at most"},
		{"no descr", npy(1, "{'shape': (1, 2)}", four), "the type of the elements"},
		{"no shape", npy(1, "{'descr': '|u1', 'fortran_order': False}", four), "fortran_order and shape"},
		{"objects", npy(1, npyDict("|O", "(1, 2, 2)"), four), `found object (pickled)`},
		{"complex", npy(1, npyDict("<c8", "(1, 2, 2)"), four), "found complex64"},
		{"records", npy(1, "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }", four), "found records"},
		{"negative size", npy(1, npyDict("|u1", "(-1, 2, 2)"), four), "fortran_order and shape"},
		{"uncountable size", npy(1, npyDict("|u1", "(99999999999999999999, 2)"), four), "countable"},
		{"overflow", npy(1, npyDict("<f8", "(4, 4294967296, 4294967296)"), four), "product can be counted"},
		{"nine dimensions", npy(1, npyDict("|u1", "(1,1,1,1,1,1,1,1,1)"), []byte{0}), "8 countable sizes at most"},
		{"truncated", good[:len(good)-1], "4 bytes of elements of a 1×2×2 array"},
		{"trailing", append(slices.Clone(good), 0), "found more bytes"},
		{"two channels", npy(1, npyDict("|u1", "(1, 2, 2, 2)"), make([]byte, 8)), "found 1×2×2×2"},
		{"zero images", npy(1, npyDict("|u1", "(0, 2, 2)"), nil), "found 0×2×2"},
		{"no pixels", npy(1, npyDict("|u1", "(3, 0)"), nil), "found 3×0"},
		{"scalar", npy(1, npyDict("|u1", "()"), []byte{1}), "found 0-dimensional"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := data.Open(t.Context(), put(t, c.content, t.TempDir(), "a.npy"), data.Options{})
			wantFormat(t, err, c.want)
		})
	}
}
