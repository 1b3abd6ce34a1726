package data_test

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing"

	"vae/data"
)

var codes = []float32{0.5, -1, 1e-20, 3, 4, 5}

func TestWriteNPY_isAlignedAndReadBack(t *testing.T) {
	for _, shape := range [][]int{{6}, {2, 3}, {3, 2}, {1, 2, 3, 1}} {
		var file bytes.Buffer
		if err := data.WriteNPY(&file, shape, codes); err != nil {
			t.Fatal(err)
		}
		if n := file.Len() - 4*len(codes); n%64 != 0 {
			t.Errorf("%v: %d bytes before the elements, want a multiple of 64", shape, n)
		}
		got, err := data.ReadCodes(put(t, file.Bytes(), t.TempDir(), "c.npy"))
		switch len(shape) {
		case 1:
			shape = append([]int{1}, shape...)
		case 4:
			wantFormat(t, err, "codes × latent dimensions, found 1×2×3×1")
			continue
		}
		if err != nil || !slices.Equal(got.Values, codes) || got.Rows != shape[0] || got.Dimensions != shape[1] {
			t.Errorf("%v: read %+v, %v", shape, got, err)
		}
	}
	err := data.WriteNPY(&bytes.Buffer{}, []int{2, 2}, codes)
	if want := "data: write .npy: 6 elements do not make a 2×2 array"; err == nil || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
}

// TestReadCodesNPY_isReadCodes reads .npy files from memory and from disk.
func TestReadCodesNPY_isReadCodes(t *testing.T) {
	for _, file := range [][]byte{npy(1, npyDict("<f4", "(2, 1)"), make([]byte, 8)), npy(1, npyDict("<f8", "(3,)"), make([]byte, 24)), npy(1, npyDict("<i2", "(1, 2)"), []byte{1, 0, 255, 255}),
		npy(1, npyDict("<f4", "(1, 1, 1)"), make([]byte, 4)), npy(1, npyDict("<f4", "(1, 1)"), []byte{0, 0, 0xc0, 0x7f}), npy(1, npyDict("<f4", "(0, 2)"), nil), npy(1, npyDict("<f4", "(9, 2)"), nil),
		[]byte("\x93NUMPY\x01")} {
		path := put(t, file, t.TempDir(), "c.npy")
		want, failure := data.ReadCodes(path)
		got, err := data.ReadCodesNPY(path, file, 1<<20)
		if fmt.Sprint(got) != fmt.Sprint(want) || fmt.Sprint(err) != fmt.Sprint(failure) {
			t.Errorf("read %+v, %v, want %+v, %v", got, err, want, failure)
		}
	}
}

func TestWriteNPZ_isDeterministicAndReadBack(t *testing.T) {
	labels := []int{7, -2, 1 << 40}
	arrays := []data.Array{
		{Name: "codes", Shape: []int{3, 2}, Floats: codes},
		{Name: "labels", Shape: []int{3}, Int: func(i int) int { return labels[i] }},
	}
	var first, second bytes.Buffer
	if err := errors.Join(data.WriteNPZ(&first, arrays...), data.WriteNPZ(&second, arrays...)); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(first.Bytes(), second.Bytes()) {
		t.Error("the same arrays give other bytes")
	}
	got, err := data.ReadCodes(put(t, first.Bytes(), t.TempDir(), "c.npz"))
	if err != nil || !slices.Equal(got.Values, codes) || got.Rows != 3 || got.Dimensions != 2 {
		t.Errorf("read %+v, %v", got, err)
	}
	images := data.Array{Name: "x", Shape: []int{3, 1, 1}, Floats: []float32{0, 0.2, 1}}
	first.Reset()
	if err := data.WriteNPZ(&first, images, arrays[1]); err != nil {
		t.Fatal(err)
	}
	if s := open(t, put(t, first.Bytes(), t.TempDir(), "x.npz"), data.Options{}).All; !slices.Equal(s.Labels(), labels) {
		t.Errorf("labels %v, want %v", s.Labels(), labels)
	}
}

// TestWriteNPZ_texts compares with NumPy's layout of texts: UTF-32, padded with zeros to the length
// of the longest.
func TestWriteNPZ_texts(t *testing.T) {
	for _, c := range []struct {
		texts []string
		descr string
		want  string
	}{
		{[]string{"a", "ψ.png", ""}, "'<U5'", "a\x00\x00\x00" + strings.Repeat("\x00", 16) +
			"\xc8\x03\x00\x00.\x00\x00\x00p\x00\x00\x00n\x00\x00\x00g\x00\x00\x00" + strings.Repeat("\x00", 20)},
		{[]string{""}, "'<U1'", "\x00\x00\x00\x00"},
	} {
		var file bytes.Buffer
		if err := data.WriteNPZ(&file, data.Array{Name: "file", Shape: []int{len(c.texts)}, Text: func(i int) string { return c.texts[i] }}); err != nil {
			t.Fatal(err)
		}
		if content := file.String(); !strings.Contains(content, c.descr) || !strings.Contains(content, "\n"+c.want+"PK") {
			t.Errorf("%q: %q", c.texts, content)
		}
	}
}

func TestWriteNPZ_reportsAFullDisk(t *testing.T) {
	err := data.WriteNPZ(full{}, data.Array{Name: "a", Shape: []int{6}, Floats: codes})
	if !errors.Is(err, errFull) {
		t.Errorf("error %v, want %v", err, errFull)
	}
}

