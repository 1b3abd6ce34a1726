package data

import (
	"math"
	"path/filepath"
	"slices"
	"strings"

	"vae/data/internal/format"
	"vae/internal/kernel"
)

// pixels holds the pixels of a set in one of three slices, as picture does.
type pixels struct {
	bytes  []byte
	words  []uint16
	floats []float32
}

// pixels returns the numbers of an array as pixels, and how many are clipped. It may reuse the
// memory of the array.
func (s scale) pixels(a *format.Array) (p pixels, clipped int) {
	switch {
	case a.Bytes != nil && s.black == 0 && s.white == math.MaxUint8:
		p.bytes = a.Bytes
	case a.Bytes != nil && s.black == 0 && s.white == 1:
		for i, v := range a.Bytes {
			a.Bytes[i] = math.MaxUint8 * v
		}
		p.bytes = a.Bytes
	case a.Bytes != nil && s.white == math.MaxUint16:
		p.words = converted(a.Bytes, func(v byte) uint16 { return uint16(v) })
	case a.Bytes != nil:
		p.floats = converted(a.Bytes, func(v byte) float32 { return s.pixel(float64(v)) })
	case a.Words != nil && s.white == math.MaxUint16:
		p.words = a.Words
	case a.Words != nil:
		p.floats = converted(a.Words, func(v uint16) float32 { return s.pixel(float64(v)) })
	case a.Whole && s.white == math.MaxUint8 && a.Low >= 0 && a.High <= math.MaxUint8:
		p.bytes = converted(a.Floats, func(v float32) byte { return byte(v) })
	default:
		for i, v := range a.Floats {
			if float64(v) < s.black || float64(v) > s.white {
				clipped++
			}
			a.Floats[i] = s.pixel(float64(v))
		}
		p.floats = a.Floats
	}
	return p, clipped
}

// pixel returns a number as a pixel in [0, 1].
func (s scale) pixel(v float64) float32 {
	return float32(min(max((v-s.black)/(s.white-s.black), 0), 1))
}

// converted returns to(v) for each element v.
func converted[A, B any](from []A, to func(A) B) []B {
	all := make([]B, len(from))
	for i, v := range from {
		all[i] = to(v)
	}
	return all
}

// grey returns the pixels of grey images.
func (p pixels) grey(l layout) pixels {
	switch {
	case l.channels == 1:
		return p
	case p.bytes != nil:
		return pixels{bytes: luminance(p.bytes, l, math.MaxUint8, grey8)}
	case p.words != nil:
		return pixels{words: luminance(p.words, l, math.MaxUint16, grey16)}
	}
	return pixels{floats: luminance(p.floats, l, 1, greyFloat)}
}

// luminance converts the channels of each pixel to one number. The opacity is full without a
// channel for it.
func luminance[T any](from []T, l layout, full T, grey func(r, g, b, opacity T) T) []T {
	size := l.shape.H * l.shape.W
	next, pixel := 1, l.channels // steps to the next channel, and to the next pixel
	if l.planes {
		next, pixel = size, 1
	}
	to := make([]T, l.n*size)
	for i := range to {
		at := i/size*size*l.channels + i%size*pixel
		opacity := full
		if l.channels == 4 {
			opacity = from[at+3*next]
		}
		to[i] = grey(from[at], from[at+next], from[at+2*next], opacity)
	}
	return to
}

// grey8, grey16 and greyFloat return the luminance 0.299 r + 0.587 g + 0.114 b of a colour over
// black, as the conversions of image/color do.
func grey8(r, g, b, opacity byte) byte {
	over := func(v byte) uint32 { return uint32(v) * 0x101 * uint32(opacity) / math.MaxUint8 }
	return byte((19595*over(r) + 38470*over(g) + 7471*over(b) + 1<<15) >> 24)
}

func grey16(r, g, b, opacity uint16) uint16 {
	over := func(v uint16) uint32 { return uint32(v) * uint32(opacity) / math.MaxUint16 }
	return uint16((19595*over(r) + 38470*over(g) + 7471*over(b) + 1<<15) >> 16)
}

func greyFloat(r, g, b, opacity float32) float32 {
	return float32((19595*float64(r) + 38470*float64(g) + 7471*float64(b)) / (1 << 16) * float64(opacity))
}

// upright makes orient transpose files named emnist…, as EMNIST needs.
func (r *reader) upright(name string) {
	if strings.HasPrefix(strings.ToLower(filepath.Base(name)), "emnist") && !r.opts.Transpose {
		r.opts.Transpose = true
		r.note("rows taken for columns, as files of EMNIST need")
	}
}

// orient transposes and inverts the images of all parts according to the options.
func (r *reader) orient(p parts) {
	for _, s := range p {
		kernel.Parallel(s.Len(), func(i int) {
			switch p := s.images[i]; {
			case p.words != nil:
				orient(p.words, math.MaxUint16, s.shape, r.opts)
			case p.floats != nil:
				orient(p.floats, 1, s.shape, r.opts)
			default:
				orient(p.bytes, math.MaxUint8, s.shape, r.opts)
			}
		})
		if r.opts.Transpose {
			s.shape.H, s.shape.W = s.shape.W, s.shape.H
		}
	}
}

// orient changes an image of that shape in place.
func orient[P byte | uint16 | float32](pixels []P, white P, shape Shape, opts Options) {
	if opts.Transpose {
		rows := slices.Clone(pixels)
		for i := range shape.H * shape.W {
			copy(pixels[(i%shape.W*shape.H+i/shape.W)*shape.C:], rows[i*shape.C:(i+1)*shape.C])
		}
	}
	if opts.Invert {
		for i, v := range pixels {
			pixels[i] = white - v
		}
	}
}
