package pictures

import (
	"bytes"
	"image"
	"image/gif"
)

// decodeGIF returns the first frame, which may not cover the canvas.
func decodeGIF(content []byte) (image.Image, error) { return gif.Decode(bytes.NewReader(content)) }

func inspectGIF(h *Header) error {
	if err := h.config(gif.DecodeConfig(h.reader())); err != nil {
		return err
	}
	h.Memory = h.area()
	h.More = isAnimated(h.content)
	return nil
}

// isAnimated reports whether a GIF file has a second frame.
func isAnimated(content []byte) bool {
	const header, descriptor, extension = 13, 0x2c, 0x21
	table := func(fields byte) int { // bytes of a colour table
		if fields&0x80 == 0 {
			return 0
		}
		return 3 << (1 + fields&7)
	}
	frames := 0
	for rest := after(content, header+table(content[10])); frames < 2; {
		switch {
		case len(rest) >= 10 && rest[0] == descriptor:
			frames++
			rest = blocks(after(rest, 10+table(rest[9])+1))
		case len(rest) >= 2 && rest[0] == extension:
			rest = blocks(rest[2:])
		default: // the trailer, or the end
			return false
		}
	}
	return true
}

// blocks returns what follows a list of data blocks.
func blocks(rest []byte) []byte {
	for len(rest) > 0 && rest[0] != 0 {
		rest = after(rest, 1+int(rest[0]))
	}
	return after(rest, 1)
}

// after returns what follows the first n bytes.
func after(content []byte, n int) []byte { return content[min(n, len(content)):] }
