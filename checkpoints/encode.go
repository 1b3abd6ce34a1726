package checkpoints

import (
	"bufio"
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

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

// EncodeWeights writes tensors as a safetensors file of no run: without step, format version and
// digest, so that whoever reads it finds these tensors alone. LoadFile does not. Equal tensors give
// equal bytes, and errors are as in Encode.
func EncodeWeights(w io.Writer, metadata map[string]string, tensors []Tensor) (err error) {
	defer fault.Mark("checkpoints", &err)
	tensors = sorted(tensors)
	if err := checkMetadata(metadata); err != nil {
		return err
	}
	all := map[string]string{} // not nil, which would be null in JSON
	maps.Copy(all, metadata)
	header, _, err := encodeHeader(marshal(all), tensors)
	if err != nil {
		return err
	}
	return encodeData(w, finish(header), tensors)
}

func encode(w io.Writer, state *State) error {
	digest, err := encodeUndigested(w, state)
	if err != nil {
		return err
	}
	_, err = bytes.NewReader(digest).WriteTo(w)
	return err
}

// encodeUndigested writes the file of a state up to its digest, and returns that.
func encodeUndigested(w io.Writer, state *State) (digest []byte, err error) {
	tensors := sorted(state.Tensors)
	metadata, err := fileMetadata(state)
	if err != nil {
		return nil, err
	}
	header, end, err := encodeHeader(metadata, tensors)
	if err != nil {
		return nil, err
	}
	header = appendEntry(append(header, ','), digestName, tensorInfo("U8", []int{sha256.Size}, end, end+sha256.Size))
	if header = finish(header); len(header)-8 > maxHeader {
		return nil, fmt.Errorf("header of %d bytes, at most %d fit", len(header)-8, maxHeader)
	}
	sum := sha256.New()
	err = encodeData(io.MultiWriter(w, sum), header, tensors)
	return sum.Sum(nil), err
}

// sorted returns the tensors in the order of their names.
func sorted(tensors []Tensor) []Tensor {
	return slices.SortedStableFunc(slices.Values(tensors), func(a, b Tensor) int { return cmp.Compare(a.Name, b.Name) })
}

// encodeData writes the header and the data of the tensors.
func encodeData(w io.Writer, header []byte, tensors []Tensor) error {
	out := bufio.NewWriterSize(w, chunk)
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
	return out.Flush()
}

// encodeHeader returns the header of a file with room for its length in front, up to the entry of
// the last tensor, and the end of the data. The tensors are sorted by name.
func encodeHeader(metadata []byte, tensors []Tensor) (header []byte, end int64, err error) {
	if len(tensors)+1 > maxTensors {
		return nil, 0, fmt.Errorf("%d tensors, at most %d fit", len(tensors), maxTensors-1)
	}
	header = append(make([]byte, 8, 8+128*len(tensors)+256), '{')
	header = appendEntry(header, metadataKey, metadata)
	for i, t := range tensors {
		if i > 0 && t.Name == tensors[i-1].Name {
			return nil, 0, fmt.Errorf("tensor %q occurs twice", t.Name)
		}
		if err := checkTensor(t); err != nil {
			return nil, 0, fmt.Errorf("tensor %q: %w", t.Name, err)
		}
		begin := end
		end += 4 * int64(len(t.Data))
		header = appendEntry(append(header, ','), t.Name, tensorInfo("F32", t.Shape, begin, end))
	}
	return header, end, nil
}

// finish ends a header: its length in front, and spaces behind so that the data are 8-byte aligned.
func finish(header []byte) []byte {
	header = append(header, '}')
	for len(header)%8 != 0 {
		header = append(header, ' ')
	}
	binary.LittleEndian.PutUint64(header, uint64(len(header)-8))
	return header
}

// fileMetadata returns the state's metadata, format version and step as JSON with sorted keys.
func fileMetadata(state *State) ([]byte, error) {
	if state.Step < 0 {
		return nil, fmt.Errorf("step %d is negative", state.Step)
	}
	if len(state.Metadata)+2 > maxMetadata {
		return nil, fmt.Errorf("%d keys of metadata, at most %d fit", len(state.Metadata), maxMetadata-2)
	}
	for _, key := range []string{versionKey, stepKey} {
		if _, taken := state.Metadata[key]; taken {
			return nil, fmt.Errorf("metadata key %q is taken", key)
		}
	}
	all := map[string]string{versionKey: strconv.Itoa(FormatVersion), stepKey: strconv.FormatInt(state.Step, 10)}
	maps.Copy(all, state.Metadata)
	return marshal(all), checkMetadata(state.Metadata)
}

func checkMetadata(metadata map[string]string) error {
	for key, value := range metadata {
		if !utf8.ValidString(key) || !utf8.ValidString(value) {
			return fmt.Errorf("metadata %q is not valid UTF-8", key)
		}
	}
	return nil
}

func checkTensor(t Tensor) error {
	switch {
	case t.Name == "" || t.Name == metadataKey || t.Name == digestName:
		return errors.New("name is not allowed")
	case !utf8.ValidString(t.Name):
		return errors.New("name is not valid UTF-8")
	case len(t.Shape) > maxDims:
		return fmt.Errorf("%d dimensions, at most %d fit", len(t.Shape), maxDims)
	}
	if n, ok := product(t.Shape, math.MaxInt64/4); !ok || n != int64(len(t.Data)) {
		return fmt.Errorf("shape %v does not fit %d elements", t.Shape, len(t.Data))
	}
	return nil
}

// product multiplies the dimensions of a shape. It is not ok if one is negative or the product
// exceeds limit.
func product(shape []int, limit int64) (n int64, ok bool) {
	n = 1
	for _, d := range shape {
		if d < 0 || d > 0 && n > limit/int64(d) {
			return 0, false
		}
		n *= int64(d)
	}
	return n, true
}

// tensorInfo returns a tensor's entry in the header; the offsets count from the end of the header.
func tensorInfo(dtype string, shape []int, begin, end int64) []byte {
	dims := strings.ReplaceAll(fmt.Sprint(shape), " ", ",")
	return fmt.Appendf(nil, `{"dtype":%q,"shape":%s,"data_offsets":[%d,%d]}`, dtype, dims, begin, end)
}

// appendEntry appends one member of a JSON object.
func appendEntry(header []byte, key string, value []byte) []byte {
	header = append(header, marshal(key)...)
	header = append(header, ':')
	return append(header, value...)
}

// marshal returns a string or a map of strings as JSON on one line, which cannot fail. Unlike
// json.Marshal it leaves <, > and & as they are.
func marshal(v any) []byte {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(v) // strings always marshal
	return bytes.TrimSuffix(buf.Bytes(), []byte("\n"))
}
