package format_test

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"testing"

	"vae/data/internal/format"
)

// read returns the array in the content of an IDX or .npy file.
func read(content []byte, use format.Use) (*format.Array, error) {
	in, err := format.New("input", bytes.NewReader(content), int64(len(content)), format.Limit{}, io.Discard)
	if err != nil {
		return nil, err
	}
	h, err := in.Header()
	if err != nil {
		return nil, err
	}
	return in.Array(h, use)
}

func TestWriteNPY_isReadBack(t *testing.T) {
	var file bytes.Buffer
	want := []float32{0, -1.5, 1e-20, 3, 4, 5}
	if err := format.WriteNPY(&file, format.Named{Shape: []int{2, 3}, Floats: want}); err != nil {
		t.Fatal(err)
	}
	a, err := read(file.Bytes(), format.Codes)
	if err != nil || !slices.Equal(a.Floats, want) || !slices.Equal(a.Shape, []int{2, 3}) {
		t.Errorf("read %+v, %v; want %v", a, err, want)
	}
}

// TestWriteNPY_streams checks that an array that comes in parts has the bytes of one in memory, and
// that the error of a part, or a part too few, is one.
func TestWriteNPY_streams(t *testing.T) {
	whole := []float32{0, -1.5, 1e-20, 3, 4, 5}
	stream := func(fault error, parts ...[]float32) format.Named {
		return format.Named{Shape: []int{2, 3}, Stream: func(yield func([]float32, error) bool) {
			for _, part := range parts {
				if !yield(part, nil) {
					return
				}
			}
			if fault != nil {
				yield(nil, fault)
			}
		}}
	}
	var want, got bytes.Buffer
	err := errors.Join(format.WriteNPY(&want, format.Named{Shape: []int{2, 3}, Floats: whole}),
		format.WriteNPY(&got, stream(nil, whole[:1], nil, whole[1:])))
	if err != nil || !bytes.Equal(got.Bytes(), want.Bytes()) {
		t.Errorf("%v, % x, want % x", err, got.Bytes(), want.Bytes())
	}
	fault := errors.New("broken")
	if err := format.WriteNPY(&got, stream(fault, whole)); !errors.Is(err, fault) {
		t.Errorf("error %v, want %v", err, fault)
	}
	if err := format.WriteNPY(&got, stream(nil, whole[1:])); err == nil {
		t.Error("five elements make a 2×3 array")
	}
}

func TestWriteNPZ_isReadBack(t *testing.T) {
	var file bytes.Buffer
	err := format.WriteNPZ(&file, format.Named{Name: "label", Shape: []int{2}, Int: func(i int) int { return []int{7, -1}[i] }},
		format.Named{Name: "class", Shape: []int{2}, Text: func(i int) string { return []string{"ψ", ""}[i] }})
	if err != nil {
		t.Fatal(err)
	}
	z, err := format.NewNPZ("input", bytes.NewReader(file.Bytes()), int64(file.Len()), format.Limit{})
	if err != nil {
		t.Fatal(err)
	}
	if names := z.Names; !slices.Equal(names, []string{"class", "label"}) {
		t.Errorf("names %q", names)
	}
	if a, err := z.Array("label", format.Labels); err != nil || !slices.Equal(a.Ints, []int{7, -1}) {
		t.Errorf("labels %+v, %v", a, err)
	}
	if a, err := z.Array("class", format.Labels); err != nil || !slices.Equal(a.Texts, []string{"ψ", ""}) {
		t.Errorf("classes %+v, %v", a, err)
	}
}

func TestArray_isNarrow(t *testing.T) {
	shorts := []byte{0, 0, 0x0B, 1, 0, 0, 0, 3, 0, 0, 0, 255, 1, 0} // IDX: 0, 255, 256
	a, err := read(shorts, format.Pixels)
	if err != nil || !slices.Equal(a.Words, []uint16{0, 255, 256}) || a.Low != 0 || a.High != 256 || !a.Whole {
		t.Errorf("read %+v, %v", a, err)
	}
}

func TestBytes_areRoundedUp(t *testing.T) {
	for n, want := range map[int64]string{0: "1KiB", 1025: "2KiB", 1 << 20: "1MiB", 1<<30 + 1: "2GiB"} {
		if got := format.Bytes(n); got != want {
			t.Errorf("%d: %s, want %s", n, got, want)
		}
	}
}
