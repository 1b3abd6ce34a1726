package checkpoints_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"vae/checkpoints"
)

// build returns a file with this header, the first data bytes and a right digest.
func build(header string, data int) []byte {
	file := binary.LittleEndian.AppendUint64(nil, uint64(len(header)))
	file = append(append(file, header...), make([]byte, data)...)
	sum := sha256.Sum256(file)
	return append(file, sum[:]...)
}

func corrupt(err error) bool {
	var damage *checkpoints.CorruptError
	return errors.As(err, &damage)
}

func TestDecode_findsEveryFlippedBit(t *testing.T) {
	file := encode(t, small(1))
	for i := range 8 * len(file) {
		file[i/8] ^= 1 << (i % 8)
		if _, err := decode(file); !corrupt(err) {
			t.Fatalf("bit %d of byte %d: got %v", i%8, i/8, err)
		}
		file[i/8] ^= 1 << (i % 8)
	}
}

func TestDecode_findsEveryTruncation(t *testing.T) {
	file := encode(t, small(1))
	for n := range file {
		if _, err := decode(file[:n]); !corrupt(err) {
			t.Fatalf("%d bytes: got %v", n, err)
		}
		if _, err := checkpoints.Decode(bytes.NewReader(file[:n]), int64(len(file))); !corrupt(err) {
			t.Fatalf("%d bytes, cut while reading: got %v", n, err)
		}
	}
	if _, err := decode(append(file, 0)); !corrupt(err) {
		t.Fatalf("a byte more: got %v", err)
	}
}

// Parts of headers.
const (
	meta   = `"__metadata__":{"format_version":"1","step":"2"}`
	digest = `"__digest__":{"dtype":"U8","shape":[32],"data_offsets":[0,32]}`
	after4 = `"__digest__":{"dtype":"U8","shape":[32],"data_offsets":[4,36]}`
)

