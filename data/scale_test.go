package data_test

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"vae/data"
)

// encoded returns numbers as the elements of a type such as <i8, >f4 or |b1.
func encoded(descr string, values ...float64) []byte {
	var order binary.AppendByteOrder = binary.LittleEndian
	if descr[0] == '>' {
		order = binary.BigEndian
	}
	var b []byte
	for _, v := range values {
		switch descr[1:] {
		case "b1", "u1", "i1":
			b = append(b, byte(int(v)))
		case "u2", "i2":
			b = order.AppendUint16(b, uint16(int(v)))
		case "u4", "i4":
			b = order.AppendUint32(b, uint32(int(v)))
		case "u8", "i8":
			b = order.AppendUint64(b, uint64(int(v)))
		case "f2":
			b = order.AppendUint16(b, halfBits(v))
		case "f4":
			b = order.AppendUint32(b, math.Float32bits(float32(v)))
		case "f8":
			b = order.AppendUint64(b, math.Float64bits(v))
		default:
			panic(descr)
		}
	}
	return b
}

// halfBits returns the 16 bits of a number that needs no more: shifted from those of its float32.
func halfBits(v float64) uint16 {
	bits := math.Float32bits(float32(v))
	if bits<<1 == 0 {
		return uint16(bits >> 16)
	}
	return uint16(bits>>16&0x8000) | uint16((bits>>13&0x3FFFF)-(127-15)<<10)
}

// array returns a .npy file.
func array(descr string, shape string, values ...float64) []byte {
	return npy(1, npyDict(descr, shape), encoded(descr, values...))
}

// told returns all notices of a source.
func told(s *data.Splits) string {
	var lines strings.Builder
	for _, n := range s.Notices {
		fmt.Fprintln(&lines, n.Message)
	}
	return lines.String()
}

func TestScale_ofEveryIntegerType(t *testing.T) {
	for _, size := range []string{"1", "2", "4", "8"} {
		for _, kind := range []string{"<u", ">u", "<i", ">i"} {
			values, want := []float64{0, 51, 102, 255}, four
			if kind[1:]+size == "i1" {
				values, want = []float64{0, 51, 102, 127}, []byte{0, 51, 102, 127}
			}
			s := open(t, put(t, array(kind+size, "(1, 2, 2)", values...), t.TempDir(), "a.npy"), data.Options{})
			if !slices.Equal(pixels(s.All), want) {
				t.Errorf("%s: pixels %v, want %v", kind+size, pixels(s.All), want)
			}
			if said := strings.Contains(told(s), "taken for n/255"); said == (kind[1:]+size == "u1") {
				t.Errorf("%s: said %q", kind+size, told(s))
			}
		}
	}
	for kind, descr := range map[byte]string{0x09: ">i1", 0x0B: ">i2", 0x0C: ">i4"} {
		s := open(t, put(t, idx(kind, []uint32{1, 1, 3}, encoded(descr, 0, 16, 127)), t.TempDir(), "a.idx"), data.Options{})
		if !slices.Equal(pixels(s.All), []byte{0, 16, 127}) {
			t.Errorf("IDX type %02X: pixels %v", kind, pixels(s.All))
		}
	}
}

