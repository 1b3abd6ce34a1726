package pictures

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/color"

	"golang.org/x/image/bmp"
)

// decodeBMP also reads pictures that the decoder does not support, but plainBMP does.
func decodeBMP(content []byte) (image.Image, error) {
	img, err := bmp.Decode(bytes.NewReader(content))
	if errors.Is(err, bmp.ErrUnsupported) {
		if plain := plainBMP(content); plain != nil {
			return bmp.Decode(bytes.NewReader(plain))
		}
	}
	return img, err
}

func inspectBMP(h *Header) error {
	config, err := bmp.DecodeConfig(h.reader())
	if errors.Is(err, bmp.ErrUnsupported) {
		if plain := plainBMP(h.content); plain != nil {
			config, err = bmp.DecodeConfig(bytes.NewReader(plain))
			h.Memory = int64(len(plain))
		}
	}
	if err := h.config(config, err); err != nil {
		return err
	}
	if _, ok := config.ColorModel.(color.Palette); ok {
		h.Memory += h.area()
	} else {
		h.Memory += 4 * h.area()
	}
	return nil
}

// The sizes of a BMP file's header and of the commonest picture header.
const (
	bmpFile = 14
	bmpInfo = 40
)

// plainBMP returns an uncompressed picture with the commonest header: without masks of the
// channels, if these have the usual order, and without a gap before the pixels. It returns nil for
// other pictures.
func plainBMP(content []byte) []byte {
	u32 := func(at int) int64 { return int64(binary.LittleEndian.Uint32(content[at:])) }
	if len(content) < bmpFile+bmpInfo {
		return nil
	}
	pixels, info, compression := u32(10), u32(bmpFile), u32(30)
	depth := binary.LittleEndian.Uint16(content[28:])
	const masks = bmpFile + bmpInfo // their offset, if there are any
	switch {
	case info < bmpInfo || pixels < bmpFile+info || pixels > int64(len(content)):
		return nil
	case compression == 3 && depth == 32 && pixels >= masks+12:
		if u32(masks) != 0xff0000 || u32(masks+4) != 0xff00 || u32(masks+8) != 0xff {
			return nil
		}
	case compression != 0:
		return nil
	}
	plain := bytes.Clone(content[:bmpFile+bmpInfo])
	if depth <= 8 {
		colours := min((pixels-bmpFile-info)/4, 1<<depth)
		binary.LittleEndian.PutUint32(plain[46:], uint32(colours))
		plain = append(plain, content[bmpFile+info:][:4*colours]...)
	}
	binary.LittleEndian.PutUint32(plain[10:], uint32(len(plain)))
	binary.LittleEndian.PutUint32(plain[bmpFile:], bmpInfo)
	binary.LittleEndian.PutUint32(plain[30:], 0)
	return append(plain, content[pixels:]...)
}
