package checkpoints

import (
	"bufio"
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"io"
	"math"
	"slices"

	"vae/internal/fault"
)

// chunk is how many bytes are converted, hashed and written at a time: few enough to stay in the
// cache.
const chunk = 256 << 10

// Encode writes a state as one safetensors file. Equal states, tensors in any order, give equal
// bytes. The error says what is wrong with the state (a tensor's shape against its data, a name
// used twice, …) before anything is written, or wraps that of w.
func Encode(w io.Writer, state *State) (err error) {
	defer fault.Mark("checkpoints", &err)
	return encode(w, state)
}

func encode(w io.Writer, state *State) error {
	tensors := slices.SortedStableFunc(slices.Values(state.Tensors), func(a, b Tensor) int { return cmp.Compare(a.Name, b.Name) })
	header, err := encodeHeader(state, tensors)
	if err != nil {
		return err
	}
	sum := sha256.New()
	out := bufio.NewWriterSize(io.MultiWriter(w, sum), chunk)
	out.Write(header) // Flush returns the first error
	buf := make([]byte, chunk)
	for _, t := range tensors {
		for floats := range slices.Chunk(t.Data, chunk/4) {
			for i, f := range floats {
				binary.LittleEndian.PutUint32(buf[4*i:4*i+4], math.Float32bits(f))
			}
			out.Write(buf[:4*len(floats)])
		}
	}
	if err := out.Flush(); err != nil {
		return err
	}
	_, err = bytes.NewReader(sum.Sum(nil)).WriteTo(w)
	return err
}
