package checkpoints

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"io"
	"math"
	"slices"

	"vae/internal/fault"
)

// chunk is how many bytes are converted, hashed and handed on at a time: small enough to stay in
// the cache.
const chunk = 256 << 10

// Encode writes a state as one safetensors file. Equal states, tensors in any order, give equal
// bytes.
//
// The error tells what is wrong with the state (a tensor's shape against its data, a name used
// twice, …) before anything is written, or wraps what w returned.
func Encode(w io.Writer, state *State) (err error) {
	defer fault.Mark("checkpoints", &err)
	return encode(w, state)
}

func encode(w io.Writer, state *State) error {
	tensors := slices.Clone(state.Tensors)
	slices.SortStableFunc(tensors, func(a, b Tensor) int { return cmp.Compare(a.Name, b.Name) })
	header, err := encodeHeader(state, tensors)
	if err != nil {
		return err
	}
	return encodeBody(w, header, tensors)
}

// encodeBody writes the header, the tensors and the digest of both.
func encodeBody(w io.Writer, header []byte, tensors []Tensor) error {
	sum := sha256.New()
	out := chunkWriter{w: io.MultiWriter(w, sum), buf: make([]byte, 0, chunk)}
	if err := out.writeBytes(header); err != nil {
		return err
	}
	for _, t := range tensors {
		if err := out.writeFloats(t.Data); err != nil {
			return err
		}
	}
	if err := out.flush(); err != nil {
		return err
	}
	return (&chunkWriter{w: w, buf: sum.Sum(nil)}).flush()
}

// chunkWriter gathers bytes and floats into chunks.
type chunkWriter struct {
	w   io.Writer
	buf []byte
}

// flush hands on what has been gathered.
func (c *chunkWriter) flush() error {
	n, err := c.w.Write(c.buf)
	if err == nil && n < len(c.buf) {
		err = io.ErrShortWrite
	}
	c.buf = c.buf[:0]
	return err
}

func (c *chunkWriter) writeBytes(p []byte) error {
	c.buf = append(c.buf, p...)
	if len(c.buf) < chunk {
		return nil
	}
	return c.flush()
}

// writeFloats gathers floats as little-endian bytes.
func (c *chunkWriter) writeFloats(floats []float32) error {
	for len(floats) > 0 {
		if len(c.buf) > chunk-4 {
			if err := c.flush(); err != nil {
				return err
			}
		}
		start, n := len(c.buf), min(len(floats), (chunk-len(c.buf))/4)
		c.buf = c.buf[:start+4*n]
		out := c.buf[start:]
		for i, f := range floats[:n] {
			binary.LittleEndian.PutUint32(out[4*i:4*i+4], math.Float32bits(f))
		}
		floats = floats[n:]
	}
	return nil
}
