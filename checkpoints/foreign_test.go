package checkpoints_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"vae/checkpoints"
	"vae/internal/disk"
)

// foreign returns a file with this header and these data, and no digest.
func foreign(header string, data []byte) []byte {
	file := binary.LittleEndian.AppendUint64(nil, uint64(len(header)))
	return append(append(file, header...), data...)
}

func decodeForeign(file []byte) (*checkpoints.Foreign, error) {
	return checkpoints.DecodeForeign(bytes.NewReader(file), int64(len(file)))
}

// value returns a binary floating-point number by its definition in IEEE 754, from its sign, the
// bits of its exponent and of its fraction.
func value(bits uint64, exponentBits, fractionBits int) float64 {
	fraction := float64(bits & (1<<fractionBits - 1))
	exponent := int(bits >> fractionBits & (1<<exponentBits - 1))
	bias := 1<<(exponentBits-1) - 1
	v := math.Ldexp(1+fraction/float64(uint64(1)<<fractionBits), exponent-bias)
	switch {
	case exponent == 0:
		v = math.Ldexp(fraction/float64(uint64(1)<<fractionBits), 1-bias)
	case exponent == 1<<exponentBits-1 && fraction > 0:
		return math.NaN()
	case exponent == 1<<exponentBits-1:
		v = math.Inf(1)
	}
	if bits>>(fractionBits+exponentBits) > 0 {
		v = -v
	}
	return v
}

// TestForeign_readsEveryHalf reads all numbers of 16 bits, of which each is a float32.
func TestForeign_readsEveryHalf(t *testing.T) {
	var data []byte
	for bits := range 1 << 16 {
		data = binary.LittleEndian.AppendUint16(data, uint16(bits))
	}
	for dtype, layout := range map[string][2]int{"F16": {5, 10}, "BF16": {8, 7}} {
		f, err := decodeForeign(foreign(fmt.Sprintf(`{"a":{"dtype":%q,"shape":[256,256],"data_offsets":[0,131072]}}`, dtype), data))
		if err != nil {
			t.Fatal(err)
		}
		if f.Types["a"] != dtype {
			t.Errorf("the types are %v", f.Types)
		}
		for bits, got := range f.Tensors[0].Data {
			want := value(uint64(bits), layout[0], layout[1])
			if float64(got) != want && !(math.IsNaN(want) && got != got) || math.Signbit(want) != math.Signbit(float64(got)) && want == 0 {
				t.Fatalf("%s %#04x: got %g, want %g", dtype, bits, got, want)
			}
		}
	}
}

func TestForeign_roundsFloat64(t *testing.T) {
	var data []byte
	for _, v := range []float64{math.Pi, 1 + 1.0/(1<<25), 1e300, -0.1} {
		data = binary.LittleEndian.AppendUint64(data, math.Float64bits(v))
	}
	f, err := decodeForeign(foreign(`{"b":{"dtype":"F64","shape":[2,2],"data_offsets":[0,32]},"a":{"dtype":"I64","shape":[],"data_offsets":[32,40]}}`,
		append(data, 7, 0, 0, 0, 0, 0, 0, 0)))
	if err != nil {
		t.Fatal(err)
	}
	if f.Tensors[0].Name != "a" || f.Tensors[0].Data != nil || f.Types["a"] != "I64" {
		t.Errorf("an integer is read as %v", f.Tensors[0])
	}
	want := []float32{3.1415927, 1, float32(math.Inf(1)), -0.1}
	if got := f.Tensors[1].Data; fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// TestForeign_saysWhatIsWrong reads headers that lie.
func TestForeign_saysWhatIsWrong(t *testing.T) {
	a := func(dtype, shape, offsets string) string {
		return fmt.Sprintf(`"a":{"dtype":%q,"shape":%s,"data_offsets":%s}`, dtype, shape, offsets)
	}
	for want, header := range map[string]string{
		`the tensors have 2 bytes, the file has 4`:     a("F16", "[1]", "[0,2]"),
		`"b" has bytes 2 to 6 of the data, not from 4`: a("F16", "[2]", "[0,4]") + `,"b":{"dtype":"F32","shape":[1],"data_offsets":[2,6]}`,
		`"a" has bytes 1 to 4 of the data, not from 0`: a("U8", "[3]", "[1,4]"),
		`shape [2] and dtype F16 has 2 bytes`:          a("F16", "[2]", "[0,2]"),
		`shape [4611686018427387904 4]`:                a("BF16", "[4611686018427387904,4]", "[0,4]"),
		`"a" occurs twice`:                             a("F32", "[1]", "[0,4]") + "," + a("F32", "[1]", "[0,4]"),
		`unknown dtype "F4"`:                           a("F4", "[8]", "[0,4]"),
		`a tensor without a name`:                      `"":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}`,
		`more than 10000 tensors`:                      manyTensors(10_001),
	} {
		if _, err := decodeForeign(foreign("{"+header+"}", make([]byte, 4))); !corrupt(err) || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want …%s…", err, want)
		}
	}
	file := encode(t, small(1))
	for i := range file {
		if _, err := decodeForeign(file[:i]); !corrupt(err) {
			t.Fatalf("%d bytes: got %v", i, err)
		}
	}
	file[len(file)-40] ^= 1
	if _, err := decodeForeign(file); !corrupt(err) {
		t.Errorf("a digest that does not hold: got %v", err)
	}
}