// Of each range: the first pixels as floats, and what is said.
func TestScale_ofUnmistakableRanges(t *testing.T) {
	for _, c := range []struct {
		descr  string
		values []float64
		want   []float32
		said   string
	}{
		{"<f2", []float64{0, 0.25, 0.5, 1}, []float32{0, 0.25, 0.5, 1}, ""},
		{"<f2", []float64{0, 1.0 / (1 << 14), 0.75, 1}, []float32{0, 1.0 / (1 << 14), 0.75, 1}, ""},
		{"<f4", []float64{0, 51, 102, 255}, []float32{0, 0.2, 0.4, 1}, "values from 0 to 255 taken for x/255"},
		{"<f8", []float64{0, 0.5, 127.5, 254}, []float32{0, 0.5 / 255, 0.5, 254.0 / 255}, "values from 0 to 254 taken for x/255"},
		{"<f8", []float64{0, 4, 8, 16}, []float32{0, 0.25, 0.5, 1}, "values from 0 to 16 taken for x/16"},
		{"<i8", []float64{0, 4, 8, 16}, []float32{0, 0.25, 0.5, 1}, "values from 0 to 16 taken for n/16"},
		{"|u1", []float64{0, 4, 8, 16}, []float32{0, 0.25, 0.5, 1}, "values from 0 to 16 taken for n/16"},
		{"<f8", []float64{-1, -0.5, 0, 1}, []float32{0, 0.25, 0.5, 1}, "values from -1 to 1 taken for (x+1)/2"},
		{"<i1", []float64{-1, 1, 1, -1}, []float32{0, 1, 1, 0}, "values from -1 to 1 taken for (n+1)/2"},
		{"<i8", []float64{0, 1, 1, 0}, []float32{0, 1, 1, 0}, "values from 0 to 1 taken for black and white"},
		{"<u2", []float64{0, 65535, 256, 1}, []float32{0, 1, 256.0 / 65535, 1.0 / 65535}, "values from 0 to 65535 taken for n/65535"},
		{"<i8", []float64{0, 40000, 0, 0}, []float32{0, 40000.0 / 65535, 0, 0}, "values from 0 to 40000 taken for n/65535"},
		{"<f8", []float64{-1e-17, 1.0000001, 0.5, 1}, []float32{0, 1, 0.5, 1}, "a little outside 0 to 1 are clipped: 2"},
		{"<i4", []float64{0, 7, 0, 0}, []float32{0, 7.0 / 255, 0, 0}, "the brightest pixel is nearly black"},
		{"|u1", []float64{0, 9, 0, 0}, []float32{0, 9.0 / 255, 0, 0}, "a.npy: values from 0 to 9 taken for n/255: the brightest pixel is nearly black"},
		{"<f4", []float64{0, 0.01, 0, 0}, []float32{0, 0.01, 0, 0}, "a.npy: values from 0 to 0.01: the brightest pixel is nearly black"},
		{"|u1", []float64{0, 0, 0, 0}, []float32{0, 0, 0, 0}, ""},
	} {
		s := open(t, put(t, array(c.descr, "(1, 2, 2)", c.values...), t.TempDir(), "a.npy"), data.Options{})
		got := make([]float32, 4)
		s.All.Read(got, 0)
		for i := range got {
			if math.Abs(float64(got[i]-c.want[i])) > 1e-7 { // a rounding of float32
				t.Errorf("%s %v: pixels %v, want %v", c.descr, c.values, got, c.want)
				break
			}
		}
		if said := told(s); !strings.Contains(said, c.said) || c.said == "" && said != "" {
			t.Errorf("%s %v: said %q, want %q", c.descr, c.values, said, c.said)
		}
	}
}

// Floats that are whole bytes give the same pixels as the bytes.
func TestScale_wholeFloatsAreBytes(t *testing.T) {
	values := make([]float64, 256)
	for i := range values {
		values[i] = float64(i)
	}
	a := open(t, put(t, array("|u1", "(1, 16, 16)", values...), t.TempDir(), "a.npy"), data.Options{}).All
	b := open(t, put(t, array("<f4", "(1, 16, 16)", values...), t.TempDir(), "a.npy"), data.Options{}).All
	if fingerprint(t, a) != fingerprint(t, b) {
		t.Error("other pixels")
	}
}

func TestScale_refusesWhatCanBeTakenInTwoWays(t *testing.T) {
	for _, c := range []struct {
		descr  string
		values []float64
		found  string
		hint   string
	}{
		{"<f8", []float64{0, 1.3, 0, 0}, "values from 0 to 1.3", "x / 1.3, or x.clip(0, 1)"},
		{"<f8", []float64{0, 1.002, 0, 0}, "values from 0 to 1.002", "x / 1.002, or x.clip(0, 1)"},
		{"<f8", []float64{0, 15, 0, 0}, "values from 0 to 15", "divide by 15 if that is white"},
		{"<f8", []float64{0, 100, 0, 0}, "values from 0 to 100", "divide by 100 if"},
		{"<f8", []float64{0, 4000, 0, 0}, "values from 0 to 4000", "divide by 4095 if"},
		{"<u2", []float64{0, 1000, 0, 0}, "values from 0 to 1000", "divide by 1023 if"},
		{"<i4", []float64{0, 100000, 0, 0}, "values from 0 to 100000", "divide by 131071 if"},
		{"<f8", []float64{-0.4, 2.9, 0, 0}, "values from -0.4 to 2.9", "(x - min) / (max - min), which is (x + 0.4) / 3.3"},
		{"<f8", []float64{-0.5, 0.5, 0, 0}, "values from -0.5 to 0.5", "(x + 1) / 2 if -1 is black"},
		{"<i1", []float64{-128, 127, 0, 0}, "values from -128 to 127", "(x + 128.0) / 255 if -128 is black"},
		{"<f8", []float64{0, 1e300, 0, 0}, "values from 0 to 1e+300", "divide by 1e+300"},
		{"<f2", []float64{0, math.Inf(1), 0, 0}, "+Inf at [0, 0, 1]", ""},
		{"<f8", []float64{0, 2, math.NaN(), 0}, "NaN at [0, 1, 0]", ""},
	} {
		if c.descr == "<f2" {
			c.values[1] = 65536 // whose bits are those of infinity
		}
		_, err := data.Open(t.Context(), put(t, array(c.descr, "(1, 2, 2)", c.values...), t.TempDir(), "a.npy"), data.Options{})
		wantFormat(t, err, "found "+c.found)
		wantHint(t, err, c.hint)
	}
}