// headers are what a file may have before its data, and what Decode says of it; "" if it is whole.
var headers = []struct {
	header string // without the braces around it
	data   int
	want   string
}{
	{meta + `,` + digest, 0, ""},
	{meta + `,"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},` + after4, 4, ""},
	{after4 + `,"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]},` + meta, 4, ""},
	{meta + `,"a":{"dtype":"F32","shape":[8],"data_offsets":[0,32]}`, 0, "not a checkpoint of this program"},
	{meta + `,"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},` + digest, 4, "not from 4 on"},
	{meta + `,"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0]},` + after4, 4, "not from 0 on"},
	{meta + `,"a":{"dtype":"F32","shape":[0],"data_offsets":[0,-1]},` + digest, 0, "-1 is not a whole number"},
	{meta + `,"a":{"dtype":"F32","shape":[0],"data_offsets":[4,0]},` + digest, 0, `"a" has bytes 4 to 0`},
	{meta + `,"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]},` + after4, 4, "shape [2] and dtype F32 has 4 bytes"},
	{meta + `,"a":{"dtype":"F32","shape":[4294967297,4294967297],"data_offsets":[0,4]},` + after4, 4, "has 4 bytes"},
	{meta + `,"a":{"dtype":"F32","shape":[4611686018427387905],"data_offsets":[0,4]},` + after4, 4, "has 4 bytes"},
	{meta + `,"a":{"dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,4]},` + after4, 4, "whole number"},
	{meta + `,"a":{"dtype":"F32","shape":[1.0],"data_offsets":[0,4]},` + after4, 4, "1.0 is not a whole number"},
	{meta + `,"a":{"dtype":"F32","shape":["1"],"data_offsets":[0,4]},` + after4, 4, "1 is not a whole number"},
	{meta + `,"a":{"dtype":"F32","shape":[1,1,1,1,1,1,1,1,1],"data_offsets":[0,4]},` + after4, 4, "more than 8 numbers"},
	{meta + `,"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4,8]},` + after4, 4, "more than 2 numbers"},
	{meta + `,"a":{"dtype":"F32","shape":[1],"data_offsets":[0]},` + after4, 4, "two data_offsets"},
	{meta + `,"a":{"dtype":"F32","data_offsets":[0,4]},` + after4, 4, "needs dtype, shape"},
	{meta + `,"a":{"shape":[1],"data_offsets":[0,4]},` + after4, 4, "needs dtype, shape"},
	{meta + `,"a":{"dtype":"I32","shape":[1],"data_offsets":[0,4]},` + after4, 4, "dtype I32, not F32"},
	{meta + `,"a":{"dtype":"X32","shape":[1],"data_offsets":[0,4]},` + after4, 4, `unknown dtype "X32"`},
	{meta + `,"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"b":1},` + after4, 4, "unknown member"},
	{meta + `,"a":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]},` + after4, 4, `"dtype" occurs twice`},
	{meta + `,` + digest + `,` + digest, 0, `"__digest__" occurs twice`},
	{meta + `,` + meta + `,` + digest, 0, `"__metadata__" occurs twice`},
	{`"__metadata__":{"step":"2","step":"3"},` + digest, 0, `"step" occurs twice`},
	{`"__metadata__":{"step":2},` + digest, 0, "2 instead of a string"},
	{`"__metadata__":[],` + digest, 0, "[ instead of {"},
	{digest, 0, `format_version is ""`},
	{`"__metadata__":{"format_version":"1"},` + digest, 0, `step is ""`},
	{`"__metadata__":{"format_version":"1","step":"-1"},` + digest, 0, `step is "-1"`},
	{`"__metadata__":{"format_version":"2"},` + digest, 0, "format version 2 was written by a newer vae"},
	{meta + `,` + digest, 4, "the tensors have 32 bytes, the file has 36 for them"},
	{meta + `,"__digest__":{"dtype":"U8","shape":[4,8],"data_offsets":[0,32]}`, 0, "the last tensor is not __digest__"},
	{meta + `,"a":{"dtype":"F32","shape":[1],"data_offsets":[32,36]},` + digest, 4, "the last tensor is not __digest__"},
	{meta + `,` + digest + `,`, 0, "header: invalid character"},
	{meta + `,` + digest + "}\n{", 0, "something follows the JSON"},
	{manyTensors(10_001), 0, "more than 10000 tensors"},
	{`"__metadata__":{` + manyKeys(1_001) + `},` + digest, 0, "more than 1000 keys of metadata"},
	{strings.Repeat(`"a":{`, 100_000), 0, "unknown member"},
}

func TestDecode_saysWhatIsWrong(t *testing.T) {
	for _, c := range headers {
		_, err := decode(build(`{`+c.header+`}`, c.data))
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%.150s:\n got  %v\n want %s", c.header, err, c.want)
		}
	}
}

func manyTensors(n int) string {
	var text strings.Builder
	for i := range n {
		fmt.Fprintf(&text, `"%d":{"dtype":"F32","shape":[0],"data_offsets":[0,0]},`, i)
	}
	return text.String()
}

func manyKeys(n int) string {
	var keys []string
	for i := range n {
		keys = append(keys, fmt.Sprintf(`"%d":""`, i))
	}
	return strings.Join(keys, ",")
}

func TestDecode_refusesOtherFiles(t *testing.T) {
	for want, file := range map[string]string{
		"too few for a checkpoint":    "PNG",
		"not a safetensors file: a h": "\x89PNG\r\n\x1a\n and more",
		"does not begin with {":       "\x02\x00\x00\x00\x00\x00\x00\x00[]",
	} {
		if _, err := decode([]byte(file)); !corrupt(err) || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want …%s…", err, want)
		}
	}
	const tooLong = "\x01\x00\x00\x01\x00\x00\x00\x00" // a byte more than a header may have
	_, err := checkpoints.Decode(strings.NewReader(tooLong), 200_000_000)
	if !corrupt(err) || !strings.Contains(err.Error(), "a header of 16777217 bytes is more") {
		t.Errorf("got %v", err)
	}
}

