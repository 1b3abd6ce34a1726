package checkpoints

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"io"
	"strconv"
)

// header is what stands before the data of a file.
type header struct {
	start   int64 // where the data begin, in bytes
	state   State // without tensors
	tensors []entry
}

// entry describes one tensor.
type entry struct {
	at         int64 // of the entry in the file
	name       string
	dtype      string
	shape      []int
	begin, end int64 // of its data, in bytes from header.start
}

// dtypeSizes holds the bytes per element of every dtype that safetensors has in whole bytes.
var dtypeSizes = map[string]int64{
	"F64": 8, "F32": 4, "F16": 2, "BF16": 2, "F8_E4M3": 1, "F8_E5M2": 1, "C64": 8,
	"I64": 8, "I32": 4, "I16": 2, "I8": 1, "U64": 8, "U32": 4, "U16": 2, "U8": 1, "BOOL": 1,
}

// readHeader reads the header of a file of size bytes, and does not compare it with the data.
func readHeader(r io.ReaderAt, size int64) (*header, error) {
	if size < 8 {
		return nil, corrupt(-1, "the file has %d bytes, too few for a checkpoint", size)
	}
	length := make([]byte, 8)
	if err := readFull(r, length, 0); err != nil {
		return nil, err
	}
	n := binary.LittleEndian.Uint64(length)
	if n > uint64(size-8) {
		return nil, corrupt(0, "not a safetensors file: a header of %d bytes in a file of %d", n, size)
	}
	if n > maxHeader {
		return nil, corrupt(0, "a header of %d bytes is more than the %d that a checkpoint has", n, maxHeader)
	}
	text := make([]byte, n)
	if err := readFull(r, text, 8); err != nil {
		return nil, err
	}
	if !bytes.HasPrefix(text, []byte("{")) {
		return nil, corrupt(8, "not a safetensors file: its header does not begin with {")
	}
	h := &header{start: 8 + int64(n), state: State{Metadata: map[string]string{}}}
	return h, h.parse(text)
}

func (h *header) parse(text []byte) error {
	p := parser{json.NewDecoder(bytes.NewReader(text))}
	p.dec.UseNumber()
	err := p.object(func(key string) error {
		if key == metadataKey {
			return p.object(func(key string) (err error) {
				if len(h.state.Metadata) == maxMetadata {
					return p.fail("more than %d keys of metadata", maxMetadata)
				}
				h.state.Metadata[key], err = p.string()
				return err
			})
		}
		if len(h.tensors) == maxTensors {
			return p.fail("more than %d tensors", maxTensors)
		}
		e, err := p.entry(key)
		h.tensors = append(h.tensors, e)
		return err
	})
	if err != nil {
		return err
	}
	if rest := text[p.dec.InputOffset():]; len(bytes.Trim(rest, " ")) > 0 {
		return p.fail("something follows the JSON")
	}
	return nil
}

// parser reads JSON token by token, to find duplicate keys and anything unforeseen.
type parser struct{ dec *json.Decoder }

// fail returns a CorruptError at the last token.
func (p parser) fail(format string, args ...any) error {
	return corrupt(8+p.dec.InputOffset(), "header: "+format, args...)
}

func (p parser) entry(name string) (entry, error) {
	e := entry{at: 8 + p.dec.InputOffset(), name: name, begin: -1}
	err := p.object(func(key string) (err error) {
		switch key {
		case "dtype":
			e.dtype, err = p.string()
		case "shape":
			e.shape, err = p.integers(maxDims)
		case "data_offsets":
			var offsets []int
			if offsets, err = p.integers(2); len(offsets) == 2 {
				e.begin, e.end = int64(offsets[0]), int64(offsets[1])
			}
		default:
			err = p.fail("tensor %q has an unknown member %q", name, key)
		}
		return err
	})
	if err == nil && (e.dtype == "" || e.shape == nil || e.begin < 0) {
		err = p.fail("tensor %q needs dtype, shape and two data_offsets", name)
	}
	return e, err
}

// object reads an object, whose values member reads.
func (p parser) object(member func(key string) error) error {
	if err := p.delimiter('{'); err != nil {
		return err
	}
	seen := map[string]bool{}
	for p.dec.More() {
		key, err := p.string()
		if err != nil {
			return err
		}
		if seen[key] {
			return p.fail("%q occurs twice", key)
		}
		seen[key] = true
		if err := member(key); err != nil {
			return err
		}
	}
	return p.delimiter('}')
}

// integers reads an array of at most limit integers from 0 to the largest int.
func (p parser) integers(limit int) ([]int, error) {
	if err := p.delimiter('['); err != nil {
		return nil, err
	}
	all := []int{}
	for p.dec.More() {
		if len(all) == limit {
			return nil, p.fail("an array of more than %d numbers", limit)
		}
		token, err := p.token()
		if err != nil {
			return nil, err
		}
		number, _ := token.(json.Number)
		n, err := strconv.Atoi(number.String())
		if err != nil || n < 0 {
			return nil, p.fail("%v is not a whole number from 0", token)
		}
		all = append(all, n)
	}
	return all, p.delimiter(']')
}

func (p parser) string() (string, error) {
	token, err := p.token()
	s, ok := token.(string)
	if err == nil && !ok {
		err = p.fail("%v instead of a string", token)
	}
	return s, err
}

func (p parser) delimiter(want json.Delim) error {
	token, err := p.token()
	if err == nil && token != want {
		err = p.fail("%v instead of %v", token, want)
	}
	return err
}

// token reads a token; damage in the JSON is a CorruptError.
func (p parser) token() (json.Token, error) {
	token, err := p.dec.Token()
	if err != nil {
		err = p.fail("%v", err)
	}
	return token, err
}
