package pictures_test

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"os"
	"runtime"
	"strings"
	"testing"

	"vae/data/internal/pictures"
)

// Small files that claim to be large are refused before they take memory.
func TestBounds_refuseWhatIsTooLarge(t *testing.T) {
	for _, c := range []struct {
		name    string
		content []byte
		want    string
	}{
		{"grey PNG", pngClaiming(8192, 8192, 8, 0, 0), "67 MB of memory at most, as a file of 33 bytes may, found 8192×8192, which takes 134 MB"},
		{"colour PNG", pngClaiming(4000, 4000, 8, 6, 0), "which takes 112 MB"},
		{"deep PNG", pngClaiming(3000, 3000, 16, 6, 0), "which takes 126 MB"},
		{"interlaced PNG", pngClaiming(5000, 5000, 8, 0, 1), "which takes 75 MB"},
		{"vast PNG", pngClaiming(1<<31-1, 1<<31-1, 8, 0, 0), "dimension overflow"},
		{"vast GIF", gifClaiming(65535, 65535), "a picture of 1 to 67108864 pixels, found 65535×65535"},
		{"vast BMP", bmpClaiming(30000, 30000), "a picture of 1 to 67108864 pixels"},
		{"colour BMP", bmpClaiming(4000, 4000), "which takes 112 MB"},
		{"vast WebP", webpClaiming(16384, 16384), "a picture of 1 to 67108864 pixels"},
		{"WebP", webpClaiming(3000, 3000), "which takes 99 MB"},
		{"JPEG", jpegClaiming(0xc0, 8000, 8000), "which takes 384 MB"},
		{"progressive JPEG", jpegClaiming(0xc2, 3000, 3000), "which takes 162 MB"},
		{"TIFF of one strip", tiffClaiming(3000, 3000, 3000, 0), "which takes 234 MB"},
		{"TIFF of many strips", tiffClaiming(4, 70000, 1, 0), "65536 strips or tiles at most, found 70000"},
		{"TIFF of wide tiles", tiffClaiming(1, 480000, 8, 1024), "67108864 pixels at most, what tiles hold beyond its edge included, found 491520000"},
		{"scans", scans(t, 40), ""},
		{"many scans of few pixels", scans(t, 4000), ""},
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := pictures.Inspect(c.content, int64(len(c.content)))
		runtime.ReadMemStats(&after)
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: %v, want %s", c.name, err, c.want)
		}
		if spent := after.TotalAlloc - before.TotalAlloc; spent > 1<<20 {
			t.Errorf("%s: %d bytes of memory", c.name, spent)
		}
	}
}

// A picture of 2600×2600 that each of 60 scans goes through.
func TestBounds_refuseManyScansOfManyPixels(t *testing.T) {
	content := scans(t, 60)
	frame := bytes.Index(content, []byte("\xff\xc2"))
	binary.BigEndian.PutUint16(content[frame+5:], 2600)
	binary.BigEndian.PutUint16(content[frame+7:], 2600)
	content = append(content, make([]byte, 4<<20)...) // enough for the memory
	if f := fault(t, content); f.Expected != "a JPEG picture of 2600×2600 in 39 scans at most" {
		t.Error(f)
	}
}

// scans returns a progressive JPEG file whose last scan is there n times more.
func scans(t *testing.T, n int) []byte {
	t.Helper()
	content, err := os.ReadFile("testdata/progressive.jpg")
	if err != nil {
		t.Fatal(err)
	}
	last := bytes.LastIndex(content, []byte("\xff\xda"))
	end := len(content) - 2
	many := append(bytes.Clone(content[:end]), bytes.Repeat(content[last:end], n)...)
	return append(many, content[end:]...)
}

func pngClaiming(w, h uint32, depth, kind, interlace byte) []byte {
	header := binary.BigEndian.AppendUint32([]byte("IHDR"), w)
	header = append(binary.BigEndian.AppendUint32(header, h), depth, kind, 0, 0, interlace)
	return binary.BigEndian.AppendUint32(append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\r"), header...), crc32.ChecksumIEEE(header))
}

func gifClaiming(w, h uint16) []byte {
	return append(binary.LittleEndian.AppendUint16(binary.LittleEndian.AppendUint16([]byte("GIF89a"), w), h), 0, 0, 0)
}

func bmpClaiming(w, h uint32) []byte {
	content := append([]byte("BM\x00\x00\x00\x00\x00\x00\x00\x00"), 54, 0, 0, 0, 40, 0, 0, 0)
	content = binary.LittleEndian.AppendUint32(binary.LittleEndian.AppendUint32(content, w), h)
	return append(append(content, 1, 0, 24, 0), make([]byte, 24)...)
}

func webpClaiming(w, h uint32) []byte {
	size := append([]byte{0x2f}, binary.LittleEndian.AppendUint32(nil, w-1|(h-1)<<14)...)
	content := append([]byte("RIFF\x12\x00\x00\x00WEBPVP8L\x05\x00\x00\x00"), size...)
	return append(content, 0)
}

func jpegClaiming(marker byte, w, h uint16) []byte {
	content := binary.BigEndian.AppendUint16([]byte{0xff, 0xd8, 0xff, marker, 0, 17, 8}, h)
	content = binary.BigEndian.AppendUint16(content, w)
	return append(content, 3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0, 0xff, 0xda, 0, 12)
}

// tiffClaiming returns the header of a TIFF file compressed by LZW, in strips of rows, or in tiles
// of that height.
func tiffClaiming(w, h, rows, tile uint32) []byte {
	entries := [][2]uint32{{256, w}, {257, h}, {258, 8}, {259, 5}, {262, 1}, {278, rows}}
	if tile > 0 {
		entries = append(entries[:5], [2]uint32{322, tile}, [2]uint32{323, rows})
	}
	content := append([]byte("II*\x00\x08\x00\x00\x00"), byte(len(entries)), 0)
	for _, e := range entries {
		content = binary.LittleEndian.AppendUint16(content, uint16(e[0]))
		content = append(content, 4, 0, 1, 0, 0, 0)
		content = binary.LittleEndian.AppendUint32(content, e[1])
	}
	return append(content, 0, 0, 0, 0)
}

// FuzzPicture reads any bytes as a picture within its bounds or with a fault of one line.
func FuzzPicture(f *testing.F) {
	files, err := os.ReadDir("testdata")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		if file.IsDir() {
			continue
		}
		content, err := os.ReadFile("testdata/" + file.Name())
		if err != nil {
			f.Fatal(err)
		}
		f.Add(content)
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		h, err := pictures.Inspect(content, int64(len(content)))
		if err == nil && h.Memory > 1<<22 {
			return // to save time
		}
		var g *pictures.Picture
		if err == nil {
			g, err = h.Decode(pictures.Color{}, len(content)%2 == 0)
		}
		if err != nil {
			if strings.Contains(err.Error(), "\n") {
				t.Errorf("an error of several lines: %v", err)
			}
			return
		}
		pixels, words := g.Pixels()
		if len(pixels)+len(words) != g.Channels*h.Height*h.Width || int64(len(pixels)+2*len(words)) > h.Memory {
			t.Errorf("%d×%d has %d pixels in %d bytes of memory", h.Height, h.Width, len(pixels)+len(words), h.Memory)
		}
	})
}
