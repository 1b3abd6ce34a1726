package pictures_test

import (
	"encoding/binary"
	"errors"
	"maps"
	"slices"
	"testing"

	"vae/data/internal/pictures"
)

// Pictures that the decoder would misread are refused by their tags alone (TIFF 6.0).
func TestTIFF_kindsThatAreNotRead(t *testing.T) {
	const bits, compression, photometric, samples, planar, sampleFormat = 258, 259, 262, 277, 284, 339
	for want, tags := range map[string]map[uint16]uint16{
		"floating-point numbers of 32 bits": {bits: 32, sampleFormat: 3},
		"signed or complex numbers":         {bits: 8, sampleFormat: 2},
		"4 bits":                            {bits: 4},
		"CMYK":                              {bits: 8, photometric: 5},
		"the photometric interpretation 6":  {bits: 8, photometric: 6},
		"a plane for each colour":           {bits: 8, photometric: 2, samples: 3, planar: 2},
		"grey in 2 samples":                 {bits: 8, photometric: 1, samples: 2},
		"JPEG compression":                  {bits: 8, photometric: 1, compression: 7},
		"Zstandard compression":             {bits: 8, photometric: 1, compression: 50000},
	} {
		content := binary.LittleEndian.AppendUint16([]byte("II*\x00\x08\x00\x00\x00"), uint16(len(tags)))
		for _, tag := range slices.Sorted(maps.Keys(tags)) {
			for _, v := range []uint16{tag, 3, 1, 0, tags[tag], 0} { // a SHORT, one of them, its value
				content = binary.LittleEndian.AppendUint16(content, v)
			}
		}
		_, err := pictures.Inspect(content, int64(len(content)))
		var fault *pictures.Fault
		if !errors.As(err, &fault) || fault.Found != want {
			t.Errorf("error %v, want %q", err, want)
		}
	}
}
