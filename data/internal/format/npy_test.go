package format_test

import (
	"encoding/binary"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
	"testing"

	"vae/data/internal/format"
)

// npy returns a .npy file of version 1.0 with these elements.
func npy(descr string, fortran bool, shape string, elements ...byte) []byte {
	order := map[bool]string{false: "False", true: "True"}[fortran]
	dict := fmt.Sprintf("{'descr': '%s', 'fortran_order': %s, 'shape': %s, }\n", descr, order, shape)
	head := binary.LittleEndian.AppendUint16([]byte(format.MagicNPY+"\x01\x00"), uint16(len(dict)))
	return append(append(head, dict...), elements...)
}

func TestArray_typesOfElements(t *testing.T) {
	for name, c := range map[string]struct {
		content []byte
		use     format.Use
		want    any
	}{
		"halves":   {npy("<f2", false, "(3,)", 0, 0x3e, 0, 0xc0, 1, 0), format.Codes, []float32{1.5, -2, 0x1p-24}},
		"booleans": {npy("|b1", false, "(3,)", 0, 1, 2), format.Pixels, []byte{0, 1, 1}},
		"Fortran":  {npy("<u2", true, "(2, 2)", 0, 1, 1, 1, 2, 1, 3, 1), format.Pixels, []uint16{256, 258, 257, 259}},
		"signed":   {npy(">i4", false, "(2,)", 255, 255, 255, 254, 0, 0, 1, 0), format.Labels, []int{-2, 256}},
		"texts":    {npy("|S2", false, "(2,)", 'a', 0, 'b', 'c'), format.Labels, []string{"a", "bc"}},
	} {
		a, err := read(c.content, c.use)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		got := map[string]any{"[]float32": a.Floats, "[]uint8": a.Bytes, "[]uint16": a.Words, "[]int": a.Ints, "[]string": a.Texts}
		if kind := reflect.TypeOf(c.want).String(); !reflect.DeepEqual(got[kind], c.want) {
			t.Errorf("%s: %v, want %v", name, got[kind], c.want)
		}
	}
}

func TestArray_errors(t *testing.T) {
	for want, content := range map[string][]byte{
		"expected elements that are integers, floats or booleans, found object (pickled)": npy("|O", false, "(1,)"),
		"expected version 1, 2 or 3 of .npy at byte 6, found 9":                           []byte(format.MagicNPY + "\x09\x00"),
		"expected a shape of 8 countable sizes at most at byte 10":                        npy("|u1", false, "(1,1,1,1,1,1,1,1,1)"),
		"expected 4 bytes of elements of a 2×2 array at byte":                             npy("|u1", false, "(2, 2)", 1, 2),
		"expected the end of the file at byte":                                            npy("|u1", false, "(1,)", 1, 2),
		"expected an IDX or .npy file at byte 0, found 01 02":                             {1, 2},
		"expected IDX magic number at byte 0, found an empty file":                        {},
		"expected an IDX magic number 00 00 08…0E NN at byte 0, found 00 00 07 01":        {0, 0, 7, 1},
		"expected 1 to 8 dimensions at byte 3, found 9":                                   {0, 0, 8, 9},
	} {
		if _, err := read(content, format.Pixels); err == nil || !strings.Contains(err.Error(), "input: "+want) {
			t.Errorf("error %v, want %q", err, want)
		}
	}
}

func TestTable_namesNumbersAndTexts(t *testing.T) {
	text := "# a remark\nname;a;b\nx;1;2,5\n"
	plan := func(names, cells []string) ([]format.Column, error) {
		if !slices.Equal(names, []string{"name", "a", "b"}) || len(cells) != 3 {
			t.Errorf("names %q, cells %q", names, cells)
		}
		return []format.Column{format.Text, format.Number, format.Number}, nil
	}
	table := func(text string) (*format.Table, error) {
		in, err := format.New("input", strings.NewReader(text), int64(len(text)), format.Limit{}, io.Discard)
		if err != nil {
			t.Fatal(err)
		}
		return in.Table(4, format.Codes, plan)
	}
	got, err := table(strings.ReplaceAll(text, ",", "."))
	if err != nil {
		t.Fatal(err)
	}
	if a := got.Numbers; !slices.Equal(a.Floats, []float32{1, 2.5}) || !slices.Equal(a.Texts, []string{"x"}) || !slices.Equal(a.Shape, []int{1, 2}) {
		t.Errorf("table %+v", a)
	}
	if _, err := table(text); err == nil || !strings.Contains(err.Error(), `expected a number in row 0, column "b", found "2,5"`) {
		t.Errorf("error %v", err)
	}
}
