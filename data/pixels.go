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

// upright makes orient transpose files named emnist…, as EMNIST needs.
func (r *reader) upright(name string) {
	if strings.HasPrefix(strings.ToLower(filepath.Base(name)), "emnist") && !r.opts.Transpose {
		r.opts.Transpose = true
		r.note("rows taken for columns, as files of EMNIST need")
	}
}

// orient transposes and inverts the images of all parts according to the options. Those that are
// not in memory are turned when they are read.
func (r *reader) orient(p parts) {
	for _, s := range p {
		kernel.Parallel(s.Len(), func(i int) {
			if p := s.held(i); p != nil {
				p.orient(s.shape, r.opts)
			}
		})
		if r.opts.Transpose {
			s.shape.H, s.shape.W = s.shape.W, s.shape.H
		}
	}
}

// orient changes an image of that shape in place.
func (p pixels) orient(shape Shape, opts Options) {
	switch {
	case p.words != nil:
		orient(p.words, math.MaxUint16, shape, opts)
	case p.floats != nil:
		orient(p.floats, 1, shape, opts)
	default:
		orient(p.bytes, math.MaxUint8, shape, opts)
	}
}

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
