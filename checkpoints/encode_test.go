package checkpoints_test

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"vae/checkpoints"
)

// small returns a state of a few hundred bytes that differs from step to step.
func small(step int64) *checkpoints.State {
	return &checkpoints.State{
		Step:     step,
		Metadata: map[string]string{"config": `{"name":"<é & ü>"}`, "epoch": fmt.Sprint(step / 10)},
		Tensors: []checkpoints.Tensor{
			{Name: "decoder/out/weight", Shape: []int{2, 3}, Data: []float32{1, 2, 3, 4, 5, float32(step)}},
			{Name: "decoder/out/bias", Shape: []int{1}, Data: []float32{-1}},
		},
	}
}

// encode returns a state's file.
func encode(t testing.TB, state *checkpoints.State) []byte {
	t.Helper()
	var buf bytes.Buffer
	if err := checkpoints.Encode(&buf, state); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func decode(file []byte) (*checkpoints.State, error) {
	return checkpoints.Decode(bytes.NewReader(file), int64(len(file)))
}

// equal compares states bit by bit, whatever the order of their tensors.
func equal(t testing.TB, a, b *checkpoints.State) bool {
	t.Helper()
	return bytes.Equal(encode(t, a), encode(t, b))
}

func TestEncode_roundTrip(t *testing.T) {
	large := make([]float32, 200_001) // several chunks, the last one not full
	for i := range large {
		large[i] = float32(i) * 0.37
	}
	state := &checkpoints.State{
		Step:     math.MaxInt64,
		Metadata: map[string]string{"": "", "config": "line\n\"quoted\" </script> \u2028 ü", "nul": "\x00"},
		Tensors: []checkpoints.Tensor{
			{Name: "empty", Shape: []int{3, 0}, Data: []float32{}},
			{Name: "large", Shape: []int{3, 66667}, Data: large},
			{Name: "scalar", Shape: []int{}, Data: []float32{float32(math.Copysign(0, -1))}},
			{Name: "strange \"ü\" \n", Shape: []int{1, 1, 1, 1, 1, 1, 1, 2},
				Data: []float32{math.Float32frombits(0x7fa12345), float32(math.Inf(-1))}},
		},
	}
	got, err := decode(encode(t, state))
	if err != nil {
		t.Fatal(err)
	}
	if got.Step != state.Step || !maps.Equal(got.Metadata, state.Metadata) || len(got.Tensors) != len(state.Tensors) {
		t.Fatalf("got step %d, metadata %q, %d tensors", got.Step, got.Metadata, len(got.Tensors))
	}
	for i, want := range state.Tensors {
		got := got.Tensors[i]
		sameBits := slices.EqualFunc(got.Data, want.Data, func(a, b float32) bool {
			return math.Float32bits(a) == math.Float32bits(b)
		})
		if got.Name != want.Name || !slices.Equal(got.Shape, want.Shape) || !sameBits {
			t.Errorf("tensor %q: got %q of shape %v", want.Name, got.Name, got.Shape)
		}
	}
}

func TestEncode_equalStateGivesEqualBytes(t *testing.T) {
	want := encode(t, small(7))
	for range 20 { // map order differs from run to run
		other := small(7)
		slices.Reverse(other.Tensors)
		if !bytes.Equal(encode(t, other), want) {
			t.Fatal("bytes differ")
		}
	}
}

// The reader of safetensors' reference implementation takes data that begin at any byte; others map
// the file.
func TestEncode_alignsData(t *testing.T) {
	for n := range 16 {
		state := small(1)
		state.Metadata["pad"] = strings.Repeat("x", n)
		file := encode(t, state)
		if data := 6*4 + 4 + 32; (len(file)-data)%8 != 0 {
			t.Errorf("padding %d: data begin at byte %d", n, len(file)-data)
		}
	}
}

func TestEncode_refusesWhatCannotBeReadBack(t *testing.T) {
	tensor := func(name string, shape ...int) *checkpoints.State {
		return &checkpoints.State{Tensors: []checkpoints.Tensor{{Name: name, Shape: shape, Data: make([]float32, 2)}}}
	}
	twice := tensor("a", 2)
	twice.Tensors = append(twice.Tensors, twice.Tensors[0])
	many := &checkpoints.State{}
	for i := range 10_000 {
		many.Tensors = append(many.Tensors, checkpoints.Tensor{Name: fmt.Sprint(i), Shape: []int{0}})
	}
	for want, state := range map[string]*checkpoints.State{
		"step -1 is negative":                         {Step: -1},
		`metadata key "step" is taken`:                {Metadata: map[string]string{"step": "1"}},
		`metadata "a" is not valid UTF-8`:             {Metadata: map[string]string{"a": "\xff"}},
		`tensor "": name`:                             tensor("", 2),
		`tensor "__digest__": name`:                   tensor("__digest__", 2),
		`tensor "\xff": name is not valid`:            tensor("\xff", 2),
		`tensor "a" occurs twice`:                     twice,
		"shape [3] does not fit 2 elements":           tensor("a", 3),
		"shape [-1 -2] does not fit 2":                tensor("a", -1, -2),
		fmt.Sprintf("shape [%d 2] does", math.MaxInt): tensor("a", math.MaxInt, 2),
		"9 dimensions, at most 8 fit":                 tensor("a", 1, 1, 1, 1, 1, 1, 1, 1, 2),
		"10000 tensors, at most 9999 fit":             many,
	} {
		var buf bytes.Buffer
		err := checkpoints.Encode(&buf, state)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want …%s…", err, want)
		}
		if buf.Len() > 0 {
			t.Errorf("%s: %d bytes were written", want, buf.Len())
		}
	}
}

