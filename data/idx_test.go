package data_test

import (
	"bytes"
	"encoding/binary"
	"math"
	"runtime"
	"slices"
	"testing"

	"vae/data"
	"vae/internal/raster"
)

var four = []byte{0, 51, 102, 255}

func TestIDX_isReadPlainAndCompressed(t *testing.T) {
	content := idx(8, []uint32{2, 1, 2}, four)
	for name, file := range map[string][]byte{"plain": content, "gz": gz(content), "two members": append(gz(content[:9]), gz(content[9:])...)} {
		s := open(t, put(t, file, t.TempDir(), "any.name"), data.Options{}).All
		if s.Len() != 2 || s.Shape() != raster.Grey(1, 2) || !slices.Equal(pixels(s), four) {
			t.Errorf("%s: read %d images of %v: %v", name, s.Len(), s.Shape(), pixels(s))
		}
	}
}

func TestIDX_floats(t *testing.T) {
	values := []float64{0, 0.2, 0.4, 1}
	var f4, f8 []byte
	for _, v := range values {
		f4 = binary.BigEndian.AppendUint32(f4, math.Float32bits(float32(v)))
		f8 = binary.BigEndian.AppendUint64(f8, math.Float64bits(v))
	}
	for kind, elements := range map[byte][]byte{0x0D: f4, 0x0E: f8} {
		s := open(t, put(t, idx(kind, []uint32{1, 2, 2}, elements), t.TempDir(), "f.idx"), data.Options{}).All
		if !slices.Equal(pixels(s), four) {
			t.Errorf("type %02X: pixels %v, want %v", kind, pixels(s), four)
		}
	}
}

func TestIDX_bytesOfZeroAndOneAreBlackAndWhite(t *testing.T) {
	s := open(t, put(t, idx(8, []uint32{1, 2, 2}, []byte{0, 1, 1, 0}), t.TempDir(), "b.idx"), data.Options{}).All
	if all := statistics(t, s); all.Low != 0 || all.High != 1 {
		t.Errorf("range %g to %g, want 0 to 1", all.Low, all.High)
	}
}

func floatBytes(values ...float32) []byte {
	var b []byte
	for _, v := range values {
		b = binary.BigEndian.AppendUint32(b, math.Float32bits(v))
	}
	return b
}

func TestIDX_badContent(t *testing.T) {
	nan, inf := float32(math.NaN()), float32(math.Inf(1))
	small := idx(8, []uint32{2, 1, 2}, four)
	bomb := gz(idx(8, []uint32{1, 1, 1}, make([]byte, 10<<20)))
	damaged := gz(small)
	damaged[len(damaged)-6] ^= 1
	for _, c := range []struct {
		name    string
		content []byte
		want    string
	}{
		{"empty", nil, "or picture file, found an empty file"},
		{"short magic", []byte{0, 0, 8}, "4 bytes of IDX magic"},
		{"text", []byte("hello, world"), "expected an IDX, .npy, .npz, .csv or picture file at byte 0, found 68 65"},
		{"bad type", idx(7, []uint32{1, 1, 1}, []byte{1}), "00 00 07 03"},
		{"no dimensions", idx(8, nil, nil), "1 to 8 dimensions at byte 3, found 0"},
		{"many dimensions", idx(8, make([]uint32, 200), nil), "found 200"},
		{"short sizes", idx(8, []uint32{1, 1, 1}, nil)[:10], "12 bytes of IDX sizes"},
		{"truncated", small[:17], "4 bytes of elements of a 2×1×2 array"},
		{"truncated gz", gz(small)[:20], "found the end of the file after"},
		{"cut gz content", gz(small[:18]), "found the end of the file after 2"},
		{"gz checksum", damaged, "checksum"},
		{"gz header", []byte{0x1f, 0x8b, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9}, "gzip"},
		{"trailing", append(slices.Clone(small), 1), "the end of the file at byte 20, found more bytes"},
		{"trailing gz", append(gz(small), "a lot of junk"...), "gzip"},
		{"gz bomb", bomb, "found more bytes"},
		{"2³¹ images", idx(8, []uint32{1 << 31, 28, 28}, four), "1683627180032 bytes"},
		{"2³¹ images gz", gz(idx(8, []uint32{1 << 31, 28, 28}, four)), "1683627180032 bytes"},
		{"overflow", idx(8, []uint32{1 << 31, 1 << 31, 1 << 31}, four), "sizes whose product can be counted"},
		{"zero images", idx(8, []uint32{0, 28, 28}, nil), "found 0×28×28"},
		{"zero-sized images", idx(8, []uint32{5, 0, 28}, nil), "found 5×0×28"},
		{"labels", idx(8, []uint32{4}, four), "images: N×H×W"},
		{"integers", idx(0x0B, []uint32{2, 1, 1}, four), "integers up to 255, or from 0 to 65535, found values from 51 to 26367"},
		{"NaN", idx(0x0D, []uint32{1, 1, 2}, floatBytes(0, nan)), "NaN at [0, 0, 1]"},
		{"Inf", idx(0x0D, []uint32{1, 1, 2}, floatBytes(0, inf)), "+Inf at [0, 0, 1]"},
		{"negative", idx(0x0D, []uint32{1, 1, 2}, floatBytes(-2, 1)), "values from -2 to 1"},
		{"0 to 4095", idx(0x0D, []uint32{1, 1, 2}, floatBytes(0, 4095)), "values from 0 to 4095"},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := put(t, c.content, t.TempDir(), "images")
			_, err := data.Open(t.Context(), path, data.Options{})
			wantFormat(t, err, c.want)
			if !bytes.Contains([]byte(err.Error()), []byte(path)) {
				t.Errorf("error %q does not name %s", err, path)
			}
		})
	}
}

// A header that claims 4 GB costs no more memory than the few bytes of the file: buffers of 200 kB
// and the decompressor of 50 kB.
func TestIDX_claimsCostNoMemory(t *testing.T) {
	for name, content := range map[string][]byte{
		"plain": idx(8, []uint32{1 << 12, 1 << 10, 1 << 10}, four),
		"gz":    gz(idx(8, []uint32{1 << 12, 1 << 10, 1 << 10}, make([]byte, 1000))),
		"f8":    idx(0x0E, []uint32{1 << 12, 1 << 10, 1 << 5}, four),
	} {
		path := put(t, content, t.TempDir(), "images")
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := data.Open(t.Context(), path, data.Options{})
		runtime.ReadMemStats(&after)
		wantFormat(t, err, "4096×1024")
		if spent := after.TotalAlloc - before.TotalAlloc; spent > 1<<20 {
			t.Errorf("%s: allocated %d bytes for a file of %d", name, spent, len(content))
		}
	}
}
