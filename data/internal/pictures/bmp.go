package pictures

import (
	"bytes"
	"image"
	"image/color"

	"golang.org/x/image/bmp"
)

func decodeBMP(content []byte) (image.Image, error) { return bmp.Decode(bytes.NewReader(content)) }

func inspectBMP(h *Header) error {
	config, err := bmp.DecodeConfig(h.reader())
	if err := h.config(config, err); err != nil {
		return err
	}
	h.Memory = 4 * h.area()
	if _, ok := config.ColorModel.(color.Palette); ok {
		h.Memory = h.area()
	}
	return nil
}