func TestEncode_reportsShortWrites(t *testing.T) {
	file := encode(t, small(1))
	for n := range file {
		if err := checkpoints.Encode(&shortWriter{n}, small(1)); !errors.Is(err, io.ErrShortWrite) {
			t.Fatalf("%d bytes: got %v", n, err)
		}
	}
}

// shortWriter takes so many bytes and says nothing about the rest.
type shortWriter struct{ left int }

func (w *shortWriter) Write(p []byte) (int, error) {
	n := min(len(p), w.left)
	w.left -= n
	return n, nil
}

func ExampleEncode() {
	state := &checkpoints.State{
		Step:     4690,
		Metadata: map[string]string{"epoch": "10"},
		Tensors:  []checkpoints.Tensor{{Name: "encoder/fc1/bias", Shape: []int{2}, Data: []float32{0.5, -0.5}}},
	}
	var file bytes.Buffer
	if err := checkpoints.Encode(&file, state); err != nil {
		fmt.Println(err)
	}
	header := file.Bytes()[8 : file.Len()-8-32]
	fmt.Println(strings.ReplaceAll(strings.TrimSpace(string(header)), `},`, "},\n"))
	// Output:
	// {"__metadata__":{"epoch":"10","format_version":"1","step":"4690"},
	// "encoder/fc1/bias":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},
	// "__digest__":{"dtype":"U8","shape":[32],"data_offsets":[8,40]}}
}

// TestEncodeWeights_holdsTheTensorsAlone reads the header as safetensors has it.
func TestEncodeWeights_holdsTheTensorsAlone(t *testing.T) {
	state := small(7)
	var file bytes.Buffer
	if err := checkpoints.EncodeWeights(&file, map[string]string{"format": "pt"}, state.Tensors); err != nil {
		t.Fatal(err)
	}
	size := binary.LittleEndian.Uint64(file.Bytes())
	var header map[string]any
	if err := json.Unmarshal(file.Bytes()[8:8+size], &header); err != nil {
		t.Fatal(err)
	}
	want := map[string]any{
		"__metadata__":       map[string]any{"format": "pt"},
		"decoder/out/bias":   map[string]any{"dtype": "F32", "shape": []any{1.0}, "data_offsets": []any{0.0, 4.0}},
		"decoder/out/weight": map[string]any{"dtype": "F32", "shape": []any{2.0, 3.0}, "data_offsets": []any{4.0, 28.0}},
	}
	if !reflect.DeepEqual(header, want) {
		t.Errorf("the header is %v", header)
	}
	data := binary.LittleEndian.AppendUint32(nil, math.Float32bits(-1))
	for _, v := range state.Tensors[0].Data {
		data = binary.LittleEndian.AppendUint32(data, math.Float32bits(v))
	}
	if got := file.Bytes()[8+size:]; size%8 != 0 || !bytes.Equal(got, data) {
		t.Errorf("the data are %v behind a header of %d bytes", got, size)
	}
	for _, bad := range []map[string]string{{"a": "\xff"}, {"\xff": "a"}} {
		if err := checkpoints.EncodeWeights(io.Discard, bad, state.Tensors); err == nil {
			t.Errorf("metadata %q was written", bad)
		}
	}
	if err := checkpoints.EncodeWeights(io.Discard, nil, append(state.Tensors, state.Tensors[0])); err == nil {
		t.Error("a tensor was written twice")
	}
}