// resaved returns the file of a state as another program saves it anew.
func resaved(t testing.TB, step int64) []byte {
	t.Helper()
	state := small(step)
	metadata := map[string]string{"format_version": "1", "step": fmt.Sprint(step)}
	for key, value := range state.Metadata {
		metadata[key] = value
	}
	var file bytes.Buffer
	if err := checkpoints.EncodeWeights(&file, metadata, state.Tensors); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

func TestLoadAny_readsWhatIsResaved(t *testing.T) {
	dir := t.TempDir()
	write := func(name string, file []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, file, 0o666); err != nil {
			t.Fatal(err)
		}
		return path
	}
	own, err := checkpoints.LoadAny(disk.OS{}, write("own.safetensors", encode(t, small(3))))
	if err != nil || own.Resaved != nil || !equal(t, own.State, small(3)) {
		t.Errorf("a checkpoint is read as %v, %v", own, err)
	}
	again, err := checkpoints.LoadAny(disk.OS{}, write("again.safetensors", resaved(t, 3)))
	if err != nil || again.Resaved == nil || !equal(t, again.State, small(3)) {
		t.Errorf("a checkpoint that was saved anew is read as %v, %v", again, err)
	}
	if _, err := checkpoints.LoadFile(disk.OS{}, filepath.Join(dir, "again.safetensors")); !corrupt(err) {
		t.Errorf("without its digest it is read as a checkpoint: %v", err)
	}
	version := bytes.Replace(resaved(t, 3), []byte(`"format_version":"1"`), []byte(`"format_version":"9"`), 1)
	var newer *checkpoints.VersionError
	if _, err := checkpoints.LoadAny(disk.OS{}, write("newer.safetensors", version)); !errors.As(err, &newer) {
		t.Errorf("a newer format: %v", err)
	}
	for name, file := range map[string][]byte{
		"step-000000004.safetensors": resaved(t, 3),
		"other.safetensors":          foreign(`{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}`, make([]byte, 4)),
		"whole.safetensors": foreign(`{"__metadata__":{"format_version":"1","step":"2"},"a":{"dtype":"I32","shape":[1],"data_offsets":[0,4]}}`,
			make([]byte, 4)),
	} {
		if _, err := checkpoints.LoadAny(disk.OS{}, write(name, file)); !corrupt(err) || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

// FuzzForeign reads files of any program: as in FuzzDecode, memory follows their size, and floats
// survive being written.
func FuzzForeign(f *testing.F) {
	f.Add(resaved(f, 1))
	f.Add(encode(f, small(1)))
	f.Add(foreign(`{"__metadata__":{"format":"pt"},"a":{"dtype":"BF16","shape":[2],"data_offsets":[0,4]}}`, make([]byte, 4)))
	f.Add(foreign(`{"a":{"dtype":"F16","shape":[1],"data_offsets":[0,2]},"b":{"dtype":"I16","shape":[],"data_offsets":[2,4]}}  `, make([]byte, 4)))
	f.Add(foreign(`{"a":{"dtype":"F64","shape":[1099511627776],"data_offsets":[0,8796093022208]}}`, make([]byte, 8)))
	f.Fuzz(func(t *testing.T, file []byte) {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		read, err := decodeForeign(file)
		runtime.ReadMemStats(&after)
		if got, limit := after.TotalAlloc-before.TotalAlloc, 100*uint64(len(file))+1<<20; got > limit {
			t.Errorf("%d bytes allocated for a file of %d", got, len(file))
		}
		if err != nil {
			if !corrupt(err) {
				t.Errorf("untyped error %v", err)
			}
			return
		}
		var tensors []checkpoints.Tensor
		for _, tensor := range read.Tensors {
			if tensor.Data != nil {
				tensors = append(tensors, tensor)
			}
		}
		var out bytes.Buffer
		if err := checkpoints.EncodeWeights(&out, nil, tensors); err != nil {
			return // such as a name that only another program takes
		}
		again, err := decodeForeign(out.Bytes())
		if err != nil || !equal(t, &checkpoints.State{Tensors: tensors}, &checkpoints.State{Tensors: again.Tensors}) {
			t.Errorf("does not survive another round trip: %v", err)
		}
	})
}
