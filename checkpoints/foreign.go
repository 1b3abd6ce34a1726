package checkpoints

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"io"
	"maps"
	"math"
	"slices"

	"vae/internal/disk"
	"vae/internal/fault"
)

// Foreign is what a safetensors file of any program holds.
type Foreign struct {
	Metadata map[string]string
	Tensors  []Tensor          // in the order of their names; without Data if they hold no floats
	Types    map[string]string // the dtypes, such as BF16, of those that are not F32, by their names

	// Whole says that another program has saved a checkpoint anew, digest included, and has changed
	// nothing that it holds.
	Whole bool
}

// LoadForeign returns what a safetensors file of any program holds. Numbers of 16 and of 64 bits
// become float32, the latter rounded. Without a digest, nothing vouches for the bytes; one that is
// there must be that of the bytes or, of a checkpoint, of those that Encode writes. Errors are as in
// [LoadFile].
func LoadForeign(fsys disk.FS, path string) (f *Foreign, err error) {
	defer fault.Mark("checkpoints", &err)
	return readFile(fsys, path, decodeForeign)
}

// DecodeForeign returns what a file of size bytes holds, as LoadForeign does.
func DecodeForeign(r io.ReaderAt, size int64) (f *Foreign, err error) {
	defer fault.Mark("checkpoints", &err)
	return decodeForeign(r, size)
}

func decodeForeign(r io.ReaderAt, size int64) (*Foreign, error) {
	h, err := readHeader(r, size)
	if err == nil {
		err = h.checkLayout(size)
	}
	if err != nil {
		return nil, err
	}
	if h.hasDigest() {
		if err := h.takeDigest(r, size); err != nil {
			return h.resaved(r, size, err)
		}
	}
	return h.foreign(r, size)
}

// resaved returns the checkpoint in a file that another program has saved anew: its digest is not
// that of the bytes, as the error says, but of those that Encode writes of what it holds. Else
// nothing tells it from a file that is damaged, and the error is the same.
func (h *header) resaved(r io.ReaderAt, size int64, damage error) (*Foreign, error) {
	i := slices.IndexFunc(h.tensors, func(e entry) bool { return e.name == digestName })
	e := h.tensors[i]
	if !errors.As(damage, new(*CorruptError)) || e.end-e.begin != sha256.Size {
		return nil, damage
	}
	stored := make([]byte, sha256.Size)
	if err := readFull(r, stored, h.start+e.begin); err != nil {
		return nil, err
	}
	h.tensors = slices.Delete(h.tensors, i, i+1)
	f, err := h.foreign(r, size)
	if err != nil {
		return nil, damage
	}
	state, err := f.state()
	if err != nil {
		return nil, damage
	}
	if digest, err := encodeUndigested(io.Discard, state); err != nil || !bytes.Equal(digest, stored) {
		return nil, damage
	}
	f.Whole = true
	return f, nil
}

// foreign reads all tensors.
func (h *header) foreign(r io.ReaderAt, size int64) (f *Foreign, err error) {
	f = &Foreign{Metadata: h.state.Metadata, Types: map[string]string{}}
	buf := make([]byte, min(chunk, size))
	for _, e := range h.tensors {
		if e.name == "" {
			return nil, corrupt(e.at, "a tensor without a name")
		}
		t := Tensor{Name: e.name, Shape: e.shape}
		if floats[e.dtype] != nil {
			if t.Data, err = h.readFloats(r, e, buf); err != nil {
				return nil, err
			}
		}
		if e.dtype != "F32" {
			f.Types[e.name] = e.dtype
		}
		f.Tensors = append(f.Tensors, t)
	}
	slices.SortFunc(f.Tensors, func(a, b Tensor) int { return cmp.Compare(a.Name, b.Name) })
	return f, nil
}

// State returns the state of a checkpoint that another program has saved anew. The error is as in
// [Decode].
func (f *Foreign) State() (state *State, err error) {
	defer fault.Mark("checkpoints", &err)
	return f.state()
}

func (f *Foreign) state() (*State, error) {
	if f.Metadata[versionKey] == "" {
		return nil, other()
	}
	state := &State{Metadata: maps.Clone(f.Metadata), Tensors: f.Tensors}
	if err := state.identify(); err != nil {
		return nil, err
	}
	for _, t := range f.Tensors {
		if dtype := f.Types[t.Name]; floats[dtype] == nil && dtype != "" {
			return nil, corrupt(-1, "tensor %q has dtype %s, not F32", t.Name, dtype)
		}
	}
	return state, nil
}

// other returns the error of a file that is no checkpoint.
func other() error {
	return corrupt(-1, "a safetensors file, but not a checkpoint of this program: its metadata have no %s", versionKey)
}

// LoadAny returns the checkpoint in a file, also if another program has saved it anew, without the
// digest or with all that it held: Resaved is then what that one wrote. Errors are as in [LoadFile].
func LoadAny(fsys disk.FS, path string) (loaded *Loaded, err error) {
	defer fault.Mark("checkpoints", &err)
	loaded = &Loaded{Path: path}
	loaded.State, err = readState(fsys, path, func(r io.ReaderAt, size int64) (*State, error) {
		h, err := readHeader(r, size)
		switch {
		case err != nil:
			return nil, err
		case !h.hasDigest() && h.state.Metadata[versionKey] == "":
			return nil, other()
		}
		state, damage := decode(r, size)
		if damage == nil {
			return state, nil
		}
		f, err := decodeForeign(r, size)
		switch {
		case h.hasDigest() && (err != nil || !f.Whole):
			return nil, damage
		case err != nil:
			return nil, err
		}
		loaded.Resaved = f
		return f.state()
	})
	if err != nil {
		return nil, err
	}
	return loaded, nil
}

// floats are the dtypes of floating-point numbers: each reads len(x) of them, as float32.
var floats = map[string]func(x []float32, b []byte){
	"F32": func(x []float32, b []byte) {
		for i := range x {
			x[i] = math.Float32frombits(binary.LittleEndian.Uint32(b[4*i : 4*i+4]))
		}
	},
	"F64": func(x []float32, b []byte) {
		for i := range x {
			x[i] = float32(math.Float64frombits(binary.LittleEndian.Uint64(b[8*i : 8*i+8])))
		}
	},
	"BF16": func(x []float32, b []byte) {
		for i := range x {
			x[i] = math.Float32frombits(uint32(binary.LittleEndian.Uint16(b[2*i:2*i+2])) << 16)
		}
	},
	"F16": func(x []float32, b []byte) {
		for i := range x {
			x[i] = half(binary.LittleEndian.Uint16(b[2*i : 2*i+2]))
		}
	},
}

// half returns the number of a binary16 of IEEE 754: a sign, 5 bits of exponent, 10 of fraction.
func half(bits uint16) float32 {
	sign, exponent, fraction := uint32(bits>>15)<<31, uint32(bits>>10&31), uint32(bits&1023)
	switch exponent {
	case 0: // fraction · 2⁻²⁴
		return math.Float32frombits(sign | math.Float32bits(float32(fraction)/(1<<24)))
	case 31: // infinity, or no number
		return math.Float32frombits(sign | 255<<23 | fraction<<13)
	}
	return math.Float32frombits(sign | (exponent+127-15)<<23 | fraction<<13)
}