// A dark part is read on the scale of the others; a part on another scale is an error.
func TestScale_isOneForAllParts(t *testing.T) {
	bright, dark := array("|u1", "(3, 2, 2)", 0, 255, 0, 0, 0, 1, 2, 3, 0, 0, 0, 0), array("|u1", "(1, 2, 2)", 0, 1, 1, 0)
	s := open(t, put(t, zipped(t, map[string][]byte{"x_train.npy": bright, "x_test.npy": dark}), t.TempDir(), "a.npz"), data.Options{})
	if got := pixels(s.Test); !slices.Equal(got, []byte{0, 1, 1, 0}) {
		t.Errorf("test pixels %v, want bytes as they are", got)
	}
	dir := t.TempDir()
	put(t, idx(8, []uint32{2, 1, 2}, four), dir, "train-images-idx3-ubyte")
	put(t, idx(8, []uint32{1, 1, 2}, []byte{0, 1}), dir, "t10k-images-idx3-ubyte")
	for _, testOnly := range []bool{false, true} {
		if got := pixels(open(t, dir, data.Options{TestOnly: testOnly}).Test); !slices.Equal(got, []byte{0, 1}) {
			t.Errorf("test pixels %v, test part alone: %v", got, testOnly)
		}
	}
	for _, c := range []struct{ train, test []byte }{
		{bright, array("<f4", "(1, 2, 2)", 0, 0.5, 0.7, 1)},
		{array("<f8", "(1, 2, 2)", 0, 255, 0.5, 0), array("<f8", "(1, 2, 2)", 0, 0.5, 0.7, 1)},
		{array("<f8", "(1, 2, 2)", -1, 1, 0.5, 0), array("<f8", "(1, 2, 2)", 0, 0.5, 0.7, 1)},
	} {
		path := put(t, zipped(t, map[string][]byte{"x_train.npy": c.train, "x_test.npy": c.test}), t.TempDir(), "a.npz")
		_, err := data.Open(t.Context(), path, data.Options{})
		wantFormat(t, err, "pixels on one scale in every part")
	}
}

// wantHint fails unless err is a *FormatError with a hint that contains want.
func wantHint(t *testing.T, err error, want string) {
	t.Helper()
	wantFormat(t, err, "")
	var format *data.FormatError
	if errors.As(err, &format); !strings.Contains(format.Hint, want) || want == "" && format.Hint != "" {
		t.Errorf("hint %q, want %q", format.Hint, want)
	}
}

// The parts of a source have one scale: a part that is nearly black on it is warned of.
func TestScale_ofAPartThatIsBlack(t *testing.T) {
	path := put(t, zipped(t, map[string][]byte{
		"x_train.npy": npy(1, npyDict("|u1", "(1, 2, 2)"), []byte{0, 100, 255, 7}),
		"x_test.npy":  npy(1, npyDict("|u1", "(1, 2, 2)"), []byte{0, 1, 1, 0}),
	}), t.TempDir(), "a.npz")
	if said := told(open(t, path, data.Options{})); !strings.Contains(said, "a.npz: the brightest pixel of the test part is 1, where 255 is white") {
		t.Errorf("said %q", said)
	}
}
