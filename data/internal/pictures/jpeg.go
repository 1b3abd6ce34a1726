package pictures

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"iter"
)

// Decoding goes through all pixels for each scan, however small. Encoders write about ten scans; if
// there are more than usualScans, they may visit at most maxScanned pixels in all.
const (
	usualScans = 12
	maxScanned = 1 << 28
)

// Markers of ITU-T T.81.
const (
	markerSOF0 = 0xc0 // baseline
	markerSOF2 = 0xc2 // progressive
	markerRST0 = 0xd0
	markerSOI  = 0xd8
	markerEOI  = 0xd9
	markerSOS  = 0xda
	markerAPP1 = 0xe1
)

func decodeJPEG(content []byte) (image.Image, error) { return jpeg.Decode(bytes.NewReader(content)) }

func inspectJPEG(h *Header) error {
	config, err := jpeg.DecodeConfig(h.reader())
	if err := h.config(config, err); err != nil {
		return err
	}
	scans, framed, oriented := int64(0), false, false
	for marker, segment := range segments(h.content) {
		switch {
		case marker >= markerSOF0 && marker <= markerSOF2 && !framed:
			framed = true
			h.progressive = marker == markerSOF2
			samples := h.samples(segment)
			if h.Memory = samples; h.progressive {
				h.Memory += 4 * samples // coefficients
			}
			if config.ColorModel != color.GrayModel && config.ColorModel != color.YCbCrModel {
				h.Memory += 4 * h.area() // made RGB or CMYK
			}
		case marker == markerSOS:
			scans++
		case marker == markerAPP1 && bytes.HasPrefix(segment, []byte("Exif\x00\x00")) && !oriented:
			oriented = true
			h.orient(segment)
		}
	}
	if most := max(usualScans, maxScanned/max(1, h.area())); scans > most {
		return &Fault{fmt.Sprintf("a JPEG picture of %s in %d scans at most", h.size(), most), fmt.Sprint(scans)}
	}
	return nil
}

// segments ranges over the markers of a JPEG file and their segments.
func segments(content []byte) iter.Seq2[byte, []byte] {
	return func(yield func(byte, []byte) bool) {
		for rest := content; ; {
			start := bytes.IndexByte(rest, 0xff)
			if start < 0 {
				return
			}
			for rest = rest[start:]; len(rest) > 0 && rest[0] == 0xff; {
				rest = rest[1:] // any number of these precedes the marker
			}
			if len(rest) == 0 {
				return
			}
			marker := rest[0]
			rest = rest[1:]
			switch {
			case marker == 0, marker >= markerRST0 && marker <= markerSOI:
				continue
			case marker == markerEOI || len(rest) < 2:
				return
			}
			n := int(binary.BigEndian.Uint16(rest))
			if n < 2 || n > len(rest) {
				return // the decoder returns the error
			}
			if !yield(marker, rest[2:n]) {
				return
			}
			rest = rest[n:]
		}
	}
}

// samples returns the number of samples of a frame with that header, including those beyond its
// edges.
func (h *Header) samples(header []byte) int64 {
	const fixed = 6
	components := (len(header) - fixed) / 3
	across, down := int64(1), int64(1) // blocks of 8×8 luminance samples in the smallest coded unit
	units := int64(1)                  // and blocks of all components
	if components > 1 {
		units = 0
		for i := range components {
			hv := header[fixed+3*i+1]
			a, d := int64(hv>>4), int64(hv&15)
			if units += a * d; i == 0 {
				across, down = max(1, a), max(1, d)
			}
		}
	}
	w, tall := int64(h.canvas.X), int64(h.canvas.Y)
	return (w + 8*across - 1) / (8 * across) * ((tall + 8*down - 1) / (8 * down)) * units * 64
}
