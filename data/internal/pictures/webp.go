package pictures

import (
	"bytes"
	"encoding/binary"
	"image"
	"iter"

	"golang.org/x/image/webp"
)

func inspectWebP(h *Header) error {
	frame, frames := firstFrame(h.content)
	h.More = frames > 1
	still := h.content
	if frame != nil {
		still = frame.still()
	}
	config, err := webp.DecodeConfig(bytes.NewReader(still))
	if err := h.config(config, err); err != nil {
		return err
	}
	for id, data := range chunks(h.content[riffHeader:]) {
		if id == "EXIF" {
			h.orient(data)
		}
	}
	lossy, alpha := false, false
	for id := range chunks(still[riffHeader:]) {
		lossy, alpha = lossy || id == "VP8 ", alpha || id == "ALPH"
	}
	size := int64(8) // lossless: pixels, and those before colours are looked up
	if lossy {
		size = 2
	}
	if alpha {
		size += 10 // decoded as lossless, then copied
	}
	h.Memory = size * h.area()
	if frame != nil {
		h.canvas = frame.canvas
	}
	return nil
}

// decodeWebP returns the picture, or the first frame of an animation, which may not cover the
// canvas.
func decodeWebP(content []byte) (image.Image, error) {
	frame, _ := firstFrame(content)
	var at image.Point
	if frame != nil {
		content, at = frame.still(), frame.at
	}
	img, err := webp.Decode(bytes.NewReader(content))
	switch img := img.(type) {
	case *image.YCbCr:
		widen(img)
		img.Rect = img.Rect.Add(at)
	case *image.NYCbCrA:
		widen(&img.YCbCr)
		img.Rect = img.Rect.Add(at)
	case *image.NRGBA:
		img.Rect = img.Rect.Add(at)
	}
	return img, err
}

// widen converts samples from the range of ITU-R BT.601, 16 to 235 and 240, which the decoder
// leaves as they are, to the full range of image.YCbCr.
func widen(img *image.YCbCr) {
	var luma, chroma [256]byte
	for i := range luma {
		v := float64(i)
		luma[i] = byte(min(255, max(0, (v-16)*255/219+0.5)))
		chroma[i] = byte(min(255, max(0, (v-128)*255/224+128.5)))
	}
	for i, v := range img.Y {
		img.Y[i] = luma[v]
	}
	for i := range img.Cb {
		img.Cb[i], img.Cr[i] = chroma[img.Cb[i]], chroma[img.Cr[i]]
	}
}

// riffHeader is the number of bytes before the first chunk.
const riffHeader = 12

// chunks ranges over the chunks of a RIFF file that are whole.
func chunks(rest []byte) iter.Seq2[string, []byte] {
	return func(yield func(string, []byte) bool) {
		for len(rest) >= 8 {
			n := int64(binary.LittleEndian.Uint32(rest[4:]))
			if n > int64(len(rest)-8) || !yield(string(rest[:4]), rest[8:8+n]) {
				return
			}
			rest = rest[min(8+n+n&1, int64(len(rest))):]
		}
	}
}

// animated is a frame of an animation.
type animated struct {
	canvas image.Point // size of the whole
	at     image.Point // where the frame is
	size   []byte      // of the frame, as in the header of a still picture
	chunks []byte      // its pixels
}

// firstFrame returns the first frame of an animation, nil for a still picture, and the number of
// frames.
func firstFrame(content []byte) (first *animated, frames int) {
	const frameHeader = 16
	var canvas image.Point
	for id, data := range chunks(content[riffHeader:]) {
		switch {
		case id == "VP8X" && len(data) >= 10:
			canvas = image.Pt(1+uint24(data[4:]), 1+uint24(data[7:]))
		case id == "ANMF" && len(data) >= frameHeader:
			if frames++; frames == 1 {
				first = &animated{canvas, image.Pt(2*uint24(data), 2*uint24(data[3:])), data[6:12], data[frameHeader:]}
			}
		}
	}
	return first, frames
}

func uint24(b []byte) int { return int(b[0]) | int(b[1])<<8 | int(b[2])<<16 }

// still returns the frame as a file of a still picture.
func (f *animated) still() []byte {
	var body []byte
	for id := range chunks(f.chunks) {
		if id == "ALPH" {
			const hasAlpha = 1 << 4
			body = append([]byte("VP8X\x0a\x00\x00\x00"), hasAlpha, 0, 0, 0)
			body = append(body, f.size...)
		}
		break // the first chunk decides
	}
	body = append(body, f.chunks...)
	file := binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(len("WEBP")+len(body)))
	return append(append(file, "WEBP"...), body...)
}
