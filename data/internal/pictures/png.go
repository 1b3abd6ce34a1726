package pictures

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/png"
)

func decodePNG(content []byte) (image.Image, error) { return png.Decode(bytes.NewReader(content)) }

func inspectPNG(h *Header) error {
	if err := h.config(png.DecodeConfig(h.reader())); err != nil {
		return err
	}
	depth, kind, interlaced := h.content[24], h.content[25], h.content[28] != 0
	transparent := false
	for rest := h.content[8:]; len(rest) >= 12; {
		n := int64(binary.BigEndian.Uint32(rest))
		if n > int64(len(rest)-12) {
			break // the decoder returns the error
		}
		switch data := rest[8 : 8+n]; string(rest[4:8]) {
		case "tRNS":
			transparent = true
		case "eXIf":
			h.orient(data)
		case "acTL": // animation
			h.More = n >= 4 && binary.BigEndian.Uint32(data) > 1
		}
		rest = rest[12+n:]
	}
	const grey, palette = 0, 3
	size := int64(4) // bytes of a pixel
	if kind == palette || kind == grey && !transparent {
		size = 1
	}
	if depth == 16 {
		size = 2*size + h.channels // the picture itself has 16 bits, too
	}
	if interlaced {
		size *= 2 // passes, of which the largest has half of the pixels
	}
	h.Memory = size * h.area()
	return nil
}
