package data

import (
	"math"

	"vae/data/internal/format"
	"vae/data/internal/pictures"
)

// Colours says what becomes of the colours of images.
type Colours int

// What may become of colours.
const (
	ColoursAsFound Colours = iota // a set is in colour if any of its images has colours
	ColoursToGrey                 // each becomes its luminance (ITU-R BT.601)
	ColoursAlways                 // grey becomes red, green and blue in equal parts
)

// ColoursOf returns what becomes of colours in images of that shape.
func ColoursOf(s Shape) Colours {
	if s.C == 1 {
		return ColoursToGrey
	}
	return ColoursAlways
}

// numbers are what pixels are stored as: see picture.
type numbers interface{ byte | uint16 | float32 }

// channels returns those of the images of parts with these colours, or without.
func (c Colours) channels(coloured bool) int {
	if c == ColoursAlways || c == ColoursAsFound && coloured {
		return 3
	}
	return 1
}

// coloured reports whether a pixel is in colour, perhaps in that of the background.
func (p pending) coloured(background Background) (bool, error) {
	switch {
	case p.layout.channels < 3:
		return false, nil
	case p.layout.channels == 4 && !background.grey(): // which may be seen
		return true, nil
	}
	return p.some(func(a *format.Array, l layout) bool {
		return differ(a.Bytes, l) || differ(a.Words, l) || differ(a.Floats, l)
	})
}

// some reports whether some images have a property.
func (p pending) some(have func(a *format.Array, l layout) bool) (bool, error) {
	for some, err := range p.blocks() {
		if err != nil || have(some.images, some.layout) {
			return err == nil, err
		}
	}
	return false, nil
}

// differ reports whether a pixel has red, green and blue that differ.
func differ[T numbers](numbers []T, l layout) bool {
	next, _ := l.steps()
	for i := range len(numbers) / l.channels {
		if at := l.at(i); numbers[at] != numbers[at+next] || numbers[at+next] != numbers[at+2*next] {
			return true
		}
	}
	return false
}

// transparent reports whether a pixel is not opaque.
func (p pending) transparent(s scale) (bool, error) {
	if p.layout.channels < 4 {
		return false, nil
	}
	return p.some(func(a *format.Array, l layout) bool {
		return anyBelow(a.Bytes, l, s.white) || anyBelow(a.Words, l, s.white) || anyBelow(a.Floats, l, s.white)
	})
}

// anyBelow reports whether the opacity of a pixel is below white.
func anyBelow[T numbers](numbers []T, l layout, white float64) bool {
	next, _ := l.steps()
	for i := range len(numbers) / l.channels {
		if float64(numbers[l.at(i)+3*next]) < white {
			return true
		}
	}
	return false
}

// steps returns how far the next channel and the next pixel are.
func (l layout) steps() (channel, pixel int) {
	if l.planes {
		return l.shape.H * l.shape.W, 1
	}
	return 1, l.channels
}

// at returns where the first channel of a pixel is, counted over all images.
func (l layout) at(i int) int {
	size := l.shape.H * l.shape.W
	_, pixel := l.steps()
	return i/size*size*l.channels + i%size*pixel
}

// coloured returns the pixels of images in that many channels, one or three, with the background
// behind transparent ones.
func (p pixels) coloured(l layout, channels int, background Background) pixels {
	if l.channels == channels && !(l.planes && channels > 1) {
		return p
	}
	r, g, b := background.R, background.G, background.B
	switch {
	case p.bytes != nil:
		p.bytes = recolour(p.bytes, l, channels, math.MaxUint8, func(dst, rgb []byte, opacity byte) {
			r, g, b := over8(rgb[0], opacity, r), over8(rgb[1], opacity, g), over8(rgb[2], opacity, b)
			if dst[0] = byte(pictures.Luminance(r, g, b) >> 8); len(dst) == 3 {
				dst[0], dst[1], dst[2] = byte(r>>8), byte(g>>8), byte(b>>8)
			}
		})
	case p.words != nil:
		p.words = recolour(p.words, l, channels, math.MaxUint16, func(dst, rgb []uint16, opacity uint16) {
			r, g, b := over16(rgb[0], opacity, r), over16(rgb[1], opacity, g), over16(rgb[2], opacity, b)
			if dst[0] = uint16(pictures.Luminance(r, g, b)); len(dst) == 3 {
				dst[0], dst[1], dst[2] = uint16(r), uint16(g), uint16(b)
			}
		})
	default:
		p.floats = recolour(p.floats, l, channels, 1, func(dst, rgb []float32, opacity float32) {
			r, g, b := overFloat(rgb[0], opacity, r), overFloat(rgb[1], opacity, g), overFloat(rgb[2], opacity, b)
			if dst[0] = float32((19595*r + 38470*g + 7471*b) / (1 << 16)); len(dst) == 3 {
				dst[0], dst[1], dst[2] = float32(r), float32(g), float32(b)
			}
		})
	}
	return p
}

// recolour has put set each pixel (channels) from its red, green and blue and its opacity, which is
// full without a channel for it.
func recolour[T numbers](from []T, l layout, channels int, full T, put func(dst, rgb []T, opacity T)) []T {
	pixels := l.n * l.shape.H * l.shape.W
	to := make([]T, pixels*channels)
	next, _ := l.steps()
	if l.channels == 1 { // all three are the same
		next = 0
	}
	rgb := make([]T, 3)
	for i := range pixels {
		at, opacity := l.at(i), full
		rgb[0], rgb[1], rgb[2] = from[at], from[at+next], from[at+2*next]
		if l.channels == 4 {
			opacity = from[at+3*next]
		}
		put(to[i*channels:(i+1)*channels], rgb, opacity)
	}
	return to
}

// over8, over16 and overFloat return a part of a colour over the background: from 0 to 65535 or, of
// floats, to 1. On black they are those of image/color.
func over8(v, opacity byte, behind uint16) uint32 {
	a := uint32(opacity)
	return uint32(v)*0x101*a/math.MaxUint8 + uint32(behind)*(math.MaxUint8-a)/math.MaxUint8
}

func over16(v, opacity, behind uint16) uint32 {
	a := uint32(opacity)
	return uint32(v)*a/math.MaxUint16 + uint32(behind)*(math.MaxUint16-a)/math.MaxUint16
}

func overFloat(v, opacity float32, behind uint16) float64 {
	return float64(v)*float64(opacity) + float64(behind)/math.MaxUint16*(1-float64(opacity))
}

// tripled returns each number three times.
func tripled[T numbers](grey []T) []T {
	if grey == nil {
		return nil
	}
	all := make([]T, 0, 3*len(grey))
	for _, v := range grey {
		all = append(all, v, v, v)
	}
	return all
}
