package checkpoints_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"vae/checkpoints"
	"vae/internal/disk"
)

// otherwise returns a checkpoint as another program saves it that keeps all it holds: the metadata,
// and the tensors in the order of their sizes, with keys in another order.
func otherwise(t testing.TB, state *checkpoints.State) []byte {
	t.Helper()
	own := encode(t, state)
	tensors := slices.Clone(state.Tensors)
	slices.SortFunc(tensors, func(a, b checkpoints.Tensor) int { return len(b.Data) - len(a.Data) })
	metadata := map[string]string{"format_version": "1", "step": fmt.Sprint(state.Step)}
	for key, value := range state.Metadata {
		metadata[key] = value
	}
	var header, data bytes.Buffer
	add := func(name, dtype string, shape []int, content []byte) {
		text, err := json.Marshal(map[string]any{"dtype": dtype, "shape": append([]int{}, shape...),
			"data_offsets": []int{data.Len(), data.Len() + len(content)}})
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&header, "%q:%s,", name, text)
		data.Write(content)
	}
	add("__digest__", "U8", []int{sha256.Size}, own[len(own)-sha256.Size:])
	for _, tensor := range tensors {
		var content []byte
		for _, v := range tensor.Data {
			content = binary.LittleEndian.AppendUint32(content, math.Float32bits(v))
		}
		add(tensor.Name, "F32", tensor.Shape, content)
	}
	text, err := json.Marshal(metadata)
	if err != nil {
		t.Fatal(err)
	}
	return foreign("{"+header.String()+`"__metadata__":`+string(text)+"}", data.Bytes())
}

// TestLoadAny_readsWhatIsWhole reads a checkpoint that another program has saved anew with its
// digest, and one in which it has changed a tensor.
func TestLoadAny_readsWhatIsWhole(t *testing.T) {
	path := filepath.Join(t.TempDir(), "again.safetensors")
	load := func(file []byte) (*checkpoints.Loaded, error) {
		if err := os.WriteFile(path, file, 0o666); err != nil {
			t.Fatal(err)
		}
		return checkpoints.LoadAny(disk.OS{}, path)
	}
	again, err := load(otherwise(t, small(3)))
	if err != nil || again.Resaved == nil || !again.Resaved.Whole || !equal(t, again.State, small(3)) {
		t.Fatalf("it is read as %v, %v", again, err)
	}
	if _, err := checkpoints.LoadFile(disk.OS{}, path); !corrupt(err) {
		t.Errorf("it is taken for a checkpoint: %v", err)
	}
	own := encode(t, small(3))
	changed := encode(t, small(4))
	copy(changed[len(changed)-sha256.Size:], own[len(own)-sha256.Size:])
	if _, err := load(changed); !corrupt(err) {
		t.Errorf("a tensor is another, the digest is not: %v", err)
	}
}

// TestForeign_findsDamageInWhatIsResaved flips each bit of such a file, one at a time, and cuts it
// anywhere: whatever can still be read holds the same.
func TestForeign_findsDamageInWhatIsResaved(t *testing.T) {
	read := func(file []byte) (*checkpoints.State, error) {
		f, err := decodeForeign(file)
		if err != nil {
			return nil, err
		}
		return f.State()
	}
	file, refused := otherwise(t, small(3)), 0
	for bit := range 8 * len(file) {
		file[bit/8] ^= 1 << (bit % 8)
		if state, err := read(file); err != nil {
			refused++
		} else if !equal(t, state, small(3)) {
			t.Errorf("bit %d is another: it is read as %v", bit, state)
		}
		file[bit/8] ^= 1 << (bit % 8)
	}
	if least := 8 * len(file) * 9 / 10; refused < least {
		t.Errorf("%d of %d damaged files are refused, want %d", refused, 8*len(file), least)
	}
	for n := range file {
		if _, err := read(file[:n]); err == nil {
			t.Errorf("%d of %d bytes are taken for all", n, len(file))
		}
	}
}
