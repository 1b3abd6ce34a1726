package pictures

import (
	"bytes"
	"fmt"
	"image"

	"golang.org/x/image/tiff"
)

// maxBlocks is the most strips or tiles that a TIFF file may have.
const maxBlocks = 1 << 16

func decodeTIFF(content []byte) (image.Image, error) { return tiff.Decode(bytes.NewReader(content)) }

// inspectTIFF reads the first directory, and refuses what the decoder would take for something else.
func inspectTIFF(h *Header) error {
	d := readDirectory(h.content)
	switch samples := d.get(tagSamples, 1); {
	case d.get(tagSampleFormat, 1) == 3:
		return fmt.Errorf("%d-bit floating-point pixels, of which no one knows what is white", d.get(tagBits, 1))
	case d.get(tagSampleFormat, 1) != 1:
		return fmt.Errorf("pixels that are no unsigned integers")
	case samples > 1 && d.get(tagPlanar, 1) != 1:
		return fmt.Errorf("a plane for each colour")
	case samples > 1 && d.get(tagPhotometric, 0) <= 1:
		return fmt.Errorf("%d samples for each pixel of a grey picture", samples)
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
		size = 2*size + 1 // the grey image has 16 bits, too
	}
	h.Memory = size * h.area()
	return h.blocks(d)
}

// blocks adds the memory that the strips or tiles take, of which one is held at a time.
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
		return &Fault{fmt.Sprintf("a TIFF picture of %d pixels at most, what tiles hold beyond its edge included", MaxPixels), fmt.Sprint(n * wide * high)}
	}
	if d.get(tagCompression, 1) <= 1 {
		h.Memory += 2 * int64(len(h.content)) // a copy, which grows
		return nil
	}
	const largest, growth = 8, 3 // bytes of a pixel that are decompressed at most; old and new buffer
	h.Memory += largest * wide * high * growth
	return nil
}