func TestDecode_passesReadErrorsOn(t *testing.T) {
	file := encode(t, small(1))
	for n := range file {
		_, err := checkpoints.Decode(badSector{bytes.NewReader(file), int64(n)}, int64(len(file)))
		if !errors.Is(err, syscall.EIO) || corrupt(err) {
			t.Fatalf("byte %d: got %v", n, err)
		}
	}
}

// badSector fails to read the byte at an offset.
type badSector struct {
	io.ReaderAt
	at int64
}

func (b badSector) ReadAt(p []byte, offset int64) (int, error) {
	if offset <= b.at && b.at < offset+int64(len(p)) {
		return 0, syscall.EIO
	}
	return b.ReaderAt.ReadAt(p, offset)
}

// A file may claim anything: decoding it allocates in proportion to the bytes it has. Parsing JSON
// of many tiny tokens takes some 30 bytes for a byte, so 100 and a megabyte are ample, and still
// far below the claims of the seeds.
func FuzzDecode(f *testing.F) {
	f.Add(encode(f, small(1)))
	f.Add(encode(f, &checkpoints.State{}))
	f.Add(build(`{"a":{"dtype":"F32","shape":[1099511627776],"data_offsets":[0,4398046511104]},`+
		`"__digest__":{"dtype":"U8","shape":[32],"data_offsets":[4398046511104,4398046511136]}}`, 4))
	f.Add([]byte("\xff\xff\xff\xff\x00\x00\x00\x00{}"))
	f.Add([]byte("\x00\xe1\xf5\x05\x00\x00\x00\x00{\"a\":"))
	f.Fuzz(func(t *testing.T, file []byte) {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		state, err := decode(file)
		runtime.ReadMemStats(&after)
		if got, limit := after.TotalAlloc-before.TotalAlloc, 100*uint64(len(file))+1<<20; got > limit {
			t.Errorf("%d bytes allocated for a file of %d", got, len(file))
		}
		var version *checkpoints.VersionError
		if err != nil {
			if !corrupt(err) && !errors.As(err, &version) {
				t.Errorf("untyped error %v", err)
			}
			return
		}
		again, err := decode(encode(t, state))
		if err != nil || !equal(t, state, again) {
			t.Errorf("does not survive another round trip: %v", err)
		}
	})
}

// FuzzHeader reads files of other programs whose digest is right, so that what the header says is
// all that protects.
func FuzzHeader(f *testing.F) {
	const digest = `"__digest__":{"dtype":"U8","shape":[32],"data_offsets":[4,36]}`
	f.Add(`{"__metadata__":{"format_version":"1","step":"2"},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},`+digest+`}`, 4)
	f.Add(`{"__metadata__":{"format":"pt"},"a":{"dtype":"BF16","shape":[2],"data_offsets":[0,4]},`+digest+`}`, 4)
	f.Add(`{"a":{"dtype":"F32","shape":[0,9223372036854775807],"data_offsets":[0,0]},`+digest+`}  `, 4)
	f.Add(`{"__metadata__":{"\u0000\ud800":"\\"},`+digest+`}`, 4)
	f.Add(`{"__metadata__":{"format_version":"1","step":"2"},"":{"dtype":"F32","shape":[],"data_offsets":[0,4]},`+digest+`}`, 4)
	f.Fuzz(func(t *testing.T, header string, data int) {
		file := build(header, max(0, data)%1024)
		before := allocated()
		state, err := decode(file)
		if got, limit := allocated()-before, 100*uint64(len(file))+1<<20; got > limit {
			t.Errorf("%d bytes allocated for a file of %d", got, len(file))
		}
		var version *checkpoints.VersionError
		if err != nil && !corrupt(err) && !errors.As(err, &version) {
			t.Errorf("untyped error %v", err)
		}
		if err == nil {
			encode(t, state)
		}
	})
}
