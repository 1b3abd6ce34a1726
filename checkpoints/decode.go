package checkpoints

import (
	"cmp"
	"crypto/sha256"
	"errors"
	"io"
	"math"
	"slices"
	"strconv"

	"vae/internal/fault"
)

// Decode reads the state of a file of size bytes, and allocates nothing for tensors before their
// digest was verified. The error is a [*CorruptError] if the file is damaged or not a checkpoint, a
// [*VersionError] if it is too new, or wraps that of r.
func Decode(r io.ReaderAt, size int64) (state *State, err error) {
	defer fault.Mark("checkpoints", &err)
	return decode(r, size)
}

func decode(r io.ReaderAt, size int64) (*State, error) {
	h, err := verify(r, size)
	if err != nil {
		return nil, err
	}
	buf := make([]byte, min(chunk, size))
	for _, e := range h.tensors {
		data, err := h.readFloats(r, e, buf)
		if err != nil {
			return nil, err
		}
		h.state.Tensors = append(h.state.Tensors, Tensor{Name: e.name, Shape: e.shape, Data: data})
	}
	return &h.state, nil
}

// verify returns the header of a file after a check of every byte. Format version, step and digest
// are taken out of its metadata and tensors.
func verify(r io.ReaderAt, size int64) (*header, error) {
	h, err := readHeader(r, size)
	if err != nil {
		return nil, err
	}
	if !h.hasDigest() {
		return nil, corrupt(-1, "a safetensors file, but not a checkpoint of this program: it has no tensor %s",
			digestName)
	}
	if err := h.checkLayout(size); err != nil {
		return nil, err
	}
	if err := h.takeDigest(r, size); err != nil {
		return nil, err
	}
	if err := h.state.identify(); err != nil {
		return nil, err
	}
	for _, e := range h.tensors {
		if e.name == "" {
			return nil, corrupt(e.at, "a tensor without a name")
		}
		if e.dtype != "F32" {
			return nil, corrupt(e.at, "tensor %q has dtype %s, not F32", e.name, e.dtype)
		}
	}
	return h, nil
}

func (h *header) hasDigest() bool {
	return slices.ContainsFunc(h.tensors, func(e entry) bool { return e.name == digestName })
}

// checkLayout sorts the tensors by their data, and checks that these fill the file after the header
// without holes, overlaps or trailing bytes.
func (h *header) checkLayout(size int64) error {
	slices.SortStableFunc(h.tensors, func(a, b entry) int { // an empty tensor before one that begins at its place
		return cmp.Or(cmp.Compare(a.begin, b.begin), cmp.Compare(a.end, b.end))
	})
	end := int64(0)
	for _, e := range h.tensors {
		width, known := dtypeSizes[e.dtype]
		if !known {
			return corrupt(e.at, "tensor %q has the unknown dtype %q", e.name, e.dtype)
		}
		if e.begin != end || e.end < e.begin {
			return corrupt(e.at, "tensor %q has bytes %d to %d of the data, not from %d on",
				e.name, e.begin, e.end, end)
		}
		if n, ok := product(e.shape, math.MaxInt64/width); !ok || n*width != e.end-e.begin {
			return corrupt(e.at, "tensor %q of shape %v and dtype %s has %d bytes",
				e.name, e.shape, e.dtype, e.end-e.begin)
		}
		end = e.end
	}
	if end != size-h.start {
		return corrupt(-1, "the tensors have %d bytes, the file has %d for them", end, size-h.start)
	}
	return nil
}

// takeDigest compares the digest, which must be the last tensor, with the bytes before it.
func (h *header) takeDigest(r io.ReaderAt, size int64) error {
	last := h.tensors[len(h.tensors)-1]
	if last.name != digestName || last.dtype != "U8" || len(last.shape) != 1 || last.shape[0] != sha256.Size {
		return corrupt(-1, "the last tensor is not %s, U8, [%d]", digestName, sha256.Size)
	}
	sum := sha256.New()
	if _, err := io.Copy(sum, io.NewSectionReader(r, 0, size-sha256.Size)); err != nil {
		return err
	}
	stored := make([]byte, sha256.Size)
	if err := readFull(r, stored, size-sha256.Size); err != nil {
		return err
	}
	if string(stored) != string(sum.Sum(nil)) {
		return corrupt(-1, "the file is damaged: its SHA-256 is not the stored one (who changes weights on purpose leaves %s out)", digestName)
	}
	h.tensors = h.tensors[:len(h.tensors)-1]
	return nil
}

// identify takes format version and step out of the metadata.
func (s *State) identify() error {
	version, err := s.takeNumber(versionKey, 1)
	if err != nil {
		return err
	}
	if version > FormatVersion {
		return &VersionError{Found: int(version)}
	}
	s.Step, err = s.takeNumber(stepKey, 0)
	return err
}

// takeNumber takes a number, least or more, out of the metadata.
func (s *State) takeNumber(key string, least int64) (int64, error) {
	text := s.Metadata[key]
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < least {
		return 0, corrupt(-1, "%s is %q, not a number from %d", key, text, least)
	}
	delete(s.Metadata, key)
	return n, nil
}

// readFloats reads the data of a tensor; buf is working space.
func (h *header) readFloats(r io.ReaderAt, e entry, buf []byte) ([]float32, error) {
	width := int(dtypeSizes[e.dtype])
	all, offset := make([]float32, (e.end-e.begin)/int64(width)), h.start+e.begin
	for part := range slices.Chunk(all, len(buf)/width) {
		in := buf[:width*len(part)]
		if err := readFull(r, in, offset); err != nil {
			return nil, err
		}
		floats[e.dtype](part, in)
		offset += int64(len(in))
	}
	return all, nil
}

// readFull fills p from an offset. A file that ends early is corrupt.
func readFull(r io.ReaderAt, p []byte, offset int64) error {
	n, err := r.ReadAt(p, offset)
	if n == len(p) {
		return nil
	}
	if err == nil || errors.Is(err, io.EOF) {
		return corrupt(offset+int64(n), "the file ends early")
	}
	return err
}
