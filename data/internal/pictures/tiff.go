package pictures

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"image"
	"io"

	"golang.org/x/image/tiff"
)

// maxBlocks is the most strips or tiles that a TIFF file may have.
const maxBlocks = 1 << 16

// decodeTIFF returns the first page. It corrects the decoder, which inverts fax-coded pictures in
// which 0 is black.
func decodeTIFF(content []byte) (image.Image, error) {
	img, err := tiff.Decode(bytes.NewReader(content))
	d := readDirectory(content)
	if grey, ok := img.(*image.Gray); ok && d.fax() && d.get(tagPhotometric, 0) == 1 {
		for i, v := range grey.Pix {
			grey.Pix[i] = 255 - v
		}
	}
	return img, err
}

// fax reports whether the pixels are coded by ITU-T T.4 or T.6.
func (d directory) fax() bool {
	c := d.get(tagCompression, 1)
	return c == 3 || c == 4
}

// inspectTIFF reads the first directory and refuses what the decoder would misread.
func inspectTIFF(h *Header) error {
	d := readDirectory(h.content)
	if found := d.odd(); found != "" {
		return &Fault{"a TIFF picture of 1, 8 or 16 bits in grey, RGB or a palette", found}
	}
	if err := h.config(tiff.DecodeConfig(h.reader())); err != nil {
		return err
	}
	h.orientation, h.More = d.orientation(), d.next
	size := int64(1)
	if d.get(tagPhotometric, 0) == 2 { // RGB
		size = 4
	}
	if d.get(tagBits, 1) > 8 {
		size = 2*size + h.channels // the picture itself has 16 bits, too
	}
	h.Memory = size * h.area()
	return h.blocks(d)
}

// odd describes what the decoder cannot read or would misread, "" if there is nothing.
func (d directory) odd() string {
	bits, samples := d.get(tagBits, 1), max(d.get(tagSamples, 1), d.count[tagBits])
	switch photometric := d.get(tagPhotometric, 0); {
	case d.get(tagSampleFormat, 1) == 3:
		return fmt.Sprintf("floating-point numbers of %d bits", bits)
	case d.get(tagSampleFormat, 1) != 1:
		return "signed or complex numbers"
	case bits != 1 && bits != 8 && bits != 16:
		return fmt.Sprintf("%d bits", bits)
	case photometric == 5:
		return "CMYK"
	case photometric > 3:
		return fmt.Sprintf("the photometric interpretation %d", photometric)
	case samples > 1 && d.get(tagPlanar, 1) != 1:
		return "a plane for each colour"
	case samples > 1 && photometric != 2:
		return fmt.Sprintf("grey in %d samples", samples)
	}
	switch d.get(tagCompression, 1) {
	case 6, 7:
		return "JPEG compression"
	case 50000:
		return "Zstandard compression"
	}
	return ""
}

// blocks adds the memory of a strip or tile; one is held at a time.
func (h *Header) blocks(d directory) error {
	w, tall := int64(h.canvas.X), int64(h.canvas.Y)
	wide, high := w, tall
	if rows := d.get(tagRowsPerStrip, 0); rows > 0 && rows < tall {
		high = rows
	}
	if d.get(tagTileWidth, 0) > 0 {
		wide, high = d.get(tagTileWidth, 0), max(1, d.get(tagTileLength, 1))
	}
	if n := (w + wide - 1) / wide * ((tall + high - 1) / high); n > maxBlocks {
		return &Fault{fmt.Sprintf("a TIFF picture of %d strips or tiles at most", maxBlocks), fmt.Sprint(n)}
	} else if n*wide*high > MaxPixels {
		return &Fault{
			fmt.Sprintf("a TIFF picture of %d pixels at most, what tiles hold beyond its edge included", MaxPixels),
			fmt.Sprint(n * wide * high),
		}
	}
	if d.get(tagCompression, 1) <= 1 {
		h.Memory += 2 * int64(len(h.content)) // a copy, which grows
		return nil
	}
	const largest, growth = 8, 3 // most bytes of a decompressed pixel; old and new buffer
	most := largest * wide * high
	if wide == w && high == tall {
		most = h.inflated(d, most)
	}
	h.Memory += most * growth
	return nil
}

// inflated returns the size of the only strip of a picture, but at most most. It returns most if
// the strip is not compressed by DEFLATE or is too large to count.
func (h *Header) inflated(d directory, most int64) int64 {
	at, size := d.get(tagStripOffsets, 0), d.get(tagStripByteCounts, 0)
	if c := d.get(tagCompression, 1); c != 8 && c != 32946 || at+size > int64(len(h.content)) {
		return most
	}
	strip, err := zlib.NewReader(bytes.NewReader(h.content[at : at+size]))
	if err != nil {
		return 0 // the decoder returns the error
	}
	enough := min(most, Bound(int64(len(h.content))))
	n, _ := io.Copy(io.Discard, io.LimitReader(strip, enough)) // the decoder meets the same error
	if n == enough {
		return most
	}
	return n
}