var errFull = errors.New("disk full")

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errFull }

func TestReadCodes_csv(t *testing.T) {
	for _, text := range []string{
		"0.5,-1\n1e-20,3\n4,5\n",
		"z0,z1\n0.5, -1\n1e-20,3\n4,5",
		"mean0,mean1,logvar0,logvar1\n0.5,-1,9,9\n1e-20,3,9,9\n4,5,9,9\n",
		"Index,z0,label,z1\n0,0.5,7,-1\n1,1e-20,x,3\n2,4,,5\n",
		"\ufeffindex,part,file,label,class,z0,z1\n0,train,\"a,\"\"b\n.png\",7,'=x,0.5,-1\n1,test,b,7,y,1e-20,3\n0,test,,,,4,5\n",
		",Unnamed: 0,z0,z1\n0,0,0.5,-1\n1,1,1e-20,3\n2,2,4,5\n",
		"\ufeff0.5,-1\n1e-20,3\n4,5\n",
	} {
		got, err := data.ReadCodes(put(t, []byte(text), t.TempDir(), "c.csv"))
		if err != nil || !slices.Equal(got.Values, codes) || got.Rows != 3 || got.Dimensions != 2 {
			t.Errorf("%q: read %+v, %v", text, got, err)
		}
	}
}

// TestReadCodes_labels: labels are whole numbers in a column or an array called label.
func TestReadCodes_labels(t *testing.T) {
	of := func(name string, labels ...int) []byte {
		var file bytes.Buffer
		arrays := []data.Array{{Name: "codes", Shape: []int{3, 2}, Floats: codes}, {Name: name, Shape: []int{len(labels)}, Int: func(i int) int { return labels[i] }}}
		if err := data.WriteNPZ(&file, arrays...); err != nil {
			t.Fatal(err)
		}
		return file.Bytes()
	}
	for _, c := range []struct {
		content []byte
		want    []int
	}{
		{of("label", 7, -5, 1<<40), []int{7, -5, 1 << 40}},
		{of("label", 7, -5), nil},
		{of("labels", 7, -5, 1), nil},
		{[]byte("z0,z1,Label,class\n0.5,-1,7,x\n1e-20,3,-5,\n4,5,7.0,y\n"), []int{7, -5, 7}},
		{[]byte("label,z0,z1\n7,0.5,-1\n,1e-20,3\n7,4,5\n"), nil},
		{[]byte("label,z0,z1\ncat,0.5,-1\ndog,1e-20,3\ncat,4,5\n"), nil},
		{[]byte("z0,z1\n0.5,-1\n1e-20,3\n4,5\n"), nil},
	} {
		got, err := data.ReadCodes(put(t, c.content, t.TempDir(), "codes"))
		if err != nil || !slices.Equal(got.Labels, c.want) || !slices.Equal(got.Values, codes) {
			t.Errorf("%.40q: read %+v, %v, want labels %v", c.content, got, err, c.want)
		}
	}
}

func TestReadCodes_badContent(t *testing.T) {
	for _, c := range []struct{ content, want string }{
		{"", "rows of numbers, found none"},
		{"\x08\x00\x00\x00{}", "a .npy, .npz or .csv file at byte 0, found 08 00 00 00 7B 7D"},
		{"z0,z1\n", "rows of numbers, found none"},
		{"label\n1\n", "rows of numbers, found none"},
		{"z1,z0\n1,2\n", "columns in the order of their numbers, found z1 before z0"},
		{"z0,z1,z10,z2\n1,2,3,4\n", "found z10 before z2"},
		{"1,2\n3\n", "2 cells in line 2, as in the first, found 1"},
		{"1,2\n3,x\n", `a number in row 1, column 1, found "x"`},
		{"1,2\n3,NaN\n", "finite codes, found NaN in row 1, column 1"},
		{"index,z0,z1\n0,2,3\n1,-inf,5\n", `finite codes, found -Inf in row 1, column "z0"`},
		{"1,2\n3,1e99\n", "finite codes, found +Inf in row 1, column 1"},
		{"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "codes in a .npy or .npz file or a table, found a picture"},
		{"1,\"2\n", "a quote at the end of a cell in line 1"},
		{string(gz([]byte("1" + strings.Repeat(",1", 4<<20)))), "a row of less than 4194304 bytes at byte 0, found more"},
		{string(gz([]byte("1\n\"" + strings.Repeat("1\n", 4<<20)))), "a row of less than 4194304 bytes at byte 2, found more"},
		{string(npy(1, npyDict("<f4", "(0, 4)"), nil)), "found 0×4"},
		{string(zipped(t, map[string][]byte{"p.npy": nil, "q.npy": nil})), "codes under one of the names codes, z, sample, mean, arr_0, found p (unreadable), q (unreadable)"},
	} {
		_, err := data.ReadCodes(put(t, []byte(c.content), t.TempDir(), "codes"))
		wantFormat(t, err, c.want)
	}
	if _, err := data.ReadCodes("nothing.npy"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("error %v, want fs.ErrNotExist", err)
	}
}

func ExampleWriteNPY() {
	var file bytes.Buffer
	if err := data.WriteNPY(&file, []int{1, 2}, []float32{0.5, -1}); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(strings.TrimSpace(file.String()[10:128]))
	fmt.Printf("% x\n", file.Bytes()[128:])
	// Output:
	// {'descr': '<f4', 'fortran_order': False, 'shape': (1, 2), }
	// 00 00 00 3f 00 00 80 bf
}
